"""Recompute the audit chain: the first row that was changed, removed or slipped in is named."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.audit import NOTHING, AuditWords, seal
from ticketing.models.system import AuditRow

BATCH = 5_000


def differences(session: Session) -> list[str]:
    """One line for each row whose seal does not fit its words or the row before it; empty when all is well."""
    return list(_differences(session))


def _differences(session: Session) -> Iterator[str]:
    previous = NOTHING
    rows = session.scalars(sa.select(AuditRow).order_by(AuditRow.id).execution_options(yield_per=BATCH))
    for row in rows:
        if row.previous_hash != previous:
            yield f"audit row {row.id}: does not follow the row before it"
        if row.hash != seal(row.previous_hash, _words(row)):
            yield f"audit row {row.id}: its words do not fit its seal"
        previous = row.hash


def _words(row: AuditRow) -> AuditWords:
    return AuditWords(row.at, row.actor_id, row.actor, row.address, row.request_id, row.action, row.object, row.detail)
