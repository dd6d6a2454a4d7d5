"""What happened to people, the roster, notices and sheets."""

from dataclasses import dataclass

from ticketing.domain.events.root import Event


@dataclass(frozen=True)
class NoticeGiven(Event):
    person_id: int
    notice_id: int


@dataclass(frozen=True)
class NoticeRead(Event):
    person_id: int
    notice_id: int


@dataclass(frozen=True)
class AccessRevoked(Event):
    """Sessions and sockets of this person with an older session version must end now.

    With a `session_id` only that login has ended: one device was logged out, the others stay.
    """

    person_id: int
    session_version: int
    session_id: int | None = None


@dataclass(frozen=True)
class PersonChanged(Event):
    person_id: int


@dataclass(frozen=True)
class QueueChanged(Event):
    queue_id: int


@dataclass(frozen=True)
class ShiftChanged(Event):
    """A cell of a draft changed."""

    person_id: int
    on_day: str


@dataclass(frozen=True)
class RosterPublished(Event):
    roster_id: int
    version: int
    days: list[str]
    people: list[int]


@dataclass(frozen=True)
class HandoverFiled(Event):
    """Somebody says what they leave to the next shift."""

    sheet_id: int
    person_id: int


@dataclass(frozen=True)
class HandoverAccepted(Event):
    """Somebody else has taken it over."""

    sheet_id: int
    person_id: int


@dataclass(frozen=True)
class LeaveMoved(Event):
    """A request for leave or rest was made, decided or taken back."""

    leave_id: int
    person_id: int
    state: str


@dataclass(frozen=True)
class SwapMoved(Event):
    swap_id: int
    from_id: int
    to_id: int
    state: str


@dataclass(frozen=True)
class CoverMoved(Event):
    """A gap was opened, filled by whoever was first, or closed."""

    cover_id: int
    state: str


@dataclass(frozen=True)
class RosterRunOwed(Event):
    """A roster is to be drawn up by the slow worker."""

    run_id: int


@dataclass(frozen=True)
class ReportOwed(Event):
    run_id: int
    key: str
    on: str


@dataclass(frozen=True)
class ReportMailOwed(Event):
    """A revision is to be sent to its readers by mail; said again while it is not."""

    run_id: int


@dataclass(frozen=True)
class ReportMade(Event):
    run_id: int
    key: str
    on: str
    revision: int
