"""Snapshot + rows == snapshot read afresh, for every event there is."""

import random

import pytest

from tests.board.screens import Screens, ill_formed, seen
from tests.board.swing import Swing
from ticketing.api.live_schemas import wrongs
from ticketing.domain.events import EVENTS, TicketEvent
from ticketing.queries.board.nameless import nameless

# What is recorded: the root of the ticket events is not.
RECORDED = sorted(set(EVENTS) - {TicketEvent.__name__})


@pytest.mark.parametrize("name", RECORDED)
def test_after_an_event_the_screens_show_what_a_fresh_reading_shows(name: str, swing: Swing, screens: Screens) -> None:
    for _ in range(3):
        swing.do(name)
        screens.apply(screens.carried())
        assert screens.differences() == {}


def test_every_row_of_a_snapshot_is_as_its_schema_says(swing: Swing, screens: Screens) -> None:
    for name in ("CallRang", "Escalated", "RosterPublished", "CommandAsked", "NoticeGiven"):
        swing.do(name)
        screens.carried()
    rows = [row for topic in screens.read()[1].values() for row in topic]
    kinds = {(row.topic.partition(":")[0], row.id.partition(":")[0]) for row in rows}
    assert {("wallboard", "agent"), ("floor", "queue"), ("me", "state"), ("me", "numbers"), ("desk", "esc")} <= kinds
    assert ill_formed(rows) == {}
    assert ill_formed(nameless(row) for row in rows if row.topic == "wallboard") == {}


def test_a_row_with_a_field_too_many_or_too_few_is_ill_formed(swing: Swing, screens: Screens) -> None:
    (row,) = [one for one in screens.read()[1]["wallboard"] if one.id == "sla:today"]
    assert row.row is not None
    more, fewer = row.row | {"secret": 1}, {name: value for name, value in row.row.items() if name != "sl_pct"}
    wrong = [wrongs("wallboard", "sla:today", one) for one in (more, fewer)]
    assert [set(one) for one in wrong] == [{"secret"}, {"sl_pct"}]


@pytest.mark.parametrize("seed", range(4))
def test_any_mixture_of_events_carried_in_any_batches_twice_or_late_ends_true(
    seed: int, swing: Swing, screens: Screens
) -> None:
    dice = swing.dice = random.Random(seed)
    held = []
    for _ in range(40):
        for _ in range(dice.randrange(1, 4)):
            swing.do(dice.choice(RECORDED))
        held += screens.carried()
        dice.shuffle(held)
        # Some rows come late, some come twice: versions put them in order.
        now, held = held[: len(held) // 2], held[len(held) // 2 :]
        screens.apply(now + dice.sample(now, len(now) // 3))
    screens.apply(held)
    assert screens.differences() == {}
    one_by_one, together = screens.read_by_one(), screens.read()[1]
    for name, rows in one_by_one.items():
        assert seen(rows) == seen(together[name])


def test_the_tick_brings_what_no_event_names(swing: Swing, screens: Screens) -> None:
    with_events = [name for name in RECORDED if name in ("FloorMoved", "CallAnswered", "CallMissed", "CallRang")]
    for name in with_events:
        swing.do(name)
        screens.apply(screens.carried())
    swing.desk.clock.advance(minutes=10)
    screens.apply(screens.tick())
    # The seconds that a ticket's clock has run are counted when it is read.
    assert screens.differences(ignored=frozenset({"ticket"})) == {}


def test_the_tick_says_nothing_twice(swing: Swing, screens: Screens) -> None:
    assert screens.tick()
    assert screens.tick() == []


def test_a_rating_is_among_the_rated_agents_own_numbers_at_once(swing: Swing, screens: Screens) -> None:
    screens.carried()
    swing.do("CustomerRated")
    rows = {row.topic: row.row for row in screens.carried() if row.id == "numbers"}
    wang = f"me:{swing.desk.people['wang']}"
    assert list(rows) == [wang]
    assert (rows[wang] or {})["satisfaction_pct"] in (0.0, 100.0)
