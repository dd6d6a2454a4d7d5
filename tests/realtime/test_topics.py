"""Versions put rows in order, a chain of deltas has no gap, and whoever is behind gets what they miss."""

from collections.abc import Callable, Collection
from typing import Any

import pytest

from realtime import topics
from realtime.topics import Hub, View
from ticketing.domain.permissions import Target
from ticketing.queries.board.change import Change
from ticketing.queries.board.views import ViewSpec


def row(id_: str, v: int, content: Any = None, *sides: Target) -> Change:
    return Change("t", id_, v, content if content is not None else {"n": v}, sides)


def gone(id_: str, v: int) -> Change:
    return Change("t", id_, v, None)


class Sql:
    """What a reading of the topic would give."""

    def __init__(self, *rows: Change) -> None:
        self.rows, self.v = list(rows), max((one.v for one in rows), default=0)

    def __call__(self, topics: Collection[str]) -> dict[str, tuple[int, list[Change]]]:
        return {topic: (self.v, list(self.rows)) for topic in topics}


Opened = Callable[..., tuple[Hub, View]]


@pytest.fixture
def opened() -> Opened:
    def open_(*rows: Change, **spec: Any) -> tuple[Hub, View]:
        hub = Hub(Sql(*rows))
        return hub, hub.view(ViewSpec("t", "t", ("t",), **spec))

    return open_


def rows_of(answer: dict[str, Any]) -> dict[str, Any]:
    return {id_: content for id_, _, content in answer["snap"]["st"]}


def test_a_row_older_than_the_one_held_is_dropped(opened: Opened) -> None:
    hub, view = opened(row("a", 5))
    hub.put([row("a", 4), row("a", 5)])
    assert view.flush() == []
    hub.put([row("a", 6)])
    assert [delta["i"] for delta in view.flush()] == [[["a", 6, {"n": 6}]]]


def test_a_removed_row_does_not_come_back_with_an_older_version(opened: Opened) -> None:
    hub, view = opened(row("a", 5))
    hub.put([gone("a", 7)])
    assert view.flush() == []
    hub.put([row("a", 6)])
    assert rows_of(view.answer(None, None)) == {}


def test_a_row_that_a_newer_reading_did_not_find_does_not_come_back(opened: Opened) -> None:
    hub, view = opened(row("a", 5), row("b", 5))
    hub.load = Sql(row("a", 8))
    hub.reload()
    view.flush()
    hub.put([row("b", 6), row("b", 8), row("c", 7)])
    assert view.flush() == []
    hub.put([row("b", 9)])
    assert [delta["i"] for delta in view.flush()] == [[["b", 9, {"n": 9}]]]


def test_a_row_seen_and_then_removed_is_taken_off_the_screen(opened: Opened) -> None:
    hub, view = opened(row("a", 5))
    view.answer(None, None)
    hub.put([gone("a", 6)])
    assert view.flush()[0]["x"] == ["a"]


def test_deltas_chain_and_a_listener_who_missed_some_gets_just_those(opened: Opened) -> None:
    hub, view = opened(row("a", 1))
    for v in range(2, 6):
        hub.put([row("a", v)])
        view.flush()
    replay = view.answer(view.epoch, 2)["replay"]
    assert [(delta["p"], delta["s"]) for delta in replay] == [(2, 3), (3, 4)]
    assert view.answer(view.epoch, 4) == {"replay": []}


@pytest.mark.parametrize(("epoch", "seq"), [(None, None), ("other.1", 2), ("same", 99), ("same", -1)])
def test_a_listener_from_elsewhere_gets_a_snapshot(epoch: str | None, seq: int | None, opened: Opened) -> None:
    _, view = opened(row("a", 1))
    answer = view.answer(view.epoch if epoch == "same" else epoch, seq)
    assert rows_of(answer) == {"a": {"n": 1}}


def test_a_listener_further_behind_than_the_ring_gets_a_snapshot(opened: Opened) -> None:
    hub, view = opened(row("a", 1))
    for v in range(2, topics.RING + 10):
        hub.put([row("a", v)])
        view.flush()
    assert "snap" in view.answer(view.epoch, 1)
    assert "replay" in view.answer(view.epoch, view.seq - topics.RING)


def test_only_the_last_of_several_changes_is_sent(opened: Opened) -> None:
    hub, view = opened()
    hub.put([row("a", 1), row("b", 2), row("a", 3)])
    (delta,) = view.flush()
    assert delta["i"] == [["a", 3, {"n": 3}], ["b", 2, {"n": 2}]]


def test_a_row_that_moves_out_of_sight_is_taken_away_and_never_sent(opened: Opened) -> None:
    mine, theirs = Target(queue_id=1), Target(queue_id=2)
    hub, view = opened(row("a", 1, {}, mine), sees=lambda one: mine in one.audience)
    view.answer(None, None)
    hub.put([row("a", 2, {"secret": 1}, theirs), row("b", 2, {"secret": 2}, theirs)])
    assert view.flush() == [{"t": "t", "e": view.epoch, "p": 0, "s": 1, "i": [], "x": ["a"]}]


def test_when_the_gate_closes_everything_behind_it_goes(opened: Opened) -> None:
    mine, theirs = Target(queue_id=1), Target(queue_id=2)
    hub, view = opened(row("gate", 1, {}, mine), row("e1", 1), sees=lambda one: mine in one.audience, gate="gate")
    assert set(rows_of(view.answer(None, None))) == {"gate", "e1"}
    hub.put([row("gate", 2, {}, theirs), row("e2", 2)])
    (delta,) = view.flush()
    assert delta["i"] == []
    assert sorted(delta["x"]) == ["e1", "gate"]


def test_no_message_is_larger_than_a_socket_takes(opened: Opened) -> None:
    hub, view = opened()
    hub.put([row(f"r{n}", n + 1, {"text": "x" * 10_000}) for n in range(20)])
    deltas = view.flush()
    assert len(deltas) > 3
    assert all(topics._size(delta) < 64 * 1024 for delta in deltas)
    assert [delta["p"] for delta in deltas] == list(range(len(deltas)))


def test_a_snapshot_too_large_for_a_message_says_where_its_rows_are(opened: Opened) -> None:
    _, view = opened(*(row(f"r{n}", 1, {"text": "x" * 10_000}) for n in range(20)))
    assert view.answer(None, None)["snap"] == {"e": view.epoch, "s": 0, "st": [], "get": "/api/v1/board/t"}


def test_what_changed_while_a_topic_was_being_read_is_kept(opened: Opened) -> None:
    hub, view = opened(row("a", 1), row("b", 1))

    def slow(topics: Collection[str]) -> dict[str, tuple[int, list[Change]]]:
        hub.put([row("a", 9), row("c", 8), gone("d", 7)])
        return {"t": (5, [row("a", 5), row("d", 5)])}

    hub.load = slow
    epoch = view.epoch
    hub.reload()
    assert view.epoch != epoch
    assert rows_of(view.answer(epoch, 0)) == {"a": {"n": 9}, "c": {"n": 8}}


def test_a_view_without_listeners_is_forgotten_and_read_again_later(opened: Opened) -> None:
    hub, view = opened(row("a", 1))
    view.sids.add("one")
    hub.forget_idle(0.0, 60.0)
    view.sids.clear()
    hub.forget_idle(1.0, 60.0)
    hub.forget_idle(50.0, 60.0)
    assert "t" in hub.views
    hub.forget_idle(61.0, 60.0)
    assert (hub.views, hub.topics) == ({}, {})
    assert hub.view(view.spec).epoch != view.epoch
