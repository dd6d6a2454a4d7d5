"""The link to a manager interface, over a real socket: it survives what phone systems do."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.telephony.conftest import unpacked
from tests.telephony.fake_pbx import SECRET, FakePbx, fake_pbx, hold, playing
from ticketing import db
from ticketing.actions import calls
from ticketing.clock import SystemClock
from ticketing.domain.actors import SYSTEM
from ticketing.domain.calls import Stage
from ticketing.journal import JournalEntry
from ticketing.models.calls import QueueVisit
from ticketing.models.telephony import LinkState, Outage, PbxSource, RawEvent, SourceKind
from ticketing.telephony.ami.access import Access, Pace
from ticketing.telephony.ami.client import AmiClient, LinkMoved, Said
from ticketing.telephony.ami.feed import AmiFeed
from ticketing.telephony.decode import decode

QUICK = Pace(
    connect_s=1, answer_s=1, clock_s=0.3, ping_s=0.2, silent_s=1, snapshot_s=60, first_retry_s=0.05,
    longest_retry_s=0.2, refused_retry_s=0.1, tick_s=0.05,
)  # fmt: skip
Listen = Callable[..., AmiClient]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Start a client against a phone system; it is stopped after the test."""
    stop, threads = threading.Event(), []

    def start(pbx: FakePbx, secret: str = SECRET, pace: Pace = QUICK) -> AmiClient:
        client = AmiClient(Access("127.0.0.1", "wallboard", secret, pbx.port), SystemClock(), pace)
        threads.append(threading.Thread(target=client.run, args=(stop,), daemon=True))
        threads[-1].start()
        return client

    yield start
    stop.set()
    for thread in threads:
        thread.join(5.0)


def next_link(client: AmiClient) -> LinkMoved:
    """The next turn of the link; events in between are passed over."""
    while True:
        said = client.said.get(timeout=5.0)
        if isinstance(said, LinkMoved):
            return said


def next_event(client: AmiClient, name: str) -> Said:
    while True:
        said = client.said.get(timeout=5.0)
        if isinstance(said, Said) and said.block.event == name:
            return said


def test_after_the_log_in_it_asks_for_the_state_of_every_queue(listen: Listen) -> None:
    with fake_pbx(hold_and_answer) as pbx:
        client = listen(pbx)
        assert next_link(client) == LinkMoved(LinkState.UP, "")
        next_event(client, "QueueStatusComplete")
    assert [asked["Action"] for asked in pbx.asked[:3]] == ["Login", "Ping", "QueueStatus"]
    assert pbx.asked[0]["Username"] == "wallboard"


def hold_and_answer(pbx: FakePbx, line: socket.socket) -> None:
    asked = pbx.action(line)
    pbx.say(line, Event="QueueStatusComplete", ActionID=asked["ActionID"])
    hold(pbx, line)


def test_a_wrong_password_is_shown_and_tried_again(listen: Listen) -> None:
    with fake_pbx(hold) as pbx:
        client = listen(pbx, secret="wrong")
        assert next_link(client) == LinkMoved(LinkState.REFUSED, "Authentication failed")
        assert next_link(client).state is LinkState.REFUSED
        pbx.secret = "wrong"
        assert next_link(client).state in (LinkState.REFUSED, LinkState.UP)


def test_a_dead_phone_system_is_shown_and_found_again_when_it_lives(listen: Listen) -> None:
    # Bound and never listening: nobody else can be found at that port meanwhile.
    with socket.socket() as dead:
        dead.bind(("127.0.0.1", 0))
        client = AmiClient(Access("127.0.0.1", "wallboard", "secret", dead.getsockname()[1]), SystemClock(), QUICK)
        stop = threading.Event()
        thread = threading.Thread(target=client.run, args=(stop,), daemon=True)
        thread.start()
        try:
            assert next_link(client).state is LinkState.DOWN
        finally:
            stop.set()
            thread.join(5.0)
    assert not thread.is_alive()


def test_a_cut_link_comes_back_and_asks_again(listen: Listen) -> None:
    with fake_pbx(cut_in_the_middle_of_an_event) as pbx:
        client = listen(pbx)
        assert next_link(client).state is LinkState.UP
        next_event(client, "LinkDown")
        assert next_link(client).state is LinkState.DOWN
        assert next_link(client).state is LinkState.UP
    assert pbx.connections >= 2
    assert [asked["Action"] for asked in pbx.asked].count("QueueStatus") >= 1


def cut_in_the_middle_of_an_event(pbx: FakePbx, line: socket.socket) -> None:
    pbx.action(line)
    line.sendall(b"Event: QueueCallerJoin\r\nQueue: supp")


