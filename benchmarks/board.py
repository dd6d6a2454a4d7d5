"""A thousand screens: the wallboard moves once a second for all of them, and a hundred personal rows a second.

Latency is from the relay's publishing into Redis to the parsed row in the client, which runs in a process of its own;
the node's share of a core is read from /proc. Targets: p99 <= 150 ms for both kinds, <= 40 % of a core, nobody lost.
"""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from typing import Any

import redis

from benchmarks._centre import empty_house, token_of
from benchmarks._node import Web, web_node
from realtime import stream
from ticketing.auth.sessions import COOKIE
from ticketing.clock import SystemClock
from ticketing.config import Config
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.models.people import Person
from ticketing.queries.board.change import Change

PEOPLE, SOCKETS_EACH = 200, 5
SECONDS = 20.0
AGENTS_ON_BOARD = 20
PERSONAL_PER_S = 100
P99_MS, CORE_PCT = 150.0, 40.0

SETTINGS = {"fsync": "off"}


def main() -> None:
    with empty_house(SETTINGS) as house:
        ids, cookies = _people()
        # The first entry of a new stream makes a node read everything again, which is not measured here.
        with redis.Redis.from_url(house.config.redis_url) as client:
            stream.beat(client, SystemClock().now())
        with web_node(house.config) as web:
            report(_measure(house.config, web, ids, cookies))


def _people() -> tuple[list[int], list[str]]:
    """People with the right to watch, and a login cookie for every socket."""
    now = SystemClock().now()
    ids, cookies = [], []
    with begin(SYSTEM) as work:
        for n in range(PEOPLE):
            person = work.add(
                Person(login=f"p{n}", name=f"P{n}", password_hash="-", roles=["supervisor"], created_at=now)  # noqa: S106
            )
            ids.append(person.id)
            cookies += [f"{COOKIE}={token_of(work, person)}"] * SOCKETS_EACH
    return ids, cookies


def _measure(config: Config, web: Web, ids: list[int], cookies: list[str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks._listeners", str(web.port), web.origin, str(SECONDS)]
    clients = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert clients.stdin is not None
    assert clients.stdout is not None
    began, cpu_before = time.monotonic(), web.cpu_s()
    clients.stdin.write("\n".join(cookies))
    clients.stdin.close()
    if clients.stdout.readline().strip() != "ready":
        raise SystemExit("the listeners did not get in")
    connected_s, connecting_s = time.monotonic() - began, web.cpu_s() - cpu_before
    stopped = threading.Event()
    teller = threading.Thread(target=_tell, args=(config, ids, stopped))
    cpu, wall = web.cpu_s(), time.monotonic()
    teller.start()
    line = clients.stdout.readline()
    used = (web.cpu_s() - cpu) / (time.monotonic() - wall)
    stopped.set()
    teller.join()
    clients.wait()
    heard = json.loads(line)
    return {
        "sockets": len(cookies),
        "connect_ms_each": 1000 * connected_s / len(cookies),
        "connect_cpu_ms_each": 1000 * connecting_s / len(cookies),
        "core_pct": 100 * used,
        "memory_mb": web.memory_mb(),
        "kb_per_socket": (web.memory_mb() - web.memory_at_start_mb) * 1024 / len(cookies),
        "lost": heard["lost"],
        **{topic: _spread(late) for topic, late in heard["late"].items()},
    }


def _tell(config: Config, ids: list[int], stopped: threading.Event) -> None:
    """What a relay would publish: a row per agent once a second, personal rows in between, and its beat."""
    version = 1_000_000
    with redis.Redis.from_url(config.redis_url) as client:
        tick = 0
        while not stopped.wait(1 / PERSONAL_PER_S):
            tick += 1
            version += 1
            rows = [Change(f"me:{ids[tick % len(ids)]}", "numbers", version, _row(0))]
            if tick % PERSONAL_PER_S == 0:
                rows = [Change("wallboard", f"agent:{n}", version, _row(n)) for n in range(AGENTS_ON_BOARD)]
                stream.beat(client, SystemClock().now())
            stream.publish(client, rows)


def _row(n: int) -> dict[str, Any]:
    return {"sent": time.monotonic(), "code": f"{8000 + n}", "state": "talking", "since": "2026-11-21T09:38:00.000Z"}


def _spread(late: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(late, n=1000) if len(late) > 1 else [float("nan")] * 999
    return {"count": len(late), "p50": cuts[499], "p95": cuts[949], "p99": cuts[989], "max": max(late, default=0.0)}


def report(found: dict[str, Any]) -> None:
    print(f"{found['sockets']} sockets, load {os.getloadavg()[0]:.1f}")
    heads = "".join(f"{head:>10}" for head in ("messages", "p50 ms", "p95 ms", "p99 ms", "max ms"))
    print(f"{'rows':<12}{heads}   target p99 <= {P99_MS:.0f}")
    for topic in ("wallboard", "me"):
        one = found[topic]
        figures = "".join(f"{one[name]:>10.1f}" for name in ("p50", "p95", "p99", "max"))
        print(f"{topic:<12}{one['count']:>10}{figures}")
    print(
        f"connecting {found['connect_ms_each']:.1f} ms each, {found['connect_cpu_ms_each']:.1f} ms of the node's core"
    )
    print(f"share of a core {found['core_pct']:.1f} %   target <= {CORE_PCT:.0f} %")
    print(f"memory {found['memory_mb']:.0f} MB, {found['kb_per_socket']:.0f} KB per socket; lost {found['lost']}")
    met = all(found[topic]["p99"] <= P99_MS for topic in ("wallboard", "me"))
    found["met"] = met and found["core_pct"] <= CORE_PCT and found["lost"] == 0
    print(json.dumps({"bench": "board", **found}))


if __name__ == "__main__":
    main()
