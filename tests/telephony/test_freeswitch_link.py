"""The link to an event socket, over a real one: it survives what switches do."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.telephony.fake_switch import SECRET, Event, FakeSwitch, Story, fake_switch
from ticketing import db
from ticketing.clock import FrozenClock, SystemClock
from ticketing.models.calls import QueueVisit
from ticketing.models.telephony import LinkState, Outage, PbxSource, RawEvent, SourceKind
from ticketing.telephony.freeswitch.access import Access
from ticketing.telephony.freeswitch.client import EslClient, Said
from ticketing.telephony.freeswitch.events import NOTE
from ticketing.telephony.freeswitch.feed import EslFeed
from ticketing.telephony.freeswitch.places import Places
from ticketing.telephony.link import LinkMoved, Pace

QUICK = Pace(
    connect_s=1, answer_s=1, ping_s=0.2, silent_s=1, snapshot_s=60, first_retry_s=0.05, longest_retry_s=0.2,
    refused_retry_s=0.1, tick_s=0.02,
)  # fmt: skip
Listen = Callable[..., EslClient]
B = 1741568400


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Start a client against a switch; it is stopped after the test."""
    stop, threads = threading.Event(), []

    def start(switch: FakeSwitch, secret: str = SECRET, places: Places | None = None) -> EslClient:
        client = EslClient(Access("127.0.0.1", secret, switch.port), SystemClock(), QUICK, places)
        threads.append(threading.Thread(target=client.run, args=(stop,), daemon=True))
        threads[-1].start()
        return client

    yield start
    stop.set()
    for thread in threads:
        thread.join(5.0)


def next_link(client: EslClient) -> LinkMoved:
    while True:
        said = client.said.get(timeout=5.0)
        if isinstance(said, LinkMoved):
            return said


def next_note(client: EslClient, name: str) -> tuple[Said, dict[str, Any]]:
    while True:
        said = client.said.get(timeout=5.0)
        if isinstance(said, Said) and json.loads(said.text).get(NOTE) == name:
            return said, json.loads(said.text)


def next_event(client: EslClient) -> tuple[Said, dict[str, Any]]:
    while True:
        said = client.said.get(timeout=5.0)
        if isinstance(said, Said) and NOTE not in json.loads(said.text):
            return said, json.loads(said.text)


def test_it_logs_in_subscribes_and_looks_at_the_lists(listen: Listen) -> None:
    with fake_switch() as switch:
        client = listen(switch)
        assert next_link(client) == LinkMoved(LinkState.UP, "")
        assert next_note(client, "Sweep")[1]["rows"] == [["queue", "support@default"]]
    assert switch.asked[0] == "auth ClueCon"
    assert switch.asked[3].endswith("CUSTOM callcenter::info")
    assert switch.asked[4:7] == [
        "api callcenter_config queue list", "api callcenter_config agent list", "api callcenter_config tier list",
    ]  # fmt: skip


def test_a_wrong_password_is_shown_in_the_switchs_own_words(listen: Listen) -> None:
    with fake_switch() as switch:
        client = listen(switch, secret="wrong\n\napi shutdown")
        assert next_link(client) == LinkMoved(LinkState.REFUSED, "invalid")
    assert {asked.partition(" ")[0] for asked in switch.asked} == {"auth"}


def test_an_access_list_that_shuts_us_out_is_a_refusal(listen: Listen) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        switch = FakeSwitch.__new__(FakeSwitch)
        switch.port = server.getsockname()[1]
        client = listen(switch)
        line, _ = server.accept()
        line.sendall(b"Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n")
        assert next_link(client).state is LinkState.REFUSED
        line.close()


