"""Score sheets and their editions."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.models.quality import ScoreEdition, ScoreSheet


def sheets(session: Session) -> Sequence[ScoreSheet]:
    """Every sheet, the first made first."""
    return session.scalars(sa.select(ScoreSheet).order_by(ScoreSheet.id)).all()


def editions(session: Session, sheet_id: int) -> Sequence[ScoreEdition]:
    """Of one sheet, the newest first."""
    found = sa.select(ScoreEdition).filter_by(sheet_id=sheet_id).order_by(ScoreEdition.no.desc())
    return session.scalars(found.options(joinedload(ScoreEdition.by))).all()


def current(session: Session) -> ScoreEdition | None:
    """What calls are scored by now: the newest edition of the first active sheet; None before anybody made one."""
    found = (
        sa.select(ScoreEdition)
        .join(ScoreSheet, ScoreSheet.id == ScoreEdition.sheet_id)
        .where(ScoreSheet.active)
        .order_by(ScoreSheet.id, ScoreEdition.no.desc())
        .options(joinedload(ScoreEdition.sheet))
    )
    return session.scalar(found.limit(1))
