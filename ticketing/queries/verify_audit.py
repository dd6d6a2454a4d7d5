"""Recompute the audit chain: the first row that was changed, removed or slipped in is named."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.audit import NOTHING, AuditWords, seal
from ticketing.models.system import AuditRow

BATCH = 5_000


def differences(session: Session, since: datetime | None = None) -> list[str]:
    """One line for each row whose seal does not fit its words or the row before it; empty when all is well. `since`
    leaves out what was written before an instant."""
    first = _first_since(session, since) if since is not None else None
    return list(_differences(session, first))


def _first_since(session: Session, since: datetime) -> int:
    """Found by walking back: the chain is long, and no index knows its instants."""
    ids = session.execute(
        sa.select(AuditRow.id, AuditRow.at).order_by(AuditRow.id.desc()).execution_options(yield_per=BATCH)
    )
    first = 0
    for row_id, at in ids:
        if at < since:
            ids.close()
            return first or row_id + 1
        first = row_id
    return first


def _differences(session: Session, first: int | None) -> Iterator[str]:
    found = sa.select(AuditRow).order_by(AuditRow.id)
    previous = NOTHING
    if first is not None:
        found = found.where(AuditRow.id >= first)
        before = sa.select(AuditRow.hash).where(AuditRow.id < first).order_by(AuditRow.id.desc()).limit(1)
        previous = session.scalar(before) or NOTHING
    for row in session.scalars(found.execution_options(yield_per=BATCH)):
        if row.previous_hash != previous:
            yield f"audit row {row.id}: does not follow the row before it"
        if row.hash != seal(row.previous_hash, _words(row)):
            yield f"audit row {row.id}: its words do not fit its seal"
        previous = row.hash


def _words(row: AuditRow) -> AuditWords:
    return AuditWords(row.at, row.actor_id, row.actor, row.address, row.request_id, row.action, row.object, row.detail)
