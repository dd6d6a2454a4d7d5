"""Traps for whoever posts to a place that somebody else named (security.md X60, X62), against real sockets."""

import socket
import time

import pytest

from tests.outside.receiver import OK, Receiver
from ticketing.domain.outbound import networks
from ticketing.outside.answers import Unsent
from ticketing.outside.post import MOST_BYTES, addresses_of, post

HOME = networks("127.0.0.0/8, ::1/128")
PUBLIC = "93.184.216.34"


def test_a_post_arrives_whole_and_its_answer_comes_back():
    with Receiver() as far:
        assert post(far.url, "好".encode(), {"X-One": "1"}, HOME) == (200, b"ok")
        headers, body = far.requests[0]
    assert far.lines == ["POST /hook?a=1 HTTP/1.1"]
    assert body.decode() == "好"
    assert headers["host"] == f"127.0.0.1:{far.port}"
    assert headers["x-one"] == "1"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "①②⑦.0.0.1", "localhost", "[::1]", "0.0.0.0"]  # noqa: S104 - asked for, not bound
    + ["[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"],
)
def test_every_spelling_of_this_machine_is_refused_and_nothing_arrives(host):
    with Receiver() as far:
        with pytest.raises(Unsent, match="private_address|no_such_host"):
            post(f"http://{host}:{far.port}/", b"", {}, ())
        assert far.requests == []


def test_a_name_that_means_one_public_and_one_private_address_is_refused():
    with pytest.raises(Unsent, match="private_address"):
        post("https://mixed.example/", b"", {}, (), lambda host, port: [PUBLIC, "127.0.0.1"])


def test_a_name_that_means_something_else_a_moment_later_is_asked_for_once():
    """DNS rebinding: what was judged is what is connected to."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with Receiver() as far:
        assert post(f"http://turns.example:{far.port}/", b"", {}, HOME, rebinding)[0] == 200
        assert asked == ["turns.example"]
        assert far.requests[0][0]["host"] == f"turns.example:{far.port}"


def test_a_redirect_is_an_answer_and_is_not_followed():
    with Receiver() as inner:
        away = f"HTTP/1.1 302 Found\r\nLocation: {inner.url}\r\nContent-Length: 0\r\n\r\n".encode()
        with Receiver(away) as far:
            assert post(far.url, b"", {}, HOME) == (302, b"")
        assert inner.requests == []


def test_a_receiver_that_speaks_slowly_is_left_when_the_time_is_up():
    def drip(line: socket.socket) -> None:
        for sign in b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok":
            line.sendall(bytes([sign]))
            time.sleep(0.05)

    with Receiver(drip) as far, pytest.raises(Unsent, match="timeout"):
        post(far.url, b"", {}, HOME, addresses_of, 0.3)


def test_no_more_is_read_than_anybody_needs():
    def flood(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            line.sendall(b"x" * 65_536)

    with Receiver(flood) as far:
        status, body = post(far.url, b"", {}, HOME)
    assert (status, len(body) <= MOST_BYTES) == (200, True)


@pytest.mark.parametrize("said", [b"220 mail.example ESMTP\r\n", b"-ERR unknown command\r\n", b""])
def test_what_speaks_no_http_is_no_receiver(said):
    with Receiver(said) as far, pytest.raises(Unsent, match="not_http"):
        post(far.url, b"", {}, HOME)


def test_nobody_at_home_is_said_as_such():
    with Receiver() as far:
        gone = far.url
    with pytest.raises(Unsent, match="unreachable"):
        post(gone, b"", {}, HOME)


def test_a_receiver_that_cannot_prove_its_name_is_told_nothing():
    with Receiver(OK) as far:
        with pytest.raises(Unsent, match="bad_certificate"):
            post(f"https://127.0.0.1:{far.port}/", b"secret", {}, HOME)
        assert far.requests == []
