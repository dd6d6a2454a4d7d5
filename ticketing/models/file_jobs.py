"""Lists taken in from files or given out as files, in the background: how far, and what was wrong in which row."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.domain.file_jobs import OPEN_JOBS, Direction, JobState, Taken
from ticketing.domain.permissions import Target
from ticketing.errors import Conflict
from ticketing.models.base import Base
from ticketing.models.people import Person

_OPEN = f"state IN ({', '.join(repr(state.value) for state in sorted(OPEN_JOBS))})"


class FileJob(Base):
    """One list on its way; `handled` rows are done for good, so that whoever goes on after a crash goes on behind
    them."""

    __tablename__ = "file_jobs"
    __table_args__ = (
        sa.Index("ix_file_jobs_open", "lease_until", postgresql_where=sa.text(_OPEN)),
        sa.Index("ix_file_jobs_asked", "asked_by", "id"),
    )

    direction: Mapped[Direction]
    # Which list: a key of `actions.importers` or `actions.exporters`.
    kind: Mapped[str]
    state: Mapped[JobState] = mapped_column(default=JobState.OWED)
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    asker: Mapped[Person] = relationship()
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    # The file's name as its owner knows it: shown, never used as a path.
    name: Mapped[str] = mapped_column(default="")
    # What the rows go into or come out of, in the words of the kind.
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Heads and words in the languages of the centre (`domain.file_jobs.Names`).
    names: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # The heads as they stood in the file, for the list of faults.
    titles: Mapped[list[Any]] = mapped_column(default=list)
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    total: Mapped[int | None]
    handled: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    # Why it failed as a whole: a public code.
    reason: Mapped[str] = mapped_column(default="")

    @property
    def target(self) -> Target:
        """What a permission is asked about."""
        return Target(owner_id=self.asked_by)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_JOBS

    def lease(self, now: datetime, until: datetime) -> None:
        """Hand it to a worker until an instant; after it the rest is offered again."""
        self.state, self.lease_until = JobState.RUNNING, until
        self.started_at = self.started_at or now
        self.attempts += 1

    def count(self, taken: Taken | None) -> None:
        """One more row is done with; None: it was not taken."""
        self.handled += 1
        name = taken.value if taken is not None else "bad"
        setattr(self, name, getattr(self, name) + 1)

    def end(self, state: JobState, at: datetime, reason: str = "") -> None:
        if not self.is_open:
            raise Conflict("job_ended", state=self.state.value)
        self.state, self.finished_at, self.reason, self.lease_until = state, at, reason, None


class FileFault(Base):
    """A row that was not taken: its number, every complaint about it, and its cells for whoever puts it right."""

    __tablename__ = "file_faults"
    __table_args__ = (sa.UniqueConstraint("job_id", "line"),)

    job_id: Mapped[int] = mapped_column(sa.ForeignKey("file_jobs.id", ondelete="CASCADE"))
    line: Mapped[int]
    # [{"column", "title", "code", "value", "params"}, ...]
    faults: Mapped[list[Any]] = mapped_column(default=list)
    cells: Mapped[list[Any]] = mapped_column(default=list)
