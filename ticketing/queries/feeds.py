"""What stands in a person's own calendar: their published shifts, or the call-backs that are theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.adherence import Piece, planned
from ticketing.domain.callbacks import CallbackState
from ticketing.domain.instants import micros
from ticketing.domain.spans import Span
from ticketing.models.callbacks import Callback
from ticketing.models.people import Person, Team
from ticketing.models.roster_runs import CalendarFeed
from ticketing.models.shifts import Roster, Shift, ShiftTemplate
from ticketing.models.sites import Site
from ticketing.models.tickets import Ticket
from ticketing.queries import meetings

BEFORE = timedelta(days=30)
AHEAD = timedelta(days=120)
MOST = 1_000


@dataclass(frozen=True)
class ShiftEntry:
    """One shift as it was published; `cancelled`: its hours were taken away. `told_at` is when that was said."""

    id: int
    sequence: int
    start_at: datetime
    end_at: datetime
    cancelled: bool
    told_at: datetime
    name: str
    name_en: str
    is_leader: bool
    site: str
    zone: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class CallbackEntry:
    """One call-back; whom it is for stands in the ticket and not in a calendar that leaves the house."""

    id: int
    sequence: int
    start_at: datetime
    end_at: datetime
    cancelled: bool
    promised_at: datetime
    ticket: str | None


def of_person(session: Session, person_id: int) -> Sequence[CalendarFeed]:
    """The links that are good."""
    return session.scalars(sa.select(CalendarFeed).filter_by(person_id=person_id, revoked_at=None)).all()


def by_token(session: Session, token_hash: str) -> tuple[CalendarFeed, Person] | None:
    """The feed and whose it is; None for a link that is unknown or revoked, or of somebody who has left."""
    found = session.execute(
        sa.select(CalendarFeed, Person)
        .join(Person, Person.id == CalendarFeed.person_id)
        .where(CalendarFeed.token_hash == token_hash, CalendarFeed.revoked_at.is_(None), Person.active)
    ).first()
    return (found[0], found[1]) if found else None


def shifts(session: Session, person_id: int, at: datetime, zone: str) -> list[ShiftEntry]:
    """A month back and four ahead, by start; `zone` is that of teams without a site."""
    told = Shift.published_start_at.between(at - BEFORE, at + AHEAD)
    dropped = sa.and_(Shift.published_start_at.is_(None), Shift.dropped_at >= at - BEFORE)
    rows = session.execute(
        sa.select(Shift, ShiftTemplate, Roster.published_at, Site.name, Site.timezone, Roster.team_id)
        .join(Roster, Roster.id == Shift.roster_id)
        .join(Team, Team.id == Roster.team_id)
        .outerjoin(Site, Site.id == Team.site_id)
        .outerjoin(ShiftTemplate, ShiftTemplate.id == Shift.published_template_id)
        .where(Shift.person_id == person_id, sa.or_(told, dropped))
        .order_by(Shift.on_day)
        .limit(MOST)
    )
    found = rows.all()
    days = [row[0].on_day for row in found]
    held = meetings.activities(session, min(days), max(days)) if days else None
    return [_shift(row, zone, held(person_id, row.team_id, row[0].on_day) if held else ()) for row in found]


def callbacks(session: Session, person_id: int, at: datetime) -> list[CallbackEntry]:
    """The person's own that are owed, and those that were called off within a month, by window."""
    over = (CallbackState.DONE, CallbackState.EXHAUSTED)
    wanted = [state for state in CallbackState if state not in over]
    rows = session.execute(
        sa.select(Callback, Ticket.number)
        .outerjoin(Ticket, Ticket.id == Callback.ticket_id)
        .where(Callback.owner_id == person_id, Callback.state.in_(wanted))
        .where(Callback.window_start.between(at - BEFORE, at + AHEAD))
        .order_by(Callback.window_start)
        .limit(MOST)
    )
    return [
        CallbackEntry(
            id=row.id,
            sequence=row.version,
            start_at=row.window_start,
            end_at=row.window_end,
            cancelled=row.state is CallbackState.CANCELLED,
            promised_at=row.promised_at,
            ticket=number,
        )
        for row, number in rows
    ]


def _shift(row: Any, zone: str, held: Sequence[Mapping[str, Any]]) -> ShiftEntry:
    shift, template, published_at, site, site_zone, _ = row
    cancelled = shift.published_start_at is None
    start_at, end_at = shift.published_start_at, shift.published_end_at
    if cancelled:
        start_at, end_at = shift.dropped_start_at, shift.dropped_end_at
    span = Span(micros(start_at), micros(end_at))
    others = (*template.activities, *held) if template else ()
    pieces = planned(shift.on_day, span, template.start_min, template.breaks, others) if template else ()
    return ShiftEntry(
        id=shift.id,
        sequence=shift.sequence,
        start_at=start_at,
        end_at=end_at,
        cancelled=cancelled,
        told_at=shift.dropped_at if cancelled else published_at or start_at,
        name=template.name if template else "",
        name_en=template.name_en if template else "",
        is_leader=shift.published_is_leader,
        site=site or "",
        zone=site_zone or zone,
        pieces=pieces,
    )
