"""What strangers, neighbours and vandals try over the socket (X33 to X44), with a client that obeys nothing."""

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from realtime.carry import Carrier
from tests.realtime.conftest import Floor, Node
from tests.realtime.test_server import say
from tests.realtime.wire import LiveClient, Refused, Wire, frame
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.events import AccessRevoked
from ticketing.models.people import LoginSession, Person, Team
from ticketing.models.tickets import Ticket


@pytest.fixture(autouse=True)
def _hung_up(node: Node) -> Iterator[None]:
    yield
    node.hang_up()


def entered(floor: Floor, node: Node, login: str = "agent1") -> LiveClient:
    return node.client(floor.cookie(login)).enter()


def is_alive(floor: Floor, node: Node) -> bool:
    """Whether somebody else is still served."""
    other = entered(floor, node, "super")
    rows = other.sub("wallboard")
    other.close()
    return "queue:sales" in rows


# -- X33, X34: the handshake ----------------------------------------------------------------


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None, "http://127.0.0.1:1"])
def test_a_page_of_another_origin_does_not_get_a_socket(origin: str | None, floor: Floor, node: Node) -> None:
    with pytest.raises(Refused, match="400"):
        node.client(floor.cookie("super"), origin=origin).upgrade()


def test_a_spoofed_forwarded_host_opens_nothing(floor: Floor, node: Node) -> None:
    spoof = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    with pytest.raises(Refused, match="400"):
        node.client(floor.cookie("super"), origin="http://evil.example", headers=spoof).upgrade()


def test_nobody_gets_a_socket_without_a_cookie(node: Node) -> None:
    with pytest.raises(Refused, match="401"):
        node.client(None).upgrade()


@pytest.mark.parametrize("cookie", ["rexian_session=guess", "rexian_session=" + "x" * 3000, "rexian_session="])
def test_a_guessed_cookie_hears_nothing(cookie: str, floor: Floor, node: Node, carrier: Carrier) -> None:
    with pytest.raises(Refused):
        node.client(cookie).enter()


def test_long_polling_is_not_offered(floor: Floor, node: Node) -> None:
    with pytest.raises(Refused, match="400"):
        node.client(floor.cookie("super"), path="/socket.io/?EIO=4&transport=polling").upgrade()


def test_a_stolen_connection_id_is_worth_nothing(floor: Floor, node: Node) -> None:
    victim = node.client(floor.cookie("super")).upgrade()
    sid = json.loads(victim.recv()[1:])["sid"]
    with pytest.raises(Refused):
        node.client(floor.cookie("agent1"), path=f"/socket.io/?EIO=4&transport=websocket&sid={sid}").upgrade()
    victim.send("40/live,")
    assert victim.recv().startswith("40/live,")


def test_who_shakes_hands_and_says_no_more_is_told_nothing(floor: Floor, node: Node, carrier: Carrier) -> None:
    silent = node.client(floor.cookie("super"))
    silent.upgrade()
    silent.recv()
    say(floor, carrier, "agent1", "busy")
    silent.sock.settimeout(1.5)
    with pytest.raises(TimeoutError):
        silent.recv()


# -- X36, X37: what may be said and joined ---------------------------------------------------

RESERVED = ["connect", "disconnect", "connect_error", "*", "__disconnect_final", "message", "\x00dropped", "d", "hb"]


@pytest.mark.parametrize("name", RESERVED)
def test_a_reserved_event_is_dropped_and_changes_nothing(name: str, floor: Floor, node: Node) -> None:
    page = entered(floor, node)
    page.sub("wallboard")
    page.send("42/live," + json.dumps([name, {"sid": "x"}]))
    page.send("42/live,7" + json.dumps([name]))
    assert page.ask("me").get("snap")
    assert not [said for said in page.said if said.startswith("43/live,7")]


