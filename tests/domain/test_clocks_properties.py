"""What must hold for the clocks of any ticket, whatever happens to it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.clock_stories import CALENDARS, P_STD, policy
from ticketing.domain.calendars import WorkingTime
from ticketing.domain.calendars.documents import calendar_from
from ticketing.domain.clocks import ClockKind, ClockRecord, ClockState, Terms, machine
from ticketing.domain.clocks.simulation import simulate
from ticketing.domain.clocks.story_documents import story_from
from ticketing.domain.clocks.telling import ImaginedTicket, Refused
from ticketing.domain.documents import Node

START = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
DOINGS = [
    "agent_contact",
    "customer_contact",
    "wait_customer",
    "resume",
    "priority",
    "resolve",
    "reopen",
    "close",
    "policy",
]
steps = st.lists(
    st.tuples(
        st.integers(0, 40_000),
        st.sampled_from(DOINGS),
        st.sampled_from(["normal", "high", "urgent"]),
        st.sampled_from(["agent", "supervisor"]),
        st.sampled_from(["new_only", "open_from_now", "open_retroactive"]),
    ),
    max_size=14,
)


def document(story: list[tuple[int, str, str, str, str]], priority: str = "high") -> dict[str, Any]:
    at = START
    events: list[dict[str, Any]] = [{"at": at.isoformat(), "do": "create", "priority": priority}]
    for wait, do, to, by, apply in story:
        at += timedelta(seconds=wait)
        one: dict[str, Any] = {"at": at.isoformat(), "do": do, "by": by}
        if do == "priority":
            one["priority"] = to
        if do == "policy":
            one |= {"policy": policy({"resolution": {to: 20_000}}, calendar="cc"), "apply": apply}
        events.append(one)
    return {"calendars": CALENDARS, "policy": P_STD, "events": events}


def lived(story: dict[str, Any]) -> Iterator[tuple[datetime, ImaginedTicket, tuple[ClockRecord, ...]]]:
    """The ticket after each of its events, with the clocks as they were then."""
    told = story_from(story)
    ticket = ImaginedTicket({name: WorkingTime.of(one) for name, one in told.calendars.items()}, told.policy)
    for one in told.happenings:
        try:
            ticket.hear(one)
        except Refused:
            continue
        yield one.at, ticket, ticket.ledger.clocks


@settings(max_examples=120, deadline=None)
@given(steps)
def test_a_verdict_is_final_and_a_breach_is_never_undone(story: list[tuple[int, str, str, str, str]]) -> None:
    before: dict[tuple[str, int], ClockRecord] = {}
    for _, _, clocks in lived(document(story)):
        for clock in clocks:
            known = before.get((clock.kind, clock.seq))
            if known is not None:
                assert known.is_open or known == clock
                assert known.breached_at in (None, clock.breached_at)
                assert clock.generation >= known.generation
            before[clock.kind, clock.seq] = clock


@settings(max_examples=120, deadline=None)
@given(steps)
def test_a_stored_clock_says_what_its_state_allows(story: list[tuple[int, str, str, str, str]]) -> None:
    for at, ticket, clocks in lived(document(story)):
        for clock in clocks:
            running = clock.state is ClockState.RUNNING
            assert running == (clock.resumed_at is not None)
            assert (clock.stopped_at is None) == clock.is_open
            assert not running or clock.due_at is not None
            assert clock.due_at is None or running or not clock.is_open or clock.due_at == clock.breached_at
            assert clock.breached_at is None or clock.breached_at == clock.due_at
            assert clock.state is not ClockState.MET_LATE or clock.breached_at is not None
            assert clock.elapsed_s >= 0
            assert machine.overdue_s(clock, at, ticket.time) == 0 or clock.breached_at is not None


@settings(max_examples=120, deadline=None)
@given(steps)
def test_what_is_due_is_the_allowance_left_in_working_time(story: list[tuple[int, str, str, str, str]]) -> None:
    for _, ticket, clocks in lived(document(story)):
        for clock in clocks:
            if clock.state is ClockState.RUNNING and not clock.breached_at and clock.due_at and clock.resumed_at:
                left = ticket.time.between(clock.resumed_at, clock.due_at)
                assert clock.elapsed_s + left == clock.allowance_s


@settings(max_examples=120, deadline=None)
@given(steps)
def test_what_is_used_is_the_working_time_in_which_the_customer_was_not_waited_for(
    story: list[tuple[int, str, str, str, str]],
) -> None:
    """I3, told without the machine: from the waits alone, for a ticket that keeps its policy and is not reopened."""
    told = document([one for one in story if one[1] not in ("policy", "reopen")])
    for at, ticket, clocks in lived(told):
        clock = next(one for one in clocks if one.kind is ClockKind.RESOLUTION)
        if len(clocks) > 2 and clocks[-1].kind is ClockKind.RESOLUTION:
            return
        end = clock.stopped_at or at
        waits = [(wait.began_at, wait.ended_at) for wait in ticket.waits.over]
        if ticket.waits.since:
            waits.append((ticket.waits.since, end))
        waited = sum(ticket.time.between(began, min(ended, end)) for began, ended in waits)
        used = machine.elapsed_s(clock, at, ticket.time)
        assert used == ticket.time.between(START, end) - waited


@settings(max_examples=60, deadline=None)
@given(steps, st.lists(st.integers(0, 400_000), min_size=2, max_size=4))
def test_looking_changes_nothing_and_elapsed_time_only_grows(
    story: list[tuple[int, str, str, str, str]], looks: list[int]
) -> None:
    asked = [{"clocks": (START + timedelta(seconds=one)).isoformat()} for one in looks]
    told = document(story)
    together: Any = simulate(told | {"ask": asked})["answers"]
    alone: Any = [simulate(told | {"ask": [one]})["answers"] for one in asked]
    assert together == [one[0] for one in alone]


@settings(max_examples=60, deadline=None)
@given(steps)
def test_events_that_were_refused_might_as_well_not_have_been_told(
    story: list[tuple[int, str, str, str, str]],
) -> None:
    told = document(story)
    told["ask"] = [{"clocks": (START + timedelta(days=30)).isoformat()}]
    first: Any = simulate(told)
    refused = {one["index"] for one in first["refused"]}
    told["events"] = [one for index, one in enumerate(told["events"]) if index not in refused]
    assert simulate(told) == {"answers": first["answers"], "refused": []}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4_000), st.integers(1, 30_000)), min_size=1, max_size=6))
def test_pauses_shift_a_deadline_by_exactly_their_length_round_the_clock(pieces: list[tuple[int, int]]) -> None:
    time = WorkingTime.of(calendar_from(Node(CALENDARS["24"])))
    terms = Terms(target_s=28_800, grace_s=1_800, warn_pct=(75,))
    clock = machine.start(ClockKind.RESOLUTION, 1, START, terms, time)
    at = START
    for ran, stood in pieces:
        clock = machine.pause(clock, at + timedelta(seconds=ran), time)
        at += timedelta(seconds=ran + stood)
        clock = machine.resume(clock, at, terms, time)
    paused = sum(stood for _, stood in pieces)
    assert clock.due_at == START + timedelta(seconds=28_800 + paused)
    assert clock.warn_at in ((), (START + timedelta(seconds=21_600 + paused),))
