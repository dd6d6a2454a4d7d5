"""The night begins with the close of the day (N1) and ends with its integrity (N10); what is wrong holds back its own
sheets alone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing.actions import report_nights, reports, rollups
from ticketing.clock import FrozenClock
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM, Actor, Role
from ticketing.domain.calls import Outcome
from ticketing.domain.instants import micros
from ticketing.models.attendance import AttendanceDay
from ticketing.models.calls import QueueVisit
from ticketing.models.escalations import Notice
from ticketing.models.people import Person
from ticketing.models.reports import ReportRun
from ticketing.models.services import ServiceSign
from ticketing.models.system import AuditRow
from ticketing.reports import closes
from workers import reports as jobs

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 3)
SUPERVISOR = Actor(id=None, roles=frozenset({Role.SUPERVISOR}))


@pytest.fixture
def morning(app: Flask, clock: FrozenClock) -> FrozenClock:
    """Half past four; yesterday one caller gave up, and the quarters of an hour do not know of it."""
    clock.at = datetime(2026, 3, 4, 4, 31, tzinfo=ZONE).astimezone(UTC)
    at_us = micros(datetime(2026, 3, 3, 9, tzinfo=ZONE))
    visit = {"callid": "c1", "queue": "q", "enter_us": at_us, "seq": 0, "stage": "ended", "pbx_id": 1}
    with begin(SYSTEM) as work:
        folded = {"fold_us": 1, "fold_version": 1, "wait_us": 9_000_000, "end_us": at_us + 9_000_000}
        work.add(QueueVisit(**visit, **folded, outcome=Outcome.ABANDONED))
        about = {"password_hash": "!", "created_at": work.now, "roles": ["admin"]}
        work.add(Person(login="root", name="Root", **about))
    return clock


def night() -> list[str]:
    """Make whatever is handed out, until nothing is; the sheets in the order of their making."""
    made: list[str] = []
    while True:
        with begin(SYSTEM) as work:
            handed = report_nights.owe(work)
            keys = {run_id: work.get(ReportRun, run_id).key for run_id in handed}
        for run_id in handed:
            jobs.make(run_id, "", "")
            made.append(keys[run_id])
        if not handed:
            return made


def states(on: date = DAY) -> dict[str, str]:
    with reading() as session:
        rows = session.execute(sa.select(ReportRun.key, ReportRun.state).filter_by(period_start=on))
        return {row.key: row.state for row in rows}


def rows(key: str) -> dict[str, tuple[str, int | None]]:
    with reading() as session:
        found = sa.select(ReportRun).filter_by(key=key, state="done")
        run = session.scalars(found.order_by(ReportRun.period_start.desc(), ReportRun.revision.desc()).limit(1)).one()
        return {row["check"]: (row["state"], row["count"]) for row in run.content["rows"]}


def test_what_is_not_in_order_holds_back_its_own_sheets_until_it_is_put_right(morning: FrozenClock) -> None:
    made = night()
    assert made[0] == "day_close" or made.index("day_close") < made.index("complaint_day")
    assert rows("day_close")["conservation"] == ("bad", 2)
    held = {key for key, state in states().items() if state == "owed"}
    assert held == {"queue_day", "agent_day", "rest", "cutoffs_day"}
    assert {"complaint_day", "promises", "integrity"} <= {key for key, state in states().items() if state == "done"}
    with reading() as session:
        assert closes.failing(session, DAY) == [(DAY, frozenset({"calls"}))]
    with begin(SYSTEM) as work:
        rollups.remake(work, 1, lambda name, at_us: None)
    assert night() == []
    with begin(SUPERVISOR) as work:
        again = reports.rerun(work, "day_close", DAY).id
    jobs.make(again, "", "")
    assert set(night()) == held
    assert rows("day_close")["conservation"] == ("good", 1)
    with reading() as session:
        assert closes.failing(session, DAY) == []


def test_a_month_waits_for_its_last_day(morning: FrozenClock) -> None:
    with begin(SYSTEM) as work:
        rollups.remake(work, 1, lambda name, at_us: None)
    morning.at = datetime(2026, 4, 1, 6, 1, tzinfo=ZONE).astimezone(UTC)
    made = night()
    assert made.count("agent_day") == 29
    assert made.index("agent_month") > max(at for at, key in enumerate(made) if key == "agent_day")


def test_administrators_are_told_of_a_night_only_when_it_is_not_in_order(morning: FrozenClock) -> None:
    with begin(SYSTEM) as work:
        seen = datetime(2026, 3, 3, 3, tzinfo=ZONE).astimezone(UTC)
        work.add(ServiceSign(node="n", service="backup", seen_at=seen, fine=True))
    night()
    assert rows("integrity") == {
        "audit": ("good", 0),
        "backup": ("good", 25),
        "escalations": ("good", 0),
        "timers": ("good", 0),
        "dirty": ("good", 0),
        "runs": ("good", 0),
    }
    assert told() == []
    morning.advance(days=1)
    with begin(SYSTEM) as work:
        words = {"at": work.now - timedelta(hours=2), "actor_id": None, "actor": "x", "action": "y"}
        work.add(AuditRow(**words, previous_hash="nothing", hash="invented"))
    night()
    assert (rows("integrity")["audit"], rows("integrity")["backup"]) == (("bad", 2), ("bad", 49))
    assert told() == ["report_made"]


def told() -> list[str]:
    with reading() as session:
        return list(session.scalars(sa.select(Notice.kind)))


def test_the_week_of_attendance_says_what_each_day_came_to(morning: FrozenClock) -> None:
    with begin(SYSTEM) as work:
        about = {"password_hash": "!", "created_at": work.now, "roles": ["agent"]}
        li = work.add(Person(login="li", code="8002", name="李", **about)).id
        late = {"code": "late", "seconds": 600, "band": "", "half_days": 0}
        missed = {"code": "missed_out", "seconds": 0, "band": "", "half_days": 0}
        for day, findings, late_s in ((2, [late], 600), (3, [late, missed], 60), (4, [], 0)):
            work.add(_judged(work.now, li, date(2026, 3, day), findings, late_s))
    morning.at = datetime(2026, 3, 9, 6, 1, tzinfo=ZONE).astimezone(UTC)
    with begin(SYSTEM) as work:
        rollups.remake(work, 1, lambda name, at_us: None)
    night()
    with reading() as session:
        found = sa.select(ReportRun).filter_by(key="attendance_week", period_start=date(2026, 3, 2))
        (row,) = session.scalars(found).one().content["rows"]
    assert (row["shifts"], row["present"], row["late"], row["late_s"], row["missed"]) == (3, 3, 2, 660, 1)
    assert (row["pending"], row["deviations"], row["adherence_pct"]) == (1, "03-02 L; 03-03 LM", 75.0)


def _judged(now: datetime, person_id: int, day: date, findings: list[object], late_s: int) -> AttendanceDay:
    start = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE).astimezone(UTC)
    end = start + timedelta(hours=8)
    sums = {"early_s": 0, "overtime_s": 0, "half_days": 0, "scheduled_us": 4_000_000, "adherent_us": 3_000_000}
    rest = {"planned_queue_us": 0, "worked_queue_us": 0, "paid_us": 0, "rules_version": 1, "content_hash": "-"}
    lists = {"marks": [], "excused": [], "evidence": [], "findings": findings}
    about = {"person_id": person_id, "on_day": day, "revision": 1, "why": "first", "made_at": now, "late_s": late_s}
    return AttendanceDay(**about, **sums, **rest, **lists, start_at=start, end_at=end, extended_at=end, in_at=start)
