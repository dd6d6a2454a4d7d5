"""A story in, answers out: every clock as it would stand at any instant (R12, the end of arguments about deadlines)."""

from collections import deque
from datetime import datetime, tzinfo

from ticketing.domain.calendars import NoOpenTime, WorkingTime
from ticketing.domain.clocks import machine
from ticketing.domain.clocks.records import ClockRecord, ClockState
from ticketing.domain.clocks.stories import AskAdd, AskBetween, AskClocks, Happening, Story
from ticketing.domain.clocks.story_documents import story_from
from ticketing.domain.clocks.telling import ImaginedTicket, Refused
from ticketing.domain.documents import DocumentError


def simulate(document: object) -> dict[str, object]:
    """{"answers": one per ask in order, "refused": [{"index", "code"}]} for a parsed JSON document.

    Raises DocumentError with a sentence that names the place of what cannot be understood.
    """
    try:
        return tell(story_from(document))
    except NoOpenTime as problem:
        raise DocumentError(f"a deadline of the document is never reached: {problem}") from None


def tell(story: Story) -> dict[str, object]:
    """Lets the events happen in order of time, stopping at each asked instant to look at the clocks."""
    ticket = ImaginedTicket({name: WorkingTime.of(one) for name, one in story.calendars.items()}, story.policy)
    waiting, refused = deque(story.happenings), list[dict[str, object]]()
    answers: list[object] = [None] * len(story.asks)
    for index, ask in _by_instant(story):
        while waiting and waiting[0].at <= ask.at:
            refused += _hear(ticket, waiting)
        ticket.pass_time(ask.at)
        answers[index] = [shown(one, ask.at, ticket.time) for one in ticket.ledger.clocks]
    while waiting:
        refused += _hear(ticket, waiting)
    for index, one in enumerate(story.asks):
        if not isinstance(one, AskClocks):
            answers[index] = _calculated(one, ticket.calendars[one.calendar])
    return {"answers": answers, "refused": sorted(refused, key=lambda one: int(str(one["index"])))}


def shown(clock: ClockRecord, at: datetime, time: WorkingTime) -> dict[str, object]:
    """A clock as the contract shows it at `at`, instants in the calendar's own zone."""
    clock = machine.judge(clock, at)
    running = clock.state is ClockState.RUNNING
    due_at = None if clock.state is ClockState.PAUSED else clock.due_at
    return {
        "kind": clock.kind.value,
        "seq": clock.seq,
        "state": clock.state.value,
        "due_at": _local(due_at, time.tz),
        "elapsed_s": machine.elapsed_s(clock, at, time),
        "overdue_s": machine.overdue_s(clock, at, time),
        "breached_at": _local(clock.breached_at, time.tz),
        "warn_at": [_local(one, time.tz) for one in clock.warn_at if running and one > at],
        "flags": sorted(flag.value for flag in clock.flags),
    }


def _by_instant(story: Story) -> list[tuple[int, AskClocks]]:
    asks = [(index, one) for index, one in enumerate(story.asks) if isinstance(one, AskClocks)]
    return sorted(asks, key=lambda pair: pair[1].at)


def _hear(ticket: ImaginedTicket, waiting: deque[Happening]) -> list[dict[str, object]]:
    event = waiting.popleft()
    try:
        ticket.hear(event)
    except Refused as refusal:
        return [{"index": event.index, "code": refusal.code}]
    return []


def _calculated(ask: AskAdd | AskBetween, time: WorkingTime) -> object:
    if isinstance(ask, AskAdd):
        return _local(time.add(ask.start, ask.seconds), time.tz)
    return time.between(ask.start, ask.end)


def _local(at: datetime | None, tz: tzinfo) -> str | None:
    return at.astimezone(tz).isoformat() if at else None
