"""No frame is ever truncated, however slow the reader."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from realtime import transport
from tests.realtime.conftest import ROOT, STARTS_WITHIN_S, free_port
from tests.realtime.wire import Corrupt, Wire, frame

Flood = Callable[[str, int, int], Wire]


@pytest.fixture
def flood() -> Iterator[Flood]:
    """Connects to a server that sends `count` messages of `size` as fast as it can; the client does not read yet."""
    started: list[subprocess.Popen[bytes]] = []
    wires: list[Wire] = []

    def start(kind: str, count: int, size: int) -> Wire:
        port = free_port()
        command = [sys.executable, "-m", "tests.realtime.flood", str(port), kind, str(count), str(size)]
        started.append(subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL))
        deadline = time.monotonic() + STARTS_WITHIN_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        wires.append(Wire(port, timeout=10.0).upgrade())
        return wires[-1]

    yield start
    for wire in wires:
        wire.close()
    for process in started:
        process.kill()
        process.wait()


def intact(wire: Wire, count: int, size: int) -> int:
    """How many messages come whole and in order."""
    time.sleep(2.0)
    for n in range(count):
        try:
            said = wire.recv()
        except (Corrupt, EOFError, TimeoutError, UnicodeDecodeError):
            return n
        if said != f"4{n}:".ljust(size, "x"):
            return n
    return count


@pytest.mark.parametrize("way", ["ours", "straight"])
@pytest.mark.parametrize(("count", "size"), [(40, 200_000), (3000, 1_500), (1, 6_000_000)])
def test_a_client_that_does_not_read_for_two_seconds_still_gets_every_frame_whole(
    way: str, count: int, size: int, flood: Flood
) -> None:
    assert intact(flood(way, count, size), count, size) == count


def test_the_stock_transport_does_truncate_so_ours_is_needed(flood: Flood) -> None:
    """When this fails, simple-websocket has been mended and realtime/transport.py may be looked at again."""
    assert intact(flood("stock", 40, 200_000), 40, 200_000) < 40


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_a_frame_says_its_length_in_the_shortest_way(size: int) -> None:
    assert transport.frame(0x1, b"x" * size) == frame(b"x" * size, masked=False)


def test_a_broadcast_builds_its_frame_once() -> None:
    frames = transport.Frames()
    text = "42" + "x" * 100
    assert frames.of(text) is frames.of(text)
    assert frames.of("other") != frames.of(text)
