"""A stored clock explained: what it counted, by which hours, and in whose hands (R7, R12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.clocks import Run
from ticketing.domain.clocks.explaining import (
    Counted,
    Stretch,
    Unusual,
    by_team,
    ran,
    stretches,
    unusual_days,
)
from ticketing.domain.events import TicketTransferred
from ticketing.journal import JournalEntry
from ticketing.models.clocks import TicketClock
from ticketing.models.people import Team
from ticketing.models.tickets import Ticket
from ticketing.queries import terms


@dataclass(frozen=True)
class Explanation:
    """`pauses` lie between the runs; `teams` are the working seconds that each team (by code) had it."""

    row: TicketClock
    stretches: Sequence[Stretch]
    pauses: Sequence[Run]
    unusual: Sequence[Unusual]
    teams: dict[str, int]


def of_kind(session: Session, ticket: Ticket, kind: str, at: datetime, seq: int | None = None) -> Explanation | None:
    """The ticket's latest clock of this kind, or its `seq`-th; None where there is none."""
    found = sa.select(TicketClock).where(TicketClock.ticket_id == ticket.id, TicketClock.kind == kind)
    if seq is not None:
        found = found.where(TicketClock.seq == seq)
    row = session.scalar(found.order_by(TicketClock.seq.desc()).limit(1))
    if row is None:
        return None
    runs = ran(row.record, at)
    calendars = [calendar_id for _, calendar_id in row.calendars()]
    calendars += [row.calendar_id] * (len(runs) - len(calendars))
    times = {one: terms.working_time(session, one) for one in set(calendars)}
    counted: list[Counted] = [(run, times[one]) for run, one in zip(runs, calendars, strict=True)]
    pauses = [Run(a.ended_at, b.began_at) for a, b in zip(runs, runs[1:], strict=False) if a.ended_at < b.began_at]
    return Explanation(
        row, list(stretches(counted)), pauses, unusual_days(counted), by_team(counted, hands(session, ticket))
    )


def hands(session: Session, ticket: Ticket) -> list[tuple[datetime, str]]:
    """From when on which team (by code, empty for none) has had the ticket; the first from its opening."""
    moves = session.scalars(
        sa.select(JournalEntry)
        .where(JournalEntry.ticket_id == ticket.id, JournalEntry.name == TicketTransferred.__name__)
        .order_by(JournalEntry.id)
    ).all()
    if not moves:
        team = session.scalar(sa.select(Team.code).filter_by(id=ticket.team_id)) if ticket.team_id else None
        return [(ticket.opened_at, team or "")]
    first = (ticket.opened_at, str(moves[0].payload["from_team"] or ""))
    return [first, *((one.happened_at, str(one.payload["to_team"] or "")) for one in moves)]
