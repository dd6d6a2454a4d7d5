"""Whether each person's stored timeline is what phones and console come to, made at one go from the beginning, and
their sessions what the timeline says."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.instants import instant
from ticketing.domain.presence import Session as OnLine
from ticketing.domain.presence import Slice, sessions_of
from ticketing.models.people import Person
from ticketing.models.presence import PersonSession, PersonSlice, TimelineMark
from ticketing.queries.presence.breaks import acw_reasons
from ticketing.queries.presence.facts import told

#: One (start, end, state, reason, queue, callid, online) of a slice.
Row = tuple[int, int | None, str, str, str, str | None, bool]


def differences(session: Session) -> list[str]:
    """One line per person whose rows differ, with the first instant at which they do; whoever is marked waits."""
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    reasons = acw_reasons(session)
    waiting = sa.select(TimelineMark.person_id)
    people = session.execute(sa.select(Person.id, Person.login).where(Person.id.not_in(waiting)).order_by(Person.id))
    found = []
    for person_id, login in people.all():
        slices = told(session, {person_id: 0})[person_id].slices(0, reasons)
        made, kept = [_made(piece) for piece in slices], _kept(session, person_id)
        found += _first_of("person_slices", login, set(made) ^ set(kept))
        found += _first_of("person_sessions", login, set(sessions_of(slices)) ^ set(_on_line(session, person_id)))
    return found


def _first_of(table: str, login: str, differ: Collection[tuple[Any, ...]]) -> list[str]:
    if not differ:
        return []
    at_us = min(row[0] for row in differ)
    return [f"{table}: {login} differs from {instant(at_us).isoformat()} on"]


def _made(piece: Slice) -> Row:
    callid = piece.visit[0] if piece.visit is not None else None
    return (*piece[:2], piece.state.value, piece.reason, piece.queue, callid, piece.online)


def _kept(session: Session, person_id: int) -> list[Row]:
    rows = session.scalars(sa.select(PersonSlice).filter_by(person_id=person_id).order_by(PersonSlice.start_us))
    return [(row.start_us, row.end_us, row.state, row.reason, row.queue, row.callid, row.online) for row in rows]


def _on_line(session: Session, person_id: int) -> list[OnLine]:
    rows = session.scalars(sa.select(PersonSession).filter_by(person_id=person_id))
    return [OnLine(row.start_us, row.end_us, row.first_call_us, row.last_call_us) for row in rows]
