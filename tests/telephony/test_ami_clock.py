"""A phone system whose clock is minutes off: its link came up by that clock, and nothing is heard before that."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.telephony.fake_pbx import SECRET, FakePbx, Talk, fake_pbx, hold
from tests.telephony.test_ami_client import QUICK, next_event, run_feed
from ticketing import db
from ticketing.clock import SystemClock
from ticketing.models.telephony import RawEvent, SourceKind
from ticketing.telephony.ami.access import Access
from ticketing.telephony.ami.client import AmiClient
from ticketing.telephony.ami.events import event_us

Listen = Callable[[FakePbx], AmiClient]
OFF = [-600.0, 600.0]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Start a client against a phone system; it is stopped after the test."""
    stop, threads = threading.Event(), []

    def start(pbx: FakePbx) -> AmiClient:
        client = AmiClient(Access("127.0.0.1", "wallboard", SECRET, pbx.port), SystemClock(), QUICK)
        threads.append(threading.Thread(target=client.run, args=(stop,), daemon=True))
        threads[-1].start()
        return client

    yield start
    stop.set()
    for thread in threads:
        thread.join(5.0)


def off_by(seconds: float) -> Callable[[], float]:
    """A clock that goes wrong by so much; `time_ns` is the machine's own."""
    return lambda: time.time_ns() / 1e9 + seconds


def link_up_off_by(client: AmiClient) -> float:
    """By how many seconds the note that the link is up differs from our own clock."""
    said = next_event(client, "LinkUp")
    assert said.number == 1
    return event_us(said.block.to_dict(), 0) / 1e6 - time.time_ns() / 1e9


@pytest.mark.parametrize("off_s", OFF)
def test_the_link_came_up_by_the_phone_systems_clock(listen: Listen, off_s: float) -> None:
    with fake_pbx(hold) as pbx:
        pbx.clock = off_by(off_s)
        assert link_up_off_by(listen(pbx)) == pytest.approx(off_s, abs=5)


def test_one_that_does_not_tell_the_time_is_taken_to_have_ours(listen: Listen) -> None:
    with fake_pbx(hold) as pbx:
        assert link_up_off_by(listen(pbx)) == pytest.approx(0, abs=5)


def test_one_that_does_not_answer_at_all_is_not_waited_for_long(
    listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakePbx, "pong", lambda pbx, line: None)
    with fake_pbx(hold) as pbx:
        assert link_up_off_by(listen(pbx)) == pytest.approx(0, abs=5)


def test_an_event_that_is_quicker_than_the_answer_tells_the_time_as_well(
    listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def talk_first(pbx: FakePbx, line: socket.socket) -> None:
        pbx.action(line)
        pbx.say(line, Event="Reload", Module="All")
        pbx.say(line, Event="QueueParams", Queue="sales", Timestamp=f"{off_by(-600)():.6f}")

    monkeypatch.setattr(FakePbx, "pong", talk_first)
    with fake_pbx(hold) as pbx:
        client = listen(pbx)
        assert link_up_off_by(client) == pytest.approx(-600, abs=5)
        early, first = client.said.get(timeout=5), client.said.get(timeout=5)
    assert [early.block.event, first.block.event] == ["Reload", "QueueParams"]  # type: ignore[union-attr]
    # Without a stamp of its own it has that of the phone system's clock all the same.
    assert early.at_us / 1e6 - time.time_ns() / 1e9 == pytest.approx(-600, abs=10)  # type: ignore[union-attr]


@pytest.mark.parametrize("off_s", OFF)
def test_what_is_heard_first_is_stored_in_its_place(app: Flask, source_of: Callable[..., int], off_s: float) -> None:
    with fake_pbx(one_caller(off_by(off_s))) as pbx:
        pbx.clock = off_by(off_s)
        source_id = source_of(SourceKind.AMI, host="127.0.0.1", port=pbx.port, username="w", secret=SECRET)
        run_feed(source_id, lambda: len(kept(source_id)) >= 3)
    names = ["link_up", "caller_joined", "caller_left"]
    assert kept(source_id)[:3] == names


def kept(source_id: int) -> list[str]:
    with db.reading() as session:
        rows = sa.select(RawEvent.kind).filter_by(source_id=source_id).order_by(RawEvent.order_us)
        return list(session.scalars(rows))


def one_caller(clock: Callable[[], float]) -> Talk:
    def talk(pbx: FakePbx, line: socket.socket) -> None:
        call = {"Queue": "sales", "Uniqueid": "1.1", "Position": "1"}
        for event in ("QueueCallerJoin", "QueueCallerLeave"):
            pbx.say(line, Event=event, Timestamp=f"{clock():.6f}", **call)
        hold(pbx, line)

    return talk
