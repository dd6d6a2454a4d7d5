"""Files that somebody asked for, as only they themselves see them."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.file_jobs import Direction
from ticketing.models.file_jobs import FileJob


def own(session: Session, actor: Actor, before: int | None, limit: int) -> Sequence[FileJob]:
    """The newest first, below id `before`. One query."""
    found = sa.select(FileJob).filter_by(asked_by=actor.id, direction=Direction.EXPORT)
    if before is not None:
        found = found.where(FileJob.id < before)
    return session.scalars(found.order_by(FileJob.id.desc()).limit(limit)).all()


def one(session: Session, actor: Actor, job_id: int) -> FileJob | None:
    """One of one's own."""
    return session.scalar(sa.select(FileJob).filter_by(id=job_id, asked_by=actor.id, direction=Direction.EXPORT))
