"""What was told of the floor: open alerts and those of the past, and the rules in force."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.models.alerts import Alert, AlertRule

_NAMED = (joinedload(Alert.queue), joinedload(Alert.person), joinedload(Alert.source), joinedload(Alert.acknowledger))


def page(session: Session, open_only: bool, before: int | None, limit: int) -> Sequence[Alert]:
    """Alerts below id `before`, the newest first, at most `limit`. One query."""
    found = sa.select(Alert).options(*_NAMED).order_by(Alert.id.desc()).limit(limit)
    if open_only:
        found = found.where(Alert.cleared_at.is_(None))
    return session.scalars(found if before is None else found.where(Alert.id < before)).all()


def one(session: Session, alert_id: int) -> Alert | None:
    """One alert with everything that its row names."""
    return session.scalar(sa.select(Alert).options(*_NAMED).where(Alert.id == alert_id))


def rules(session: Session) -> Sequence[AlertRule]:
    """Every rule, the general ones of a figure before the particular."""
    query = sa.select(AlertRule).options(joinedload(AlertRule.queue))
    return session.scalars(query.order_by(AlertRule.id)).all()
