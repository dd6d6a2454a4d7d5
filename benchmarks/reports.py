"""The night's sheets of 100,000 visits and 200 agents, a month's sheet, a page from stored rows (R18)."""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from ticketing import db
from ticketing.actions import exports, report_rows, reports, rollups
from ticketing.auth.sessions import actor_of_person
from ticketing.config import Config
from ticketing.domain.actors import SYSTEM, Actor
from ticketing.domain.instants import micros
from ticketing.domain.tickets import TicketKind
from ticketing.embedded.running import running_postgres
from ticketing.models.file_jobs import FileJob
from ticketing.models.people import Person, Team
from ticketing.models.queues import Queue
from ticketing.models.reports import ReportRun
from ticketing.pages import words
from ticketing.reports import agent_day, made
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.periods import Grain
from workers.exports import make as make_export
from workers.scratch import Scratch

VISITS, AGENTS, QUEUES, DAYS = 100_000, 200, 10, 30
ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2027, 3, 30)
MARCH = date(2027, 3, 1)
#: What the design promises: seconds for the night's sheets and the month's, milliseconds for a page.
TARGETS = {
    "night_s": 60.0,
    "month_s": 2.0,
    "page_ms": 150.0,
    "memory_mb": 300.0,
    "queued_s": 1.0,
    "export_s": 30.0,
    "export_mb": 60.0,
}
EXPORTED = 50_000
_VISITS = sa.text("""
INSERT INTO queue_visits (pbx_id, callid, queue, enter_us, seq, serial, stage, outcome, wait_us, person_id, connect_us,
    ring_us, talk_us, hold_us, acw_us, end_us, end_reason, fold_version, fold_us, marks, flags)
SELECT 1, 'b' || n, 'q' || n % :queues, :from_us + n * (:day_us / :visits), 0, n, 'ended', 'answered', 5000000,
    1 + n % :agents, :from_us + n * (:day_us / :visits) + 5000000, 4000000, 180000000, 0, 20000000,
    :from_us + n * (:day_us / :visits) + 185000000, 'caller', 1, 1, 0, '{}'
FROM generate_series(0, :visits - 1) AS n""")
_CUSTOMERS = sa.text("""
INSERT INTO customers (name, pinyin, grade, company, address, product, note, created_at)
SELECT '张' || n, 'zhang', 'normal', '上海第' || n || '贸易公司', '浦东新区 ' || n || ' 号', '空调', '', now()
FROM generate_series(1, 5000) AS n""")
_TICKETS = sa.text("""
INSERT INTO tickets (number, kind, category, priority, state, source, subject, content, demand, department, queue_id,
    team_id, owner_id, customer_id, contact_phone, reopen_count, pause_count, paused_s, opened_at, breached, changed_in,
    policy_version)
SELECT 'B-' || n, 'inquiry', '维修/空调', 'normal', 'open', 'call_in', '空调维修延迟', '请尽快处理 ' || n, '', '售后部',
    1 + n % :queues, 1, 1 + n % :agents, 1 + n % 5000, '+8613800' || lpad((n % 1000000)::text, 6, '0'), 0, 0, 0, now(),
    false, '{}', 1
FROM generate_series(1, :tickets) AS n""")
# Every other visit has its ticket, every one its caller.
_SPOKEN = sa.text("""
UPDATE queue_visits v SET caller = '13800' || lpad((v.serial % 1000000)::text, 6, '0'),
    caller_norm = '+8613800' || lpad((v.serial % 1000000)::text, 6, '0'), customer_id = t.customer_id, ticket_id = t.id
FROM tickets t WHERE t.id = v.serial / 2 + 1 AND v.serial % 2 = 0""")
_SLICES = sa.text("""
INSERT INTO person_slices (person_id, start_us, end_us, state, reason, queue, online)
SELECT 1 + a, :from_us + n * 300000000::bigint, :from_us + (n + 1) * 300000000::bigint,
    (ARRAY['ready', 'talking', 'acw', 'paused'])[1 + n % 4], '', '', true
FROM generate_series(0, :agents - 1) AS a, generate_series(0, 95) AS n""")