FOREIGN: list[Any] = [
    "team:2",
    "agent:*",
    "me:1",
    "work",
    "floor|1",
    "team:%",
    "ticket:%",
    "ticket:20261121-00001/../20261121-00002",
    "ticket:２０２６１１２１-00001",
    "shift:2026-13-01",
    "shift:0001-01-01",
    "shift:2026-01-01\n",
    "x" * 10_000,
    "",
    None,
    7,
    ["wallboard"],
    {"name": "wallboard"},
]


@pytest.mark.parametrize("topic", FOREIGN)
def test_a_topic_that_is_none_of_mine_does_not_exist(topic: Any, floor: Floor, node: Node) -> None:
    assert entered(floor, node).ask(topic) == {"err": "not_found"}


@pytest.mark.parametrize("extra", [{"s": "1"}, {"s": 1.5}, {"e": 5}, {"s": -2}, {"room": "x"}, {"s": 2**60}])
def test_a_strange_place_in_a_topic_is_refused(extra: dict[str, Any], floor: Floor, node: Node) -> None:
    assert entered(floor, node).ask("wallboard", **extra) == {"err": "not_found"}


def test_a_right_that_a_role_lacks_is_forbidden(floor: Floor, node: Node) -> None:
    page = entered(floor, node, "viewer")
    assert page.ask("desk") == {"err": "forbidden"}
    assert page.ask("wallboard").get("snap")


def test_scenario_59_a_ticket_of_another_queue_has_no_room_to_listen_in(floor: Floor, node: Node) -> None:
    number = foreign_ticket(floor)
    assert entered(floor, node).ask(f"ticket:{number}") == {"err": "not_found"}


def foreign_ticket(floor: Floor) -> str:
    with begin(SYSTEM) as work:
        found = work.session.query(Ticket).filter_by(queue_id=floor.queues["support"]).first()
        if found is None:
            found = work.add(
                Ticket(
                    number="20261121-00001",
                    kind="inquiry",
                    priority="normal",
                    state="open",
                    source="call_in",
                    subject="theirs",
                    queue_id=floor.queues["support"],
                    opened_at=work.now,
                )
            )
        return found.number


def test_no_socket_listens_to_everything_there_is(floor: Floor, node: Node) -> None:
    page = entered(floor, node, "super")
    answers = [page.ask(f"shift:2026-11-{day:02}") for day in range(1, 20)]
    assert sum(1 for answer in answers if answer == {"err": "too_many_topics"}) == 3


# -- X38, X39: rights that end ---------------------------------------------------------------


def test_who_moves_to_another_team_is_put_out_within_two_seconds(floor: Floor, node: Node, carrier: Carrier) -> None:
    page = entered(floor, node, "agent2")
    page.sub("floor")
    with begin(SYSTEM) as work:
        person = work.session.get_one(Person, floor.people["agent2"])
        person.team_id = work.session.query(Team).filter_by(code="one").one().id
    carrier.publish([AccessRevoked(floor.people["agent2"], 1)])
    assert page.closed_within(2.0)


def test_after_logging_out_the_socket_is_closed_within_two_seconds(floor: Floor, node: Node, carrier: Carrier) -> None:
    stays, goes = entered(floor, node, "lead1"), entered(floor, node, "lead1")
    with begin(SYSTEM) as work:
        login = work.session.query(LoginSession).order_by(LoginSession.id.desc()).first()
        assert login is not None
        login.ended_at = work.now
    carrier.publish([AccessRevoked(floor.people["lead1"], 1)])
    assert goes.closed_within(2.0)
    assert stays.ask("wallboard").get("snap")


def test_a_login_that_has_run_out_opens_no_socket(floor: Floor, node: Node) -> None:
    cookie = floor.cookie("lead1")
    with begin(SYSTEM) as work:
        login = work.session.query(LoginSession).order_by(LoginSession.id.desc()).first()
        assert login is not None
        login.expires_at = work.now - timedelta(seconds=1)
    with pytest.raises(Refused, match="unauthenticated"):
        node.client(cookie).enter()


