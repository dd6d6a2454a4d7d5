"""What an empty database is given before anybody can log in: calendars, deadlines, one administrator."""

import sqlalchemy as sa

from ticketing.actions import people, setup
from ticketing.actions.people import PersonWish
from ticketing.auth import passwords
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM, Role
from ticketing.models.people import Person

LOGIN = "admin"


def prepare(with_administrator: bool) -> list[str]:
    """Create what is missing; the lines to show, once, to whoever started the system.

    The administrator's first password is random, nowhere kept and must be changed at the first login.
    """
    with begin(SYSTEM) as work:
        setup.first_run(work)
    if not with_administrator or not _nobody_yet():
        return []
    password = passwords.random_password()
    hashed = passwords.hash_of(password)
    wish = PersonWish(login=LOGIN, name="Administrator", roles=(Role.ADMIN.value,))
    with begin(SYSTEM) as work:
        people.add(work, wish, hashed)
    return [f"first login: {LOGIN} / {password} (shown this once; you will be asked for a new one)"]


def _nobody_yet() -> bool:
    with reading() as session:
        return session.scalar(sa.select(Person.id).limit(1)) is None
