"""What must be well every morning: the audit chain, the backup, escalations, timers, days that wait for correction."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.escalations import EscalationState
from ticketing.models.escalations import Escalation
from ticketing.models.reports import ReportDirty, ReportRun
from ticketing.models.services import ServiceSign
from ticketing.models.timers import Timer


def last_backup(session: Session) -> datetime | None:
    return session.scalar(sa.select(sa.func.max(ServiceSign.seen_at)).where(ServiceSign.service == "backup"))


def unacknowledged(session: Session, at: datetime) -> int:
    """Escalations that were to be acknowledged before an instant, and are not."""
    found = sa.select(sa.func.count()).where(Escalation.state == EscalationState.NOTIFIED, Escalation.ack_due_at < at)
    return session.scalar(found) or 0


def late_timers(session: Session, at: datetime) -> int:
    """Whatever was due before an instant and has not been done."""
    found = sa.select(sa.func.count()).where(Timer.next_at.is_not(None), Timer.due_at < at)
    return session.scalar(found) or 0


def dirty_days(session: Session) -> list[str]:
    """Closed days of which something is known that their sheets do not say yet."""
    return [day.isoformat() for day in session.scalars(sa.select(ReportDirty.on_day).distinct().order_by("on_day"))]


def failed_runs(session: Session) -> list[str]:
    """Sheets that were given up after their attempts."""
    found = sa.select(ReportRun.key, ReportRun.period_start).filter_by(state="failed").order_by(ReportRun.id)
    return [f"{key} {day}" for key, day in session.execute(found.limit(50))]
