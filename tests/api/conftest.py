"""A centre with everybody in it, and the audit chain to look into."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import arranged
from tests.api.cast import CAST, HASH, Centre
from ticketing.actions import people
from ticketing.actions.people import PersonWish
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.tickets import TicketKind
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.system import AuditRow


@pytest.fixture
def centre(app: Flask) -> Centre:
    """Two teams, two queues and one person per role (two admins, so that one may fall)."""
    return Centre(app, arranged.once("a centre with everybody in it", _everybody))


def _everybody() -> dict[str, int]:
    with begin(SYSTEM) as work:
        people.add_team(work, "one", "One")
        people.add_team(work, "two", "Two")
        for code in ("sales", "support"):
            work.add(Queue(code=code, name=code, kind=TicketKind.INQUIRY))
        for login, (roles, team, queues) in CAST.items():
            wish = PersonWish(login=login, name=login.title(), roles=roles, code=login, team=team, queues=queues)
            people.add(work, wish, HASH, must_change=False)
    with reading() as session:
        return {person.login: person.id for person in session.scalars(sa.select(Person))}


@pytest.fixture
def audited(app: Flask) -> Callable[[], list[tuple[str, str, dict[str, Any]]]]:
    """What the audit chain says: (action, object, detail), oldest first."""

    def rows() -> list[tuple[str, str, dict[str, Any]]]:
        with reading() as session:
            found = session.scalars(sa.select(AuditRow).order_by(AuditRow.id))
            return [(row.action, row.object, row.detail) for row in found]

    return rows
