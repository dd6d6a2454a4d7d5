"""What the folded tables hold, as plain values that two databases can be compared by."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.models.base import Base
from ticketing.models.calls import AgentInterval, AgentSlice, OutboundCall, QueueVisit, RingAttempt
from ticketing.models.rollups import AgentRollup, QueueRollup

DERIVED: tuple[type[Base], ...] = (
    QueueVisit,
    RingAttempt,
    AgentInterval,
    AgentSlice,
    OutboundCall,
    QueueRollup,
    AgentRollup,
)
# Which transaction wrote a row, under which raw event's number, for which phone system: not what the log says.
_FREE = {"id", "pbx_id", "fold_us", "fold_version", "customer_id", "ticket_id"}


def picture(session: Session, pbx_id: int) -> dict[str, list[Any]]:
    """Every derived row of one phone system, by table, sorted."""
    found: dict[str, list[Any]] = {}
    for model in DERIVED:
        columns = [column for column in model.__table__.columns if column.name not in _FREE]
        rows = session.execute(sa.select(*columns).where(model.__table__.c.pbx_id == pbx_id)).all()
        found[model.__tablename__] = sorted(tuple(map(str, row)) for row in rows)
    return found
