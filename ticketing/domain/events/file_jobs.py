"""What happened to lists on their way in or out."""

from dataclasses import dataclass

from ticketing.domain.events.root import Event


@dataclass(frozen=True)
class FileJobOwed(Event):
    """A list waits to be taken in or given out; again when the worker that had it died."""

    job_id: int


@dataclass(frozen=True)
class FileJobEnded(Event):
    """`state`: done, failed, cancelled."""

    job_id: int
    state: str
