"""The night: what is owed is made once, a missed night is made up, a re-run is no second revision."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import sqlalchemy as sa

from ticketing.actions import report_nights, reports, rollups
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM, Actor, Role
from ticketing.domain.calls import Outcome
from ticketing.domain.centre import Centre
from ticketing.errors import Forbidden, Invalid
from ticketing.models.calls import QueueVisit, RingAttempt
from ticketing.models.people import Person, Team
from ticketing.models.presence import PersonSlice
from ticketing.models.reports import ReportRun
from ticketing.models.shifts import Roster, Shift, ShiftTemplate
from ticketing.reports.asked import Asked
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.files import to_csv, to_xlsx
from ticketing.reports.forms import Sheet
from ticketing.reports.periods import Period
from workers import reports as jobs

SHANGHAI = ZoneInfo("Asia/Shanghai")
SUPERVISOR = Actor(id=None, roles=frozenset({Role.SUPERVISOR}))
SUNDAY = date(2026, 3, 1)


def folded(table):
    """What the fold writes into every row of its own; of no interest to a sheet."""
    return {name: 1 for name in ("pbx_id", "fold_version", "fold_us") if hasattr(table, name)}


def us(hour, minute=0, day=SUNDAY):
    return int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI).timestamp()) * 1_000_000


@pytest.fixture
def a_day(app, clock):
    """王芳 works 08:40 to 17:00 of a shift that began at 08:30, answers two calls, misses one, rests 20 minutes."""
    clock.at = datetime(2026, 3, 2, 4, 31, tzinfo=SHANGHAI).astimezone(UTC)
    with begin(SYSTEM) as work:
        team = work.add(Team(code="one", name="一组"))
        wang = work.add(
            Person(
                login="wang",
                code="8001",
                name="=王芳",
                password_hash="!",
                roles=["agent"],
                team_id=team.id,
                created_at=work.now,
            )
        )
        template = work.add(ShiftTemplate(code="白", name="白班", start_min=510, end_min=1020, break_min=30))
        roster = work.add(Roster(team_id=team.id, week_on=date(2026, 2, 23), published_version=1))
        hours = datetime(2026, 3, 1, 0, 30, tzinfo=UTC), datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
        cell = Shift(
            roster_id=roster.id,
            person_id=wang.id,
            on_day=SUNDAY,
            template_id=template.id,
            start_at=hours[0],
            end_at=hours[1],
            is_leader=False,
            version=1,
        )
        cell.publish(work.now)
        work.add(cell)
        agent = {"agent": "PJSIP/8001", "person_id": wang.id}
        for state, start, end in (
            ("ready", us(8, 40), us(9)),
            ("talking", us(9), us(9, 3)),
            ("acw", us(9, 3), us(9, 4)),
            ("ready", us(9, 4), us(12)),
            ("paused", us(12), us(12, 20)),
            ("ready", us(12, 20), us(17)),
            ("offline", us(17), None),
        ):
            work.add(PersonSlice(person_id=wang.id, state=state, start_us=start, end_us=end))
        for minute, wait_s, talk_s in ((0, 10, 180), (30, 25, 61)):
            work.add(
                QueueVisit(
                    callid=f"c{minute}",
                    queue="consult",
                    enter_us=us(9, minute),
                    seq=0,
                    stage="ended",
                    outcome=Outcome.ANSWERED,
                    wait_us=wait_s * 1_000_000,
                    connect_us=us(9, minute) + wait_s * 1_000_000,
                    talk_us=talk_s * 1_000_000,
                    end_us=us(10),
                    end_reason="caller",
                    **agent,
                    **folded(QueueVisit),
                )
            )
        work.add(
            RingAttempt(
                callid="c9",
                queue="consult",
                seq=0,
                start_us=us(10),
                end_us=us(10) + 15_000_000,
                result="rna",
                **agent,
                **folded(RingAttempt),
            )
        )
    with begin(SYSTEM) as work:
        rollups.remake(work, 1, lambda name, at_us: None)
    return wang


def owe(key="agent_day"):
    """What the night hands out of one sheet once the day is closed; the others are owed beside it."""
    with begin(SYSTEM) as work:
        handed = report_nights.owe(work)
    for run_id in handed:
        with begin(SYSTEM) as work:
            if work.get(ReportRun, run_id).key == "day_close":
                reports.make(work, run_id)
    with begin(SYSTEM) as work:
        handed += report_nights.owe(work)
        return [run_id for run_id in handed if work.get(ReportRun, run_id).key == key]


def runs():
    with reading() as session:
        return session.scalars(
            sa.select(ReportRun).filter_by(key="agent_day").order_by(ReportRun.period_start, ReportRun.revision)
        ).all()


def test_yesterday_is_owed_half_an_hour_after_the_day_ends(a_day, clock):
    clock.at = datetime(2026, 3, 2, 4, 29, tzinfo=SHANGHAI)
    owe()
    assert SUNDAY not in [run.period_start for run in runs()]
    clock.advance(minutes=1)
    owe()
    assert runs()[-1].period_start == SUNDAY


def test_the_sheet_says_what_the_day_came_to(a_day):
    for run_id in owe():
        jobs.make(run_id, "agent_day", "2026-03-01")
    (row,) = runs()[-1].content["rows"]
    assert (row["shift"], row["team"], row["code"]) == ("白", "一组", "8001")
    assert row["first_in"] == "2026-03-01T08:40:00+08:00"
    assert row["last_out"] == "2026-03-01T17:00:00+08:00"
    assert (row["logins"], row["login_s"], row["breaks"], row["break_s"]) == (1, 30_000, 1, 1_200)
    assert (row["offered"], row["answered"], row["missed"], row["answer_pct"]) == (3, 2, 1, 66.67)
    assert (row["in_time_pct"], row["talk_s"], row["talk_avg_s"], row["acw_avg_s"]) == (50.0, 241, 120.5, 30.0)
    assert (row["late_min"], row["early_min"]) == (10, 0)
    # 8:20 h on line of 8:30 h planned; the 20 minutes of rest are within the allowance of 30.
    assert row["adherence_pct"] == 98.04


def test_r01_a_night_that_runs_twice_leaves_one_revision(a_day):
    for run_id in owe():
        jobs.make(run_id, "agent_day", "2026-03-01")
        jobs.make(run_id, "agent_day", "2026-03-01")
    assert owe() == []
    with begin(SUPERVISOR) as work:
        again = reports.rerun(work, "agent_day", SUNDAY).id
    jobs.make(again, "agent_day", "2026-03-01")
    jobs.make(again, "agent_day", "2026-03-01")
    assert [(run.period_start, run.revision, run.state) for run in runs()] == [(SUNDAY, 1, "done")]


def test_a_changed_day_becomes_a_second_revision(a_day):
    for run_id in owe():
        jobs.make(run_id, "agent_day", "2026-03-01")
    with begin(SYSTEM) as work:
        work.session.execute(sa.update(QueueVisit).where(QueueVisit.callid == "c30").values(talk_us=100_000_000))
    with begin(SUPERVISOR) as work:
        again = reports.rerun(work, "agent_day", SUNDAY).id
    jobs.make(again, "agent_day", "2026-03-01")
    assert [(run.revision, run.content["rows"][0]["talk_s"]) for run in runs()] == [(1, 241), (2, 280)]


def test_r04_missed_nights_are_made_up_in_order_and_at_most_35(a_day, clock):
    clock.advance(days=3)
    owe()
    assert [run.period_start for run in runs()] == [SUNDAY + timedelta(days=n) for n in range(4)]
    clock.advance(days=60)
    owe()
    assert len(runs()) == 4 + 35


def test_a_sheet_whose_worker_died_is_offered_again_when_its_lease_has_passed(a_day, clock):
    first = owe()
    assert owe() == []
    clock.advance(minutes=11)
    assert owe() == first


def test_a_sheet_that_cannot_be_made_says_why_and_is_tried_again(a_day, clock, monkeypatch):
    def broken(*_):
        raise ArithmeticError("no sum")

    entry = CATALOGUE["agent_day"]
    monkeypatch.setitem(CATALOGUE, "agent_day", type(entry)(entry.form, broken, entry.totals, True))
    (run_id,) = owe()
    with pytest.raises(ArithmeticError):
        jobs.make(run_id, "agent_day", "2026-03-01")
    assert (runs()[0].state, runs()[0].reason) == ("owed", "agent_day of 2026-03-01: no sum")
    monkeypatch.setitem(CATALOGUE, "agent_day", entry)
    assert owe() == [run_id]
    jobs.make(run_id, "agent_day", "2026-03-01")
    assert runs()[0].state == "done"


def test_an_unfinished_day_and_an_agent_are_refused(a_day):
    with pytest.raises(Invalid) as refusal, begin(SUPERVISOR) as work:
        reports.rerun(work, "agent_day", date(2026, 3, 2))
    assert refusal.value.code == "period_unfinished"
    with pytest.raises(Forbidden), begin(Actor(id=1, roles=frozenset({Role.AGENT}))) as work:
        reports.rerun(work, "agent_day", SUNDAY)


def sheet():
    entry = CATALOGUE["agent_day"]
    with reading() as session:
        rows = entry.rows(session, Asked(Period.of(Centre(), SUNDAY)))
    return Sheet(entry.form, "N-1", SUNDAY.isoformat(), "all", rows, entry.totals(rows))


def test_page_workbook_and_csv_have_the_same_columns_and_text_stays_text(a_day):
    titles = [column.title for column in CATALOGUE["agent_day"].form.columns]
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(sheet(), str, [("No.", "N-1")])))
    page = book.worksheets[0]
    assert [cell.value for cell in page[4]] == titles
    at = titles.index("Name")
    assert (page[5][at].value, page[5][at].data_type) == ("=王芳", "s")
    assert page[5][titles.index("Signed-in time")].number_format == "[h]:mm:ss"
    assert page[6][titles.index("Answered")].value == 2
    lines = list(csv.reader(io.StringIO(to_csv(sheet(), str).decode("utf-8-sig"))))
    assert lines[0] == titles
    assert lines[1][at] == "'=王芳"
    assert lines[2][titles.index("Answer rate")] == "66.67%"