def test_a_silent_phone_system_is_pinged_and_given_up(listen: Listen) -> None:
    with fake_pbx(hold_still) as pbx:
        client = listen(pbx)
        assert next_link(client).state is LinkState.UP
        moved = next_link(client)
    assert moved == LinkMoved(LinkState.DOWN, "the phone system fell silent")
    assert "Ping" in [asked["Action"] for asked in pbx.asked]


def hold_still(pbx: FakePbx, line: socket.socket) -> None:
    """Reads everything, says nothing."""
    while pbx.action(line):
        pass


def test_what_does_not_speak_ami_is_called_so(listen: Listen) -> None:
    with fake_pbx(hold) as pbx:
        pbx.let_in = answer_as_a_web_server  # type: ignore[method-assign]
        client = listen(pbx)
        assert next_link(client).state is LinkState.DOWN


def answer_as_a_web_server(line: socket.socket) -> bool:
    line.sendall(b"x" * (2 << 20))
    return False


def test_no_setting_smuggles_an_action_in(listen: Listen) -> None:
    with fake_pbx(hold) as pbx:
        client = listen(pbx, secret="x\r\n\r\nAction: Originate\r\n\r\n")
        assert next_link(client).state is LinkState.REFUSED
    assert {asked["Action"] for asked in pbx.asked} == {"Login"}


def run_feed(source_id: int, until: Callable[[], bool], pace: Pace = QUICK) -> None:
    """Step a feed as the process does until something is true."""
    feed = AmiFeed(source_id, pace)
    deadline = time.monotonic() + 60.0
    try:
        while not until():
            assert time.monotonic() < deadline, "the feed did not get there"
            feed.step()
    finally:
        feed.close()


def test_a_refused_link_stands_in_the_table_and_in_the_journal(app: Flask, source_of: Callable[..., int]) -> None:
    with fake_pbx(hold, secret="another") as pbx:
        source_id = source_of(SourceKind.AMI, host="127.0.0.1", port=pbx.port, username="w", secret="wrong")
        run_feed(source_id, lambda: link_of(source_id)[0] is LinkState.REFUSED)
    assert link_of(source_id)[1] == "Authentication failed"
    with db.reading() as session:
        told = session.scalars(sa.select(JournalEntry).filter_by(name="LinkChanged")).first()
    assert told is not None
    assert told.payload == {"source_id": source_id, "state": "refused", "error": "Authentication failed"}


def link_of(source_id: int) -> tuple[LinkState, str]:
    with db.reading() as session:
        source = session.get_one(PbxSource, source_id)
        return source.link_state, source.link_error


def test_a_cut_is_an_outage_of_the_log(app: Flask, source_of: Callable[..., int]) -> None:
    def talk(pbx: FakePbx, line: socket.socket) -> None:
        pbx.action(line)
        if pbx.connections > 1:
            hold(pbx, line)

    with fake_pbx(talk) as pbx:
        source_id = source_of(SourceKind.AMI, host="127.0.0.1", port=pbx.port, username="w", secret="secret")
        run_feed(source_id, lambda: len(outages()) > 0 and outages()[-1].to_us is not None)
    assert outages()[0].kind == "link_down"


def outages() -> list[Outage]:
    with db.reading() as session:
        return list(session.scalars(sa.select(Outage).order_by(Outage.from_us)))


def test_the_recorded_day_played_over_a_socket_ends_in_the_figures_that_were_recorded(
    app: Flask, queues: None, source_of: Callable[..., int], true_visits: list[dict[str, Any]]
) -> None:
    raw, index = unpacked("wallboard-01.raw"), unpacked("wallboard-01.idx")
    with fake_pbx(playing(raw, index, speed=60.0)) as pbx:
        source_id = source_of(SourceKind.AMI, host="127.0.0.1", port=pbx.port, username="w", secret="secret")
        # A busy machine may hold the player up for longer than a second; it must not be taken for a dead line.
        run_feed(source_id, lambda: over(source_id, raw), replace(QUICK, silent_s=30))
    with db.reading() as session:
        visits = session.scalars(sa.select(QueueVisit)).all()
    assert len(visits) == len(true_visits)
    answered = sorted((row["uniqueid"], row["queue"]) for row in true_visits if row["connect"])
    assert sorted((visit.callid, visit.queue) for visit in visits if visit.connect_us is not None) == answered
    assert {visit.stage for visit in visits} == {Stage.ENDED.value}
    with db.begin(SYSTEM) as work:
        source = work.get(PbxSource, source_id)
        fold = calls.state_now(work, source.pbx_id, decode)
        assert not fold.state.open


def over(source_id: int, raw: bytes) -> bool:
    """Whether the last event of the recording that means anything was recorded."""
    with db.reading() as session:
        hangups = session.scalar(sa.select(sa.func.count(RawEvent.id)).filter_by(source_id=source_id, kind="hung_up"))
    return hangups == raw.count(b"Event: Hangup\r\n")
