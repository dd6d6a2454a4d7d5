"""Five hundred manager events a second over a real socket: how far behind is the reader, and how far the tables.

The phone system is a process of its own that plays the recorded day, its ids and stamps moved, at an even pace. Lag is
the clock's now less the event's own stamp, both on this machine: for the reader when the event was taken off the
socket, for the tables when the transaction with its rows was committed.
"""

import argparse
import gzip
import json
import multiprocessing
import os
import re
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from flask import current_app
from rich.console import Console
from rich.table import Table

from ticketing import db
from ticketing.clock import SystemClock
from ticketing.config import Config
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import micros
from ticketing.embedded.running import running_postgres
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.telephony.ami.client import AmiClient, Said
from ticketing.telephony.ami.events import event_us
from ticketing.telephony.ami.feed import AmiFeed
from ticketing.telephony.ami.protocol import Block
from workers.scratch import Scratch

RECORDED = Path(__file__).parent.parent / "tests" / "recordings" / "recorded_day" / "wallboard-01.raw.gz"
RATE = 500
SECONDS = 60
TARGET_MS = 200.0
SECRET = "bench"  # noqa: S105 - opens the benchmark's own fake
#: The ids of one round are moved by this against those of the round before.
_SHIFT_S = 1_000
_ID = re.compile(rb"\b(\d{10})\.(\d+)\b")
_STAMP = re.compile(rb"^Timestamp: .*$", re.MULTILINE)


class Watched(AmiFeed):
    """A feed that notes how late each event was read, and how late its rows were there."""

    def __init__(self, source_id: int) -> None:
        super().__init__(source_id)
        self.read_ms: list[float] = []
        self.kept_ms: list[float] = []

    def client_of(self, source: PbxSource) -> AmiClient:
        client = super().client_of(source)
        hear = client.hear

        def noting(block: Block) -> None:
            hear(block)
            stamp_us = event_us(block.to_dict(), 0)
            if stamp_us and not block.event.startswith("Link"):
                self.read_ms.append(_late_ms(stamp_us))

        client.hear = noting  # type: ignore[method-assign]
        return client

    def _record_first(self) -> None:
        stamps = [event_us(said.block.to_dict(), 0) for said in self._pending if isinstance(said, Said)]
        super()._record_first()
        self.kept_ms += [_late_ms(stamp_us) for stamp_us in filter(None, stamps[:1])]


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="rexian bench ami")
    parser.add_argument("--rate", type=int, default=RATE)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    wanted = parser.parse_args(argv or [])
    with tempfile.TemporaryDirectory(prefix="rexian-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        with running_postgres(Path(folder)) as url:
            report(measured(Config(env="test", database_url=url), wanted.rate, wanted.seconds))


def measured(config: Config, rate: int, seconds: int) -> dict[str, float]:
    """Lags in milliseconds and the share of one core that the listening process took."""
    scratch = Scratch(config)
    try:
        with scratch.app() as app, playing(rate, seconds) as port:
            app.extensions["clock"] = SystemClock()
            feed = Watched(_source(port))
            began, spent = time.monotonic(), os.times()
            while len(feed.read_ms) < rate * seconds and time.monotonic() - began < seconds * 2 + 30:
                feed.step()
            took, now = time.monotonic() - began, os.times()
            feed.close()
    finally:
        scratch.close()
    busy_s = now.user + now.system - spent.user - spent.system
    return {
        "events": len(feed.read_ms),
        "events_per_s": len(feed.read_ms) / took,
        "core_share": busy_s / took,
        "cpu_us_per_event": busy_s * 1e6 / max(len(feed.read_ms), 1),
        **_spread("read", feed.read_ms),
        **_spread("kept", feed.kept_ms),
    }


def report(found: dict[str, float]) -> None:
    """The table for people, the line for programs."""
    table = Table(title=f"ami: {found['events']:,.0f} events, {found['events_per_s']:,.0f} a second")
    for name in ("", "median ms", "99 % ms", "longest ms"):
        table.add_column(name, justify="left" if not name else "right")
    for name, words in (("read", "off the socket"), ("kept", "folded and committed")):
        table.add_row(words, *(f"{found[f'{name}_{part}_ms']:.1f}" for part in ("median", "p99", "longest")))
    verdict = "met" if found["read_longest_ms"] <= TARGET_MS else "missed"
    table.add_row(f"target: reader never over {TARGET_MS:.0f}", "", "", verdict)
    table.add_row(f"share of one core: {found['core_share']:.0%}, an event {found['cpu_us_per_event']:.0f} µs")
    Console().print(table)
    print(json.dumps({"bench": "ami", "target_ms": TARGET_MS, **{name: round(x, 3) for name, x in found.items()}}))


@contextmanager
def playing(rate: int, seconds: int) -> Iterator[int]:
    """The phone system, in a process of its own; gives the port at which it listens."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=play, args=(theirs, rate, seconds), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join(5.0)


def play(told: Connection, rate: int, seconds: int) -> None:
    """Let one client in and tell events at an even pace: when one was late, the next is not late too."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        told.send(server.getsockname()[1])
        line, _ = server.accept()
        with line:
            line.sendall(b"Asterisk Call Manager/11.0.0\r\n")
            login = re.search(rb"ActionID: (\S+)", line.recv(65536))
            line.sendall(b"Response: Success\r\nActionID: " + (login[1] if login else b"") + b"\r\n\r\n")
            events, began = _endless(), time.monotonic()
            for number in range(rate * seconds):
                time.sleep(max(0.0, began + number / rate - time.monotonic()))
                stamp = f"Timestamp: {micros(SystemClock().now()) / 1e6:.6f}".encode()
                line.sendall(_STAMP.sub(stamp, next(events), count=1) + b"\r\n\r\n")
            # Held open until everything was read.
            line.recv(65536)
            time.sleep(seconds + 30)


def _endless() -> Iterator[bytes]:
    blocks = [block for block in gzip.decompress(RECORDED.read_bytes()).split(b"\r\n\r\n") if _is_of_a_call(block)]
    turn = 0
    while True:
        shift = turn * _SHIFT_S

        def moved(found: re.Match[bytes], shift: int = shift) -> bytes:
            return b"%d.%s" % (int(found[1]) + shift, found[2])

        yield from (_ID.sub(moved, block) for block in blocks)
        turn += 1


def _is_of_a_call(block: bytes) -> bool:
    """What tells of a restart or answers somebody else's question is not played."""
    name = block.partition(b"\r\n")[0]
    return (
        name.startswith(b"Event: ")
        and b"\r\nTimestamp: " in block
        and b"\r\nActionID: " not in block
        and name not in (b"Event: FullyBooted", b"Event: Shutdown")
    )


def _source(port: int) -> int:
    settings = {"host": "127.0.0.1", "port": port, "username": "bench", "secret": SECRET}
    with db.begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="bench", name="bench"))
        return work.add(PbxSource(pbx_id=pbx.id, name="ami", kind=SourceKind.AMI, settings=settings)).id


def _late_ms(stamp_us: int) -> float:
    return (micros(current_app.extensions["clock"].now()) - stamp_us) / 1_000


def _spread(name: str, lags: list[float]) -> dict[str, float]:
    ordered = sorted(lags) or [0.0]
    return {
        f"{name}_median_ms": ordered[len(ordered) // 2],
        f"{name}_p99_ms": ordered[len(ordered) * 99 // 100],
        f"{name}_longest_ms": ordered[-1],
    }


if __name__ == "__main__":
    main()