def main() -> None:
    """`rexian bench reports`: on a scratch PostgreSQL of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--visits", type=int, default=VISITS)
    wanted, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="rexian-bench-") as folder:
        Path(folder).chmod(0o711)
        with running_postgres(Path(folder)) as url:
            report(measured(Config(env="test", database_url=url), wanted.visits))


def measured(config: Config, visits: int) -> dict[str, Any]:
    """Seconds and milliseconds by the names of `TARGETS`, and CPU seconds of this process for the night."""
    scratch = Scratch(config)
    try:
        with scratch.app() as app:
            app.extensions["clock"].at = datetime(2027, 4, 1, 6, 1, tzinfo=ZONE)
            words.init_app(app)
            _furnish(visits)
            before_mb = _own_memory_mb()
            cpu = time.process_time()
            night_s = _timed(_night)
            found: dict[str, Any] = {"visits": visits, "night_s": night_s, "night_cpu_s": time.process_time() - cpu}
            found["memory_mb"] = max(_peak_mb() - before_mb, 0.0)
            _other_days()
            found["month_s"] = _timed(lambda: _make("agent_month", MARCH))
            found["page_ms"] = min(_timed(_page) for _ in range(5)) * 1000
            found |= _exported()
    finally:
        scratch.close()
    return found


def report(found: dict[str, Any]) -> None:
    """The table for people, the line for programs."""
    table = Table(title=f"sheets of a day of {found['visits']:,} visits and {AGENTS} agents")
    for name in ("", "measured", "target"):
        table.add_column(name, justify="left" if not name else "right")
    for name, target in TARGETS.items():
        table.add_row(name, f"{found[name]:.2f}", f"{target:g} {'met' if found[name] <= target else 'missed'}")
    Console().print(table)
    rounded = {name: round(value, 3) if isinstance(value, float) else value for name, value in found.items()}
    print(json.dumps({"bench": "reports", "targets": TARGETS, **rounded}))


def _furnish(visits: int) -> None:
    from_us = micros(datetime(DAY.year, DAY.month, DAY.day, 8, tzinfo=ZONE))
    with db.begin(SYSTEM) as work:
        team = work.add(Team(code="one", name="一组"))
        for n in range(QUEUES):
            work.add(Queue(code=f"q{n}", name=f"q{n}", kind=TicketKind.INQUIRY))
        about = {"password_hash": "!", "created_at": work.now, "roles": ["agent"], "team_id": team.id}
        for n in range(AGENTS):
            work.add(Person(login=f"a{n}", code=str(8000 + n), name=f"a{n}", **about))
        values = {"from_us": from_us, "agents": AGENTS, "queues": QUEUES, "visits": visits, "day_us": 36_000_000_000}
        work.session.execute(_VISITS, values)
        work.session.execute(_SLICES, values)
        work.session.execute(_CUSTOMERS)
        work.session.execute(_TICKETS, {"tickets": EXPORTED, "agents": AGENTS, "queues": QUEUES})
        work.session.execute(_SPOKEN)
    with db.begin(SYSTEM) as work:
        # As the fold would have left them: the sheets of queues are read from the roll-ups.
        rollups.remake(work, 1, lambda name, at_us: None)
        rollups.remake_time(work)
    with db.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))


def _night() -> None:
    for key, entry in CATALOGUE.items():
        if entry.nightly and entry.grain is Grain.DAY:
            _make(key, DAY)


def _make(key: str, day: date) -> None:
    with db.begin(SYSTEM) as work:
        run = work.add(report_rows.new_run(work, key, day, 1))
        reports.make(work, run.id)


def _other_days() -> None:
    """The other days of the month hold what this one holds: three million visits in all."""
    with db.begin(SYSTEM) as work:
        first = work.session.scalars(sa.select(ReportRun).filter_by(key=agent_day.FORM.key)).one()
        for n in range(DAYS):
            day = MARCH + timedelta(days=n)
            if day != DAY:
                run = work.add(report_rows.new_run(work, first.key, day, 1))
                run.finish(first.content, first.content_hash or "", work.now)


def _exported() -> dict[str, float]:
    """Workbooks of 50,000 calls and of 50,000 tickets: until they are owed, until they are there, and what a process
    of its own takes for them; the slower one counts."""
    with db.begin(SYSTEM) as work:
        about = {"password_hash": "!", "created_at": work.now, "roles": ["supervisor"]}
        boss = work.add(Person(login="boss", name="boss", **about))
        actor = actor_of_person(work.session, boss)
    days = {"on": DAY.isoformat(), "to": DAY.isoformat()}
    calls = exports.Wanted("sheet:inbound", "xlsx", days, (), "zh_CN")
    tickets = exports.Wanted("tickets", "xlsx", {}, (), "zh_CN")
    found = [_one_exported(actor, calls), _one_exported(actor, tickets)]
    names = ("queued_s", "export_s", "export_cpu_s", "export_mb")
    return {name: max(one[at] for one in found) for at, name in enumerate(names)}


def _one_exported(actor: Actor, wanted: exports.Wanted) -> tuple[float, ...]:
    began = time.monotonic()
    job_id = db.do(actor, lambda work: exports.ask(work, wanted)).id
    queued = time.monotonic() - began
    before, cpu, made_s = _own_memory_mb(), time.process_time(), _timed(lambda: make_export(job_id))
    cpu = time.process_time() - cpu
    with db.reading() as session:
        rows = session.get_one(FileJob, job_id).handled
    assert rows == min(EXPORTED, exports.MOST), rows
    return queued, made_s, cpu, max(_peak_mb() - before, 0.0)


def _own_memory_mb() -> float:
    """What the process holds now; the kernel begins to note its peak anew."""
    Path("/proc/self/clear_refs").write_text("5")
    return _peak_mb()


def _peak_mb() -> float:
    (line,) = [one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def _page() -> None:
    reader = made.Reader(SYSTEM, db.centre(), db.now(), "")
    with db.reading() as session:
        made.sheet(session, reader, made.Wanted(agent_day.FORM.key, DAY))


def _timed(deed: Callable[[], None]) -> float:
    began = time.monotonic()
    deed()
    return time.monotonic() - began
