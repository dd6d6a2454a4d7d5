"""What became known of days that are over: new lines of the log, and matters that were taken up again."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.journal import JournalEntry
from ticketing.models.reports import ReportRun
from ticketing.models.telephony import EventStatus, RawEvent

#: So many new lines are looked at in one go; the next look goes on behind them.
MOST = 20_000


class Late(NamedTuple):
    """An instant of a closed day (microseconds) of which the call `callid` tells something new."""

    at_us: int
    callid: str


def last_event(session: Session, before_us: int) -> int:
    """The latest line that was received before an instant: whoever wrote it has committed by then."""
    newest = sa.select(RawEvent.id).where(RawEvent.recv_us < before_us).order_by(RawEvent.id.desc()).limit(1)
    return session.scalar(newest) or 0


def late_events(session: Session, after: int, upto: int, closed_us: int) -> list[Late]:
    """Accepted lines in (after, upto] that are about an instant before `closed_us`; by the primary key alone."""
    found = (
        sa.select(RawEvent.event_us, RawEvent.callid)
        .where(RawEvent.id > after, RawEvent.id <= upto)
        .where(RawEvent.status == EventStatus.OK, RawEvent.event_us < closed_us)
        .order_by(RawEvent.id)
    )
    return [Late(row[0] or 0, row[1] or "") for row in session.execute(found)]


def last_entry(session: Session) -> int:
    return session.scalar(sa.select(sa.func.max(JournalEntry.id))) or 0


def reopened(session: Session, after: int, upto: int) -> list[JournalEntry]:
    """Journal entries in (after, upto] by which a settled matter became open again."""
    found = sa.select(JournalEntry).where(
        *(JournalEntry.id > after, JournalEntry.id <= upto, JournalEntry.name == "TicketMoved"),
        JournalEntry.payload["from_state"].astext.in_(("resolved", "closed")),
        JournalEntry.payload["to_state"].astext == "open",
    )
    return list(session.scalars(found.order_by(JournalEntry.id)))


def resolved_before(session: Session, entry: JournalEntry) -> datetime | None:
    """When the matter that an entry takes up again had been settled last."""
    found = sa.select(sa.func.max(JournalEntry.happened_at)).where(
        *(JournalEntry.ticket_id == entry.ticket_id, JournalEntry.id < entry.id, JournalEntry.name == "TicketMoved"),
        JournalEntry.payload["to_state"].astext == "resolved",
    )
    return session.scalar(found)


def done_run(session: Session, key: str, first: Any) -> ReportRun | None:
    """The newest finished revision of a period."""
    found = sa.select(ReportRun).filter_by(key=key, scope="centre", period_start=first, state="done")
    return session.scalar(found.order_by(ReportRun.revision.desc()).limit(1))