# -- X40: fields -----------------------------------------------------------------------------


def test_the_wallboard_names_no_caller(floor: Floor, node: Node) -> None:
    rows = entered(floor, node, "viewer").sub("wallboard")
    assert not [id_ for id_, row in rows.items() if "caller" in row or "waiting_list" in row]


# -- X42, X43: rubbish and floods --------------------------------------------------------------

RUBBISH = [
    b"4",
    b"42/live,",
    b'42/live,["sub"',
    b'42/live,["sub",NaN]',
    b'42/live,["sub",{"topic":"me"},{"more":1}]',
    b'42/live,"sub"',
    b"42/live,{}",
    b'42/live,[["sub"],{}]',
    b'451-/live,["sub",{"_placeholder":true,"num":0}]',
    b'4599999999999999-["sub"]',
    b"43/live,1[]",
    b"44/live,{}",
    b"47",
    b'42/other,["sub",{}]',
    b"42" + b"[" * 3000 + b"]" * 3000,
    b'42/live,999999999999999999999999["sub",{}]',
    '42/live,["sub",{"topic":"\ud83d"}]'.encode("utf-8", "surrogatepass"),
]


@pytest.mark.parametrize("rubbish", RUBBISH, ids=range(len(RUBBISH)))
def test_rubbish_hurts_nobody(rubbish: bytes, floor: Floor, node: Node) -> None:
    page = entered(floor, node)
    page.send(rubbish)
    page.close()
    assert is_alive(floor, node)


BROKEN_FRAMES = {
    "unmasked": frame(b"42", masked=False),
    "empty": frame(b""),
    "binary": frame(b"\x00\x01", code=0x2),
    "reserved bits": bytes([0xF1, 0x80, 0, 0, 0, 0]),
    "no engine packet": frame(b"hello"),
    "not utf-8": frame(b"4\xff\xfe"),
    "999 kB": frame(b"42" + b"x" * 999_000),
    "announces 2^62": bytes([0x81, 0xFF]) + (2**62).to_bytes(8, "big"),
    "long ping": frame(b"x" * 200, code=0x9),
    "continuation first": frame(b"42", code=0x0),
}


@pytest.mark.parametrize("name", BROKEN_FRAMES)
def test_a_broken_frame_ends_its_own_connection_only(name: str, floor: Floor, node: Node) -> None:
    page = entered(floor, node)
    with contextlib.suppress(OSError):
        page.sock.sendall(BROKEN_FRAMES[name])
    assert page.closed_within(3.0)
    assert is_alive(floor, node)


def test_who_floods_is_told_and_closed_and_others_are_served(floor: Floor, node: Node) -> None:
    page = entered(floor, node)
    flood = b"".join(frame(b'42/live,["nonsense",{}]') for _ in range(2000))
    with contextlib.suppress(OSError):
        page.sock.sendall(flood)
    began = time.monotonic()
    assert is_alive(floor, node)
    assert time.monotonic() - began < 3.0
    assert page.closed_within(5.0)


def test_a_person_has_at_most_six_sockets(floor: Floor, node: Node) -> None:
    cookie = floor.cookie("inspector")
    pages = [node.client(cookie).enter() for _ in range(6)]
    with pytest.raises(Refused, match="too_many_sockets"):
        node.client(cookie).enter()
    pages[0].close()
    deadline = time.monotonic() + 5.0
    while True:
        try:
            node.client(cookie).enter()
            break
        except Refused:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_half_open_handshakes_keep_nobody_out(floor: Floor, node: Node) -> None:
    half = [Wire(node.port) for _ in range(200)]
    for wire in half:
        wire.sock = socket.create_connection(("127.0.0.1", node.port))
        wire.sock.sendall(b"GET /socket.io/?EIO=4 HTTP/1.1\r\nHost: x\r\n")
    assert is_alive(floor, node)
    for wire in half:
        wire.close()
