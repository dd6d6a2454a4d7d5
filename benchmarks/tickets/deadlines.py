"""Ten thousand deadlines broken within one minute, and a policy edited over a hundred thousand open tickets.

Targets: every clock fires once with p99 lateness <= 2 s, through the real dispatcher, queue and fast worker; the edit
goes through in the background while people write, no write waiting longer than a second for it.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from copy import deepcopy
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from ticketing import redis_clients
from ticketing.actions import policies, setup, tickets
from ticketing.actions.policies import PolicyWish
from ticketing.bare import bare_app
from ticketing.config import Config
from ticketing.db import begin, db
from ticketing.domain.actors import SYSTEM
from ticketing.domain.clocks import Apply
from ticketing.embedded.running import running_postgres, running_redis
from workers import migration, queues
from workers.dispatcher import Dispatcher
from workers.loops import Loop

DUE = int(os.environ.get("REXIAN_BENCH_DUE", "10000"))
OPEN = int(os.environ.get("REXIAN_BENCH_OPEN", "100000"))
LATENESS_S, LONGEST_WRITE_S = 2.0, 1.0
MINUTE_S = 60

_TICKETS = sa.text("""
INSERT INTO tickets (number, kind, category, priority, state, source, subject, content, demand, department,
    reopen_count, pause_count, paused_s, opened_at, next_due_at, breached, changed_in, policy_id, policy_version)
SELECT 'B-' || n, 'inquiry', '', 'high', 'open', 'call_in', 'B' || n, '', '', '', 0, 0, 0, now(), NULL, false, '{}',
    p.id, p.version FROM generate_series(1, :n) n, sla_policies p WHERE p.code = 'P-STD'""")
_CLOCKS = sa.text("""
INSERT INTO ticket_clocks (ticket_id, kind, seq, state, target_s, calendar_id, calendar_version, started_at, elapsed_s,
    resumed_at, due_at, warn_at, flags, allowance_s, reopened, runs, generation)
SELECT t.id, 'resolution', 1, 'running', 28800, p.calendar_id, 1, now(), 0, now(), now() + interval '3 days',
    '[]', '[]', 28800, false, '[]', 1 FROM tickets t JOIN sla_policies p ON p.id = t.policy_id""")
_TIMERS = sa.text("""
INSERT INTO timers (subject, subject_id, kind, key, due_at, next_at, generation, claims, attempts, payload)
SELECT 'ticket_clock', id, 'clock', '', due_at, due_at, 1, 0, 0, '{}' FROM ticket_clocks""")
# Due instants spread over the minute that begins in ten seconds.
_MAKE_DUE = sa.text("""
UPDATE ticket_clocks SET due_at = now() + interval '10 seconds' + (id % 60000) * interval '1 millisecond' * :step
WHERE id IN (SELECT id FROM ticket_clocks WHERE state = 'running' ORDER BY id LIMIT :n)""")
_ARM = sa.text("""
UPDATE timers SET due_at = c.due_at + interval '1 microsecond', next_at = c.due_at + interval '1 microsecond'
FROM ticket_clocks c WHERE timers.subject = 'ticket_clock' AND timers.kind = 'clock' AND timers.subject_id = c.id
AND c.due_at < now() + interval '2 minutes'""")
_LATE = sa.text("SELECT extract(epoch FROM fired_at - breached_at) FROM ticket_clocks WHERE breached_at IS NOT NULL")
_TWICE = sa.text(
    "SELECT count(*) FROM (SELECT 1 FROM journal WHERE name = 'ClockBreached' GROUP BY payload->>'clock_id'"
    " HAVING count(*) > 1) t"
)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rexian-bench-", ignore_cleanup_errors=True) as folder:
        data_dir = Path(folder)
        data_dir.chmod(0o711)
        with running_postgres(data_dir) as database_url, running_redis(data_dir) as redis_url:
            migration.upgrade(database_url)
            config = Config(env="bench", database_url=database_url, redis_url=redis_url)
            app = bare_app(config)
            with app.app_context():
                _fill()
                found = _edit(app) | _minute(app, config)
                db.engine.dispose()
    _tell(found)


def _fill() -> None:
    with begin(SYSTEM) as work:
        setup.first_run(work)
    with db.engine.begin() as connection:
        connection.execute(_TICKETS, {"n": OPEN})
        connection.execute(_CLOCKS)
        connection.execute(_TIMERS)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))


def _edit(app: Flask) -> dict[str, float]:
    """How long the edit takes, and how long people's writes on the same tickets take meanwhile."""
    said = deepcopy(setup.STANDARD)
    said["targets"]["resolution"]["high"] = 36_000
    with begin(SYSTEM) as work:
        policies.edit(work, "P-STD", None, PolicyWish("bench", 100, {}, said), Apply.OPEN_FROM_NOW)
        edit_id = work.session.scalars(sa.text("SELECT max(id) FROM deadline_edits")).one()
    waits: list[float] = []
    over = threading.Event()
    writer = threading.Thread(target=_write, args=(app, over, waits))
    writer.start()
    started, cpu, batches = time.monotonic(), time.process_time(), 0
    more = True
    while more:
        with begin(SYSTEM) as work:
            more = policies.step(work, edit_id)
        batches += 1
    took, used = time.monotonic() - started, time.process_time() - cpu
    over.set()
    writer.join()
    return {
        "open_tickets": OPEN,
        "edit_s": round(took, 1),
        "edit_cpu_s": round(used, 1),
        "tickets_per_s": round(OPEN / took),
        "batches": batches,
        "writes_meanwhile": len(waits),
        "write_s_p50": round(statistics.median(waits), 3),
        "write_s_max": round(max(waits), 3),
    }


