"""One million timers armed: what an empty look costs, and how late a thousand due in one second are fired.

The effect is a row written in the transaction that marks the timer done, through the real dispatcher, queue and
fast worker. Targets: empty poll <= 1 ms; all fired once, p99 lateness <= 2 s, none early.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from ticketing import redis_clients
from ticketing.bare import bare_app
from ticketing.config import Config
from ticketing.db import db
from ticketing.embedded.running import running_postgres, running_redis
from ticketing.models import Base
from ticketing.models.timers import Timer
from ticketing.work import Work
from workers import firing, queues
from workers.dispatcher import Dispatcher
from workers.loops import Loop

ARMED = 1_000_000
DUE = 1_000
POLLS = 2_000
EMPTY_POLL_MS = 1.0
LATENESS_S = 2.0

FILL = sa.text(
    "INSERT INTO timers (subject, subject_id, kind, key, due_at, next_at, generation, claims, attempts, payload)"
    " SELECT 'bench', n, 'bench', '', at, at, 1, 0, 0, '{}'"
    " FROM (SELECT n, now() + interval '1 day' + n * interval '1 second' AS at FROM generate_series(1, :n) n) t"
)
MAKE_DUE = sa.text("UPDATE timers SET due_at = t.at, next_at = t.at FROM (SELECT id, statement_timestamp()"
    " + interval '5 seconds' + random() * interval '1 second' AS at FROM unnest(CAST(:ids AS bigint[])) id) t"
    " WHERE timers.id = t.id")  # fmt: skip
RESULT = sa.text(
    "SELECT extract(epoch FROM e.at - t.due_at), count(*) OVER (PARTITION BY e.timer_id)"
    " FROM bench_effects e JOIN timers t ON t.id = e.timer_id"
)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rexian-bench-", ignore_cleanup_errors=True) as folder:
        data_dir = Path(folder)
        data_dir.chmod(0o711)
        with running_postgres(data_dir) as database_url, running_redis(data_dir) as redis_url:
            config = Config(env="bench", database_url=database_url, redis_url=redis_url)
            app = bare_app(config)
            with app.app_context():
                _fill()
                polls = _empty_polls()
                lateness, doubled = _burst(app, config)
                db.engine.dispose()
    _tell(polls, lateness, doubled)


def worker(database_url: str, redis_url: str) -> None:
    """The fast worker as it runs in production, knowing one more kind of timer."""
    firing.HANDLERS = {"bench": _note}
    with bare_app(Config(env="bench", database_url=database_url, redis_url=redis_url)).app_context():
        queues.fast_worker(redis_url).work(with_scheduler=False, logging_level="ERROR")


def _note(work: Work, timer: Timer) -> None:
    work.session.execute(
        sa.text("INSERT INTO bench_effects (timer_id, at) VALUES (:id, clock_timestamp())"), {"id": timer.id}
    )


def _fill() -> None:
    Base.metadata.create_all(db.engine)
    with db.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE bench_effects (timer_id bigint, at timestamptz)"))
        connection.execute(FILL, {"n": ARMED})
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE timers"))


def _empty_polls() -> list[float]:
    """Milliseconds of each round of the dispatcher that finds nothing due."""
    found, clock = [], Dispatcher(redis_clients.for_clock("unix:///nowhere"), 60.0)
    for _ in range(POLLS):
        started = time.perf_counter()
        assert clock.step() > 0
        found.append((time.perf_counter() - started) * 1000)
    clock.close()
    return found


def _burst(app: Flask, config: Config) -> tuple[list[float], int]:
    """Lateness in seconds of each effect, and how many effects came more than once."""
    argv = [sys.executable, "-m", "benchmarks.timers", config.database_url, config.redis_url]
    fast = subprocess.Popen(argv, cwd=Path(__file__).parent.parent)
    dispatcher = Dispatcher(redis_clients.for_clock(config.redis_url), config.lease_s)
    clock = Loop("dispatcher", app, dispatcher.step).start()
    try:
        time.sleep(4)
        with db.engine.begin() as connection:
            connection.execute(MAKE_DUE, {"ids": random.sample(range(1, ARMED + 1), DUE)})
        _wait_for_effects()
        with db.engine.connect() as connection:
            rows = connection.execute(RESULT).all()
    finally:
        clock.stop()
        dispatcher.close()
        fast.terminate()
        fast.wait(20)
    return [float(row[0]) for row in rows], sum(row[1] > 1 for row in rows)


def _wait_for_effects() -> None:
    deadline = time.monotonic() + 60
    count = 0
    while count < DUE and time.monotonic() < deadline:
        threading.Event().wait(0.5)
        with db.engine.connect() as connection:
            count = connection.scalar(sa.text("SELECT count(*) FROM bench_effects"))


def _tell(polls: list[float], lateness: list[float], doubled: int) -> None:
    cuts = statistics.quantiles(lateness, n=100)
    found = {
        "bench": "timers",
        "armed": ARMED,
        "empty_poll_ms_p50": round(statistics.median(polls), 3),
        "empty_poll_ms_p99": round(statistics.quantiles(polls, n=100)[98], 3),
        "due": DUE,
        "fired": len(lateness),
        "doubled": doubled,
        "early": sum(late < 0 for late in lateness),
        "lateness_s_p50": round(cuts[49], 3),
        "lateness_s_p99": round(cuts[98], 3),
        "lateness_s_max": round(max(lateness), 3),
    }
    found["met"] = (
        found["empty_poll_ms_p50"] <= EMPTY_POLL_MS
        and found["fired"] == DUE
        and not (doubled or found["early"])
        and found["lateness_s_p99"] <= LATENESS_S
    )
    for name, value in found.items():
        print(f"{name:>20}  {value}")
    print(json.dumps(found))


if __name__ == "__main__":
    worker(*sys.argv[1:3])
