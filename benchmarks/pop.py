"""From the ring to the screen pop: 200 agents at their consoles, five phones a second begin to ring.

Measured from the instant at which the phone system's word is handed to the phone door until the row of the call is
parsed at the agent's own socket: ingest, journal, relay, stream, node and wire. Target: p99 <= 300 ms; the share of a
core that node and relay take together stands beside it, for a busy machine stretches the time and not the work.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

from benchmarks._centre import empty_house, token_of
from benchmarks._node import Web, cpu_s, process, wait_for_life, web_node
from ticketing.auth.sessions import COOKIE
from ticketing.clock import SystemClock
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.domain.tickets import TicketKind
from ticketing.models.people import Person
from ticketing.models.queues import Queue, QueueMember
from ticketing.models.telephony import AgentAlias, Pbx, PbxSource, SourceKind
from ticketing.telephony import ingest, pushed

PEOPLE, RINGS_PER_S, SECONDS = 200, 5, 20.0
WARM_S = 3.0
P99_MS = 300.0
SETTINGS = {"fsync": "off"}


def main() -> None:
    with empty_house(SETTINGS) as house:
        source_id, cookies = _floor()
        with web_node(house.config) as web, process("clock", house.config, house.folder) as relay:
            wait_for_life(relay)
            report(_measure(web, relay.pid, source_id, cookies))


def _floor() -> tuple[int, list[str]]:
    """A queue, a phone system that is told of, its agents by number, and a login cookie for each."""
    now = SystemClock().now()
    cookies = []
    with begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="bench", name="bench"))
        source = work.add(PbxSource(pbx_id=pbx.id, name="told", kind=SourceKind.EVENTS))
        queue = work.add(Queue(code="sales", name="sales", kind=TicketKind.INQUIRY))
        for n in range(PEOPLE):
            code = f"{8000 + n}"
            named = {"login": code, "code": code, "name": code, "password_hash": "-"}
            person = work.add(Person(**named, roles=["agent"], created_at=now))
            since = {"valid_from": now - timedelta(days=1), "first_seen_at": now}
            work.session.add(AgentAlias(pbx_id=pbx.id, raw_name=code, person_id=person.id, **since))
            work.session.add(QueueMember(queue_id=queue.id, person_id=person.id))
            cookies.append(f"{COOKIE}={token_of(work, person)}")
        return source.id, cookies


def _measure(web: Web, relay: int, source_id: int, cookies: list[str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks._listeners", str(web.port), web.origin, str(SECONDS + 2 * WARM_S)]
    clients = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert clients.stdin is not None
    assert clients.stdout is not None
    clients.stdin.write("\n".join(cookies))
    clients.stdin.close()
    if clients.stdout.readline().strip() != "ready":
        raise SystemExit("the listeners did not get in")
    time.sleep(WARM_S)
    cpu, wall = web.cpu_s() + cpu_s(relay), time.monotonic()
    rang = _ring(source_id)
    used = (web.cpu_s() + cpu_s(relay) - cpu) / (time.monotonic() - wall)
    heard = json.loads(clients.stdout.readline())
    clients.wait()
    late = [1000 * (heard["rang"][call] - at) for call, at in rang.items() if call in heard["rang"]]
    return {"rings": len(rang), "lost": len(rang) - len(late), "core_pct": 100 * used, **_spread(late)}


def _ring(source_id: int) -> dict[str, float]:
    """One phone after the other; when each began to ring, by the clock that all processes share."""
    rang: dict[str, float] = {}
    for n in range(int(SECONDS * RINGS_PER_S)):
        now = SystemClock().now()
        call, agent = f"{int(now.timestamp())}.{n}", f"{8000 + n % PEOPLE}"
        of = {"at": now.isoformat(), "queue": "sales", "agent": agent, "call": call}
        lines = [{**of, "event": "entered", "number": f"138{n:08}"}, {**of, "event": "ringing"}]
        rang[call] = time.monotonic()
        ingest.take(source_id, pushed.hear(SourceKind.EVENTS, lines, ingest.now_us()))
        time.sleep(max(0.0, 1 / RINGS_PER_S - (time.monotonic() - rang[call])))
    return rang


def _spread(late: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(late, n=100) if len(late) > 1 else [float("nan")] * 99
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(late, default=0.0)}


def report(found: dict[str, Any]) -> None:
    print(f"{PEOPLE} consoles, {found['rings']} rings, load {os.getloadavg()[0]:.1f}; lost {found['lost']}")
    figures = "  ".join(f"{name} {found[name]:.0f}" for name in ("p50", "p95", "p99", "max"))
    print(f"ring to pop, ms: {figures}   target p99 <= {P99_MS:.0f}")
    print(f"node and relay: {found['core_pct']:.0f} % of a core")
    found["met"] = found["p99"] <= P99_MS and found["lost"] == 0
    print(json.dumps({"bench": "pop", **found}))


if __name__ == "__main__":
    main()