@pytest.mark.parametrize("greeting", [b"Asterisk Call Manager/11.0.0\r\n\n\n", b"HTTP/1.1 400 Bad\n\n", b"x" * 70000])
def test_what_is_no_event_socket_is_called_so(listen: Listen, greeting: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        switch = FakeSwitch.__new__(FakeSwitch)
        switch.port = server.getsockname()[1]
        client = listen(switch)
        line, _ = server.accept()
        line.sendall(greeting)
        assert next_link(client).state is LinkState.DOWN
        line.close()


def test_a_cut_link_comes_back_and_says_how_much_nobody_heard(listen: Listen) -> None:
    story = Story(B)
    with fake_switch() as switch:
        client = listen(switch)
        next_note(client, "Sweep")
        switch.fire(story.joins(0))
        heard, _ = next_event(client)
        switch.cut()
        assert next_link(client).state is LinkState.DOWN
        for _ in range(7):
            switch.fire(story.joins(1), unheard=True)
        assert next_link(client).state is LinkState.UP
        next_note(client, "Sweep")
        switch.fire(story.is_offered(2))
        gap, note = next_note(client, "Gap")
    assert note["missed"] == "7"
    assert gap.generation == heard.generation
    assert gap.offset > heard.offset


def test_the_same_event_has_the_same_place_however_often_it_is_told(listen: Listen) -> None:
    with fake_switch() as switch:
        client = listen(switch)
        next_note(client, "Sweep")
        switch.fire(Story(B).joins(0), sequence=777)
        first, _ = next_event(client)
        switch.cut()
        next_link(client)
        next_note(client, "Sweep")
        switch.fire(Story(B).joins(0), sequence=777)
        again, _ = next_event(client)
    assert (first.generation, first.offset) == (again.generation, again.offset)


def test_another_core_is_a_restart_and_the_first_one_is_none(listen: Listen) -> None:
    with fake_switch() as switch:
        client = listen(switch)
        first = next_note(client, "LinkUp")[0]
        switch.restart("core-2", uptime_s=30)
        restarted, note = next_note(client, "Restarted")
        up = next_note(client, "LinkUp")[1]
    assert restarted.generation != first.generation
    assert restarted.offset == 0
    assert int(up["Event-Date-Timestamp"]) - int(note["Event-Date-Timestamp"]) == pytest.approx(30e6, abs=2e6)


def test_a_refused_list_sweeps_nobody_away(listen: Listen) -> None:
    def without_module(switch: FakeSwitch) -> None:
        switch.has_callcenter = False

    with fake_switch(without_module) as switch:
        client = listen(switch)
        next_link(client)
        while not switch.is_listened_to:
            time.sleep(0.01)
        switch.fire(Story(B).joins(0))
        next_event(client)
        time.sleep(0.2)
        assert client.said.empty()


def run_feed(source_id: int, until: Callable[[], bool], pace: Pace = QUICK) -> None:
    """Step a feed as the process does until something is true."""
    feed = EslFeed(source_id, pace)
    deadline = time.monotonic() + 20
    while not until():
        assert time.monotonic() < deadline, "the feed did not get there"
        feed.step()
    feed.close()


def visits() -> list[QueueVisit]:
    with db.reading() as session:
        return list(session.scalars(sa.select(QueueVisit).order_by(QueueVisit.serial)))


def raws(kind: str) -> int:
    with db.reading() as session:
        return session.scalar(sa.select(sa.func.count(RawEvent.id)).filter_by(kind=kind)) or 0


def is_up(source_id: int) -> bool:
    with db.reading() as session:
        return session.get_one(PbxSource, source_id).link_state is LinkState.UP and raws("swept") > 0


@pytest.fixture
def switch_source(app: Flask, source_of: Callable[..., int]) -> Callable[[FakeSwitch], int]:
    def make(switch: FakeSwitch) -> int:
        return source_of(SourceKind.FREESWITCH, host="127.0.0.1", port=switch.port, secret=SECRET)

    return make


def seconds(clock: FrozenClock) -> int:
    return int(clock.now().timestamp())


def tell(switch: FakeSwitch, clock: FrozenClock, event: Event) -> None:
    """An event at its own time: both clocks go right."""
    clock.at = datetime.fromtimestamp(int(event["Event-Date-Timestamp"]) / 1e6, UTC)
    switch.fire(event)


def test_a_call_over_a_cut_link_ends_in_the_figures_that_the_switch_has(
    switch_source: Callable[[FakeSwitch], int], clock: FrozenClock
) -> None:
    """The bridge's end falls into the cut; the agent's own row in the lists tells when it was."""
    began = seconds(clock)
    story = Story(began)
    with fake_switch() as switch:
        source_id = switch_source(switch)
        told: list[Event] = [story.joins(0), story.is_offered(2), story.is_answered(8, 0, 2)]

        def act() -> bool:
            if not is_up(source_id):
                return False
            while told:
                tell(switch, clock, told.pop(0))
            if raws("CONNECT") and switch.connections == 1:
                switch.agents = [agent_row(last_bridge_end=str(began + 68))]
                switch.tiers = [("support@default", "1001")]
                switch.fire(story.ends(68, 0, 8), unheard=True)
                clock.advance(seconds=100)
                switch.cut()
            return raws("swept") >= 2

        run_feed(source_id, act)
    [visit] = visits()
    assert (visit.outcome, visit.end_reason, visit.end_us) == ("answered", "lost", (began + 68) * 1_000_000)
    assert visit.note == "ended while nobody listened"
    with db.reading() as session:
        kinds = {row.kind for row in session.scalars(sa.select(Outage))}
    assert kinds == {"link_down"}


def agent_row(status: str = "Available", **more: str) -> dict[str, str]:
    return {"name": "1001", "status": status, "state": "Waiting", "wrap_up_time": "10", **more}


def member_row(state: str = "Waiting", uuid: str = "m-1", **more: str) -> dict[str, str]:
    row = {"queue": "support@default", "uuid": uuid, "session_uuid": f"s-{uuid}", "state": state}
    return {**row, "cid_number": "139", "cid_name": "a|b", **more}


def test_a_zombie_member_is_closed_as_lost_and_says_why(
    switch_source: Callable[[FakeSwitch], int], clock: FrozenClock
) -> None:
    """freeswitch#1973: the row stays for ever, the channel is gone and no end was told."""
    began = seconds(clock) - 30
    with fake_switch() as switch:
        switch.members = [member_row(joined_epoch=str(began)), member_row("Answered", "m-2", serving_agent="1001")]
        switch.channels = {"s-m-1"}
        source_id = switch_source(switch)

        def act() -> bool:
            if raws("swept") and "s-m-1" in switch.channels:
                switch.channels.clear()
                # Silence is no news: something has to be heard before the same lists are looked at again.
                tell(switch, clock, Story(seconds(clock)).has_status(20, "Available"))
            return bool(visits()) and visits()[0].outcome == "lost"

        run_feed(source_id, act, QUICK.__class__(**{**vars(QUICK), "snapshot_s": 0.2, "silent_s": 20.0}))
    [visit] = visits()
    assert visit.note == "the queue still lists the caller, but their channel is gone"
    assert (visit.enter_us, visit.caller, visit.caller_name) == (began * 1_000_000, "139", "a|b")


def test_a_restart_ends_what_was_open_and_nothing_is_told_twice(
    switch_source: Callable[[FakeSwitch], int], clock: FrozenClock
) -> None:
    story = Story(seconds(clock))
    with fake_switch() as switch:
        source_id = switch_source(switch)
        fired = switch.fire(story.joins(0), unheard=True)
        told: list[bool] = []

        def act() -> bool:
            if is_up(source_id) and not told:
                told.append(True)
                for _ in range(2):
                    switch.fire(fired, sequence=int(fired["Event-Sequence"]))
                # Recorded, it says that both were heard while the clock still stood.
                switch.fire(story.has_status(0, "Available"))
            elif raws("agent_status") and switch.core == "core-1":
                clock.advance(seconds=60)
                switch.restart("core-2", uptime_s=5)
            return raws("QUEUESTART") == 1 and raws("swept") == 2

        run_feed(source_id, act)
        run_feed(source_id, lambda: raws("link_up") == 3)
    [visit] = visits()
    assert (visit.outcome, visit.note) == ("lost", "the phone system restarted")
    assert raws("QUEUESTART") == 1
