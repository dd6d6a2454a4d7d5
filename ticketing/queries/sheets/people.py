"""People's time for the sheets: pauses by kind, where everybody stands now, the cells of a roster's week."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.callbacks import OPEN_CALLBACKS
from ticketing.models.callbacks import Callback
from ticketing.models.people import Person, Team
from ticketing.models.presence import BreakKind, BreakReason, PersonSlice
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.models.tickets import OPEN_STATES, Ticket

_REACH_BACK_US = 7 * 86_400 * 1_000_000


def pauses(session: Session, lo_us: int, hi_us: int) -> list[tuple[int, str, int, int]]:
    """(person, reason, from, to) of every pause inside the stretch, cut to it, in their order."""
    start = sa.func.greatest(PersonSlice.start_us, lo_us)
    end = sa.func.least(sa.func.coalesce(PersonSlice.end_us, hi_us), hi_us)
    found = (
        sa.select(PersonSlice.person_id, PersonSlice.reason, start, end)
        .where(
            PersonSlice.state == "paused",
            PersonSlice.start_us.between(lo_us - _REACH_BACK_US, hi_us - 1),
            sa.func.coalesce(PersonSlice.end_us, hi_us) > lo_us,
        )
        .order_by(PersonSlice.person_id, PersonSlice.start_us)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(found)]


def kinds(session: Session) -> tuple[dict[str, BreakKind], dict[str, BreakKind]]:
    """What each reason means, and every kind by its code."""
    by_code = {kind.code: kind for kind in session.scalars(sa.select(BreakKind).order_by(BreakKind.position))}
    by_id = {kind.id: kind for kind in by_code.values()}
    reasons = {row.reason: by_id[row.kind_id] for row in session.scalars(sa.select(BreakReason))}
    return reasons, by_code


def present(session: Session, ids: Iterable[int]) -> dict[int, tuple[str, str, int]]:
    """(state, reason, since) of each of these people now."""
    found = sa.select(PersonSlice.person_id, PersonSlice.state, PersonSlice.reason, PersonSlice.start_us).where(
        PersonSlice.end_us.is_(None), PersonSlice.person_id.in_(list(ids))
    )
    return {row[0]: (row[1], row[2], row[3]) for row in session.execute(found)}


def in_hand(session: Session) -> dict[int, dict[str, int]]:
    """Open tickets and call-backs by whose they are."""
    tickets = sa.select(Ticket.owner_id, sa.func.count()).where(
        Ticket.state.in_(OPEN_STATES), Ticket.owner_id.is_not(None)
    )
    owed = sa.select(Callback.owner_id, sa.func.count()).where(
        Callback.state.in_(OPEN_CALLBACKS), Callback.owner_id.is_not(None)
    )
    sums: dict[int, dict[str, int]] = {}
    for key, query in (("open_tickets", tickets.group_by(Ticket.owner_id)), ("owed", owed.group_by(Callback.owner_id))):
        for person_id, count in session.execute(query):
            sums.setdefault(person_id or 0, {})[key] = count
    return sums


def week(session: Session, first: date, last: date) -> list[Any]:
    """(shift, person, team name, template) of every published cell between two days."""
    found = (
        sa.select(Shift, Person, Team.name, ShiftTemplate)
        .join(Person, Person.id == Shift.person_id)
        .outerjoin(Team, Team.id == Person.team_id)
        .join(ShiftTemplate, ShiftTemplate.id == Shift.published_template_id)
        .where(Shift.on_day.between(first, last))
        .order_by(Team.code, Person.code, Shift.on_day)
    )
    return list(session.execute(found))


def templates(session: Session) -> list[ShiftTemplate]:
    return list(session.scalars(sa.select(ShiftTemplate).order_by(ShiftTemplate.position, ShiftTemplate.code)))


def members(session: Session, team: str) -> set[int]:
    """Who belongs to the team of this code."""
    return set(session.scalars(sa.select(Person.id).join(Team, Team.id == Person.team_id).where(Team.code == team)))
