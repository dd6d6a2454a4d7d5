"""A phone system that writes 200 lines a second: how long from a line in its log to the row in a browser.

Real processes from end to end: a growing file, the process that listens, the relay, Redis, a web node, a WebSocket. A
line's latency is from its writing to the first row that counts its caller. Target: p99 <= 300 ms.
"""

import json
import os
import statistics
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import orjson
import websocket

from benchmarks._centre import empty_house, token_of
from benchmarks._node import Web, process, wait_for_life, web_node
from benchmarks.ingest import RECORDED
from ticketing.actions import setup
from ticketing.auth.sessions import COOKIE
from ticketing.clock import SystemClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.tickets import TicketKind
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.telephony import Pbx, PbxSource, SourceKind

LINES_PER_S = 200
SECONDS = 30.0
WARM_UP_S = 3.0
P99_MS = 300.0
QUEUES = ("consult", "complaint", "sales")


class Feed:
    """Writes the recorded day's lines with present stamps and fresh ids; remembers when each caller was written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written: dict[str, list[float]] = defaultdict(list)
        self.lines = 0

    def run(self, seconds: float) -> None:
        recorded = [line for line in RECORDED.read_text(encoding="utf-8").splitlines() if "QUEUESTART" not in line]
        began = time.monotonic()
        with self.path.open("a", encoding="utf-8", buffering=1) as log:
            while time.monotonic() - began < seconds:
                # What is due by now, so that a late wake-up does not thin the traffic out.
                while self.lines < (time.monotonic() - began) * LINES_PER_S:
                    self._write(log, recorded)
                time.sleep(0.002)

    def _write(self, log: Any, recorded: list[str]) -> None:
        turn, at = divmod(self.lines, len(recorded))
        _, callid, queue, agent, event, *data = recorded[at].split("|")
        now = int(SystemClock().now().timestamp())
        callid = f"{turn}-{callid}" if callid[0].isdecimal() else callid
        self.lines += 1
        if event == "ENTERQUEUE":
            self.written[queue].append(time.monotonic())
        log.write("|".join([str(now), callid, queue, agent, event, *data]) + "\n")


class Browser:
    """One screen on the wallboard: notes when each queue's count of callers first reached a number."""

    def __init__(self, web: Web, cookie: str) -> None:
        self.seen: dict[str, list[float]] = defaultdict(list)
        address = f"ws://127.0.0.1:{web.port}/socket.io/?EIO=4&transport=websocket"
        self.socket = websocket.create_connection(address, origin=web.origin, cookie=cookie, timeout=5)
        self.socket.recv()
        self.socket.send("40/live,")
        self.socket.recv()
        self.socket.send('42/live,1["sub",{"topic":"wallboard"}]')

    def watch(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                text = str(self.socket.recv())
            except websocket.WebSocketTimeoutException:
                continue
            if text == "2":
                self.socket.send("3")
            elif text.startswith('42/live,["d"'):
                self._note(orjson.loads(text[8:])[1]["i"])

    def _note(self, rows: list[list[Any]]) -> None:
        now = time.monotonic()
        for name, _, row in rows:
            if name.startswith("queue:"):
                counted = self.seen[row["code"]]
                counted += [now] * (row["offered"] - len(counted))


def main() -> None:
    with empty_house() as house:
        log = house.folder / "queue_log"
        cookie = _centre(log)
        with (
            web_node(house.config) as web,
            process("clock", house.config, house.folder) as clock,
            process("phones", house.config, house.folder) as phones,
            process("books", house.config, house.folder) as books,
        ):
            wait_for_life(clock, phones, books)
            report(_measure(web, cookie, Feed(log)))


def _measure(web: Web, cookie: str, feed: Feed) -> dict[str, Any]:
    browser, stop = Browser(web, cookie), threading.Event()
    watcher = threading.Thread(target=browser.watch, args=(stop,))
    watcher.start()
    time.sleep(WARM_UP_S)
    feed.run(SECONDS)
    time.sleep(2.0)
    stop.set()
    watcher.join()
    late = [
        1000 * (seen - written)
        for queue, times in feed.written.items()
        for written, seen in zip(times, browser.seen[queue], strict=False)
    ]
    callers = sum(map(len, feed.written.values()))
    cuts = statistics.quantiles(late, n=1000) if len(late) > 1 else [float("nan")] * 999
    return {
        "lines_per_s": feed.lines / SECONDS,
        "callers": callers,
        "unseen": callers - len(late),
        **{f"p{share}_ms": cuts[share * 10 - 1] for share in (50, 95, 99)},
        "max_ms": max(late, default=0.0),
    }


def report(found: dict[str, Any]) -> None:
    """The table for people, the line for programs."""
    print(f"{found['lines_per_s']:.0f} lines/s, load {os.getloadavg()[0]:.1f}")
    print(f"{'callers':>10}{'unseen':>10}{'p50 ms':>10}{'p95 ms':>10}{'p99 ms':>10}{'max ms':>10}")
    figures = "".join(f"{found[name]:>10.1f}" for name in ("p50_ms", "p95_ms", "p99_ms", "max_ms"))
    met = found["p99_ms"] <= P99_MS and found["unseen"] == 0
    print(f"{found['callers']:>10}{found['unseen']:>10}{figures}   target p99 <= {P99_MS:.0f}")
    print(json.dumps({"bench": "live", **{k: round(v, 2) for k, v in found.items()}, "met": met}))


def _centre(log: Path) -> str:
    """Queues, a phone system whose log is followed, and a viewer; gives the viewer's cookie."""
    now = SystemClock().now()
    with begin(SYSTEM) as work:
        setup.first_run(work)
        for place, code in enumerate(QUEUES):
            work.add(Queue(code=code, name=code, kind=TicketKind.INQUIRY, position=place))
        pbx = work.add(Pbx(code="bench", name="bench"))
        work.add(PbxSource(pbx_id=pbx.id, name="log", kind=SourceKind.QUEUE_LOG, settings={"path": str(log)}))
        person = work.add(Person(login="wall", name="Wall", password_hash="-", roles=["viewer"], created_at=now))  # noqa: S106
        return f"{COOKIE}={token_of(work, person)}"


if __name__ == "__main__":
    main()