def _write(app: Flask, over: threading.Event, waits: list[float]) -> None:
    """Write on the tickets that the edit reaches, spread over all of them."""
    turn = 0
    with app.app_context():
        while not over.is_set():
            turn += 1
            started = time.monotonic()
            with begin(SYSTEM) as work:
                tickets.edit(work, f"B-{1 + turn * 7919 % OPEN}", None, {"subject": f"written {turn}"})
            waits.append(time.monotonic() - started)


def _minute(app: Flask, config: Config) -> dict[str, float]:
    """Lateness of each breach, as the ticket's own clock tells it."""
    argv = [sys.executable, "-m", "benchmarks.tickets.deadlines", config.database_url, config.redis_url]
    fast = subprocess.Popen(argv, cwd=Path(__file__).parent.parent.parent)
    dispatcher = Dispatcher(redis_clients.for_clock(config.redis_url), config.lease_s)
    clock = Loop("dispatcher", app, dispatcher.step).start()
    try:
        time.sleep(4)
        with db.engine.begin() as connection:
            connection.execute(_MAKE_DUE, {"n": DUE, "step": MINUTE_S * 1_000 / min(DUE, 60_000)})
            connection.execute(_ARM)
        _wait()
        with db.engine.connect() as connection:
            late = [float(one) for one in connection.scalars(_LATE)]
            doubled = int(connection.scalar(_TWICE) or 0)
    finally:
        clock.stop()
        dispatcher.close()
        fast.terminate()
        fast.wait(20)
    cuts = statistics.quantiles(late, n=100)
    return {
        "due": DUE,
        "fired": len(late),
        "doubled": doubled,
        "lateness_s_p50": round(cuts[49], 3),
        "lateness_s_p99": round(cuts[98], 3),
        "lateness_s_max": round(max(late), 3),
    }


def _wait() -> None:
    deadline = time.monotonic() + 240
    fired = 0
    while fired < DUE and time.monotonic() < deadline:
        time.sleep(1)
        with db.engine.connect() as connection:
            fired = int(
                connection.scalar(sa.text("SELECT count(*) FROM ticket_clocks WHERE breached_at IS NOT NULL")) or 0
            )


def _tell(found: dict[str, float]) -> None:
    met = (
        found["fired"] == found["due"]
        and not found["doubled"]
        and found["lateness_s_p99"] <= LATENESS_S
        and found["write_s_max"] <= LONGEST_WRITE_S
    )
    for name, value in found.items():
        print(f"{name:>20}  {value}")
    print(json.dumps({"bench": "tickets.deadlines", **found, "met": met}))


def worker(database_url: str, redis_url: str) -> None:
    """The fast worker as it runs in production."""
    with bare_app(Config(env="bench", database_url=database_url, redis_url=redis_url)).app_context():
        queues.fast_worker(redis_url).work(with_scheduler=False, logging_level="ERROR")


if __name__ == "__main__":
    worker(*sys.argv[1:3])
