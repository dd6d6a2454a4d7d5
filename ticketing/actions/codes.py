"""Whom an agent's number means."""

import sqlalchemy as sa

from ticketing.errors import NotFound
from ticketing.models.people import Person
from ticketing.work import Work


def by_code(work: Work, code: str) -> Person:
    """The active person with this code; `NotFound` without one."""
    person = work.session.scalar(sa.select(Person).where(Person.code == code, Person.active))
    if person is None:
        raise NotFound(what="people")
    return person
