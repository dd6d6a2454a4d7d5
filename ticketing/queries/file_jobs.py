"""Lists on their way, as those see them who asked for them or answer for all."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission
from ticketing.models.file_jobs import FileFault, FileJob
from ticketing.queries.reach import Sides, within


def page(session: Session, actor: Actor, kind: str | None, before: int | None, limit: int) -> Sequence[FileJob]:
    """The newest first, below id `before`. One query."""
    found = sa.select(FileJob).where(_seen_by(actor)).options(joinedload(FileJob.asker))
    if kind is not None:
        found = found.where(FileJob.kind == kind)
    if before is not None:
        found = found.where(FileJob.id < before)
    return session.scalars(found.order_by(FileJob.id.desc()).limit(limit)).all()


def one(session: Session, actor: Actor, job_id: int) -> FileJob | None:
    """One list, if the actor may know of it."""
    found = sa.select(FileJob).where(FileJob.id == job_id, _seen_by(actor))
    return session.scalar(found.options(joinedload(FileJob.asker)))


def faults(session: Session, job_id: int, after: int, limit: int) -> Sequence[FileFault]:
    """The rows that were not taken behind line `after`, in the file's order."""
    found = sa.select(FileFault).where(FileFault.job_id == job_id, FileFault.line > after)
    return session.scalars(found.order_by(FileFault.line).limit(limit)).all()


def _seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    return within(actor, Permission.FILE_IMPORT, Sides(owner=FileJob.asked_by))
