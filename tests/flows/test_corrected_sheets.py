"""Late data: a sheet that was made is corrected in the open, a signed month stays as it is (R01 to R04, R06, R14)."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing.actions import calls, late_data, report_deliveries, report_nights, reports
from ticketing.clock import FrozenClock
from ticketing.db import begin, centre, db, reading
from ticketing.domain.actors import SYSTEM, Actor, Role
from ticketing.domain.tickets import TicketKind
from ticketing.errors import Conflict, Invalid
from ticketing.models.escalations import Notice
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.reports import ReportAdjustment, ReportDelivery, ReportRun
from ticketing.models.telephony import AgentAlias, Outage, Pbx, PbxSource, SourceKind
from ticketing.reports import agent_day, agent_month, made
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.corrections import told
from ticketing.reports.periods import Grain, Period
from ticketing.telephony import ingest
from workers import reports as jobs

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 3)
SUPERVISOR = Actor(id=None, roles=frozenset({Role.SUPERVISOR}))


def second(hour: int, minute: int = 0, day: date = DAY) -> int:
    return int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).timestamp())


def call(no: int, at: int, talk: int, queue: str = "q") -> list[str]:
    return [
        f"{at}|c{no}|{queue}|NONE|ENTERQUEUE||1390000{no:04}|1",
        f"{at + 5}|c{no}|{queue}|Li|CONNECT|5|m{no}|5",
        f"{at + 5 + talk}|c{no}|{queue}|Li|COMPLETECALLER|5|{talk}|1",
    ]


@pytest.fixture
def source(app: Flask, clock: FrozenClock) -> Iterator[int]:
    """A centre with one queue and Li behind one phone; 120 calls of three minutes came in on the third of March."""
    with begin(SYSTEM) as work:
        work.add(Queue(code="q", name="咨询", kind=TicketKind.INQUIRY))
        pbx = work.add(Pbx(code="main", name="Main", timezone="Asia/Shanghai"))
        about = {"password_hash": "!", "created_at": work.now, "roles": ["agent"]}
        li = work.add(Person(login="li", code="8002", name="李", **about)).id
        feed = work.add(PbxSource(pbx_id=pbx.id, name="log", kind=SourceKind.HTTP)).id
    clock.at = datetime(2026, 3, 3, 20, tzinfo=ZONE).astimezone(UTC)
    lines = [line for no in range(120) for line in call(no, second(8) + no * 200, 180)]
    take(feed, [f"{second(7)}|k|q|Li|ADDMEMBER|", *lines])
    with begin(SYSTEM) as work:
        calls.map_alias(work, work.session.scalars(sa.select(AgentAlias.id)).one(), li)
    clock.at = datetime(2026, 3, 4, 4, 31, tzinfo=ZONE).astimezone(UTC)
    return feed


def take(source_id: int, lines: list[str]) -> None:
    ingest.take(source_id, ingest.hear_texts(lines, ingest.now_us()))


def night() -> None:
    """Make everything that is owed, as the slow worker does."""
    while True:
        with begin(SYSTEM) as work:
            handed = report_nights.owe(work)
        for run_id in handed:
            jobs.make(run_id, "", "")
        if not handed:
            return


def sheet(key: str, on: date = DAY) -> made.Sheet:
    with begin(SYSTEM) as work:
        now = work.now
    with reading() as session:
        return made.sheet(session, made.Reader(SUPERVISOR, centre(), now, "全中心"), made.Wanted(key, on))


def runs(key: str, on: date = DAY) -> list[ReportRun]:
    with reading() as session:
        found = sa.select(ReportRun).filter_by(key=key, period_start=on).order_by(ReportRun.revision)
        return list(session.scalars(found))


def follower(login: str = "boss") -> Actor:
    with begin(SYSTEM) as work:
        about = {"password_hash": "!", "created_at": work.now, "roles": ["supervisor"]}
        boss = work.add(Person(login=login, name=login, **about))
    actor = Actor(id=boss.id, roles=frozenset({Role.SUPERVISOR}))
    for key in ("queue_day", "agent_day"):
        with begin(actor) as work:
            report_deliveries.subscribe(work, key, wanted=True)
            report_deliveries.subscribe(work, key, wanted=True)
    return actor


def test_r02_a_call_that_arrives_late_corrects_the_sheet_in_the_open_and_once(source: int, clock: FrozenClock) -> None:
    """R01, R02, R08: 120 calls of 180.00 become 121 of 180.99; the first look, ten minutes, one notice."""
    follower()
    late_noticed()
    night()
    before = sheet("queue_day")
    assert (before.totals["answered"], before.totals["aht_s"], before.revision) == (120, 180.0, 1)
    assert (before.zone, sheet("agent_day").zone) == ("Asia/Shanghai 00:00", "Asia/Shanghai 04:00")
    clock.at = datetime(2026, 3, 4, 7, 12, tzinfo=ZONE).astimezone(UTC)
    take(source, call(777, second(18), 300))
    clock.advance(minutes=2)
    late_noticed()
    assert [run.revision for run in runs("queue_day")] == [1]
    clock.advance(minutes=10)
    late_noticed()
    night()
    after = sheet("queue_day")
    assert (after.totals["answered"], after.totals["aht_s"], after.revision) == (121, 180.99, 2)
    assert after.changed
    assert "121" in told(after, str)
    assert "c777" in told(after, str)
    late_noticed()
    night()
    assert [run.revision for run in runs("queue_day")] == [1, 2]
    with reading() as session:
        told_of = [(row.run_id, row.channel) for row in session.scalars(sa.select(ReportDelivery))]
        kinds = sorted(notice.kind for notice in session.scalars(sa.select(Notice)))
    assert len(told_of) == len(set(told_of)) == 4
    assert kinds == ["report_corrected"] * 2 + ["report_made"] * 2


def late_noticed() -> None:
    jobs.notice()


def test_r03_a_worker_that_dies_before_the_end_leaves_one_revision_and_one_notice(
    source: int, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower()
    first = closed_and_owed()
    (run_id,) = [run.id for run in runs("queue_day") if run.id in first]
    with monkeypatch.context() as patch:
        patch.setattr(report_deliveries, "deliver", _dies)
        with pytest.raises(SystemExit), begin(SYSTEM) as work:
            reports.make(work, run_id)
    assert [run.state for run in runs("queue_day")] == ["running"]
    clock.advance(minutes=11)
    with begin(SYSTEM) as work:
        assert run_id in report_nights.owe(work)
    for _ in range(2):
        jobs.make(run_id, "queue_day", DAY.isoformat())
    assert [(run.revision, run.state) for run in runs("queue_day")] == [(1, "done")]
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).where(ReportDelivery.run_id == run_id)) == 1


def closed_and_owed() -> list[int]:
    """The runs that are handed out once their day is closed."""
    with begin(SYSTEM) as work:
        handed = report_nights.owe(work)
    for run in runs("day_close"):
        jobs.make(run.id, "", "")
    with begin(SYSTEM) as work:
        return handed + report_nights.owe(work)


def _dies(*_: object) -> int:
    raise SystemExit("kill -9")


def test_r14_a_signed_month_stays_and_the_late_call_stands_in_the_next(source: int, clock: FrozenClock) -> None:
    clock.at = datetime(2026, 4, 1, 6, 1, tzinfo=ZONE).astimezone(UTC)
    late_noticed()
    night()
    march, april = date(2026, 3, 1), date(2026, 4, 1)
    assert sheet("agent_month", march).totals["answered"] == 120
    with begin(SUPERVISOR) as work:
        signed = reports.sign(work, "agent_month", DAY).content_hash
    with pytest.raises(Conflict) as twice, begin(SUPERVISOR) as work:
        reports.sign(work, "agent_month", DAY)
    assert twice.value.code == "sheet_signed"
    with pytest.raises(Invalid) as bare, begin(SUPERVISOR) as work:
        reports.rerun(work, "agent_month", DAY)
    assert bare.value.code == "reason_missing"
    take(source, call(777, second(18), 300))
    for minutes in (2, 11, 11):
        clock.advance(minutes=minutes)
        late_noticed()
        night()
    assert [(run.revision, run.content_hash) for run in runs("agent_month", march)] == [(1, signed)]
    assert [run.revision for run in runs("agent_day")] == [1]
    with reading() as session:
        (row,) = session.scalars(sa.select(ReportAdjustment)).all()
        assert (row.on_day, row.into_month, row.code, row.parts["answered"]) == (DAY, april, "8002", 1)
    assert [one["parts"]["answered"] for one in sheet("agent_month", march).afterwards] == [1]
    clock.at = datetime(2026, 5, 1, 6, 1, tzinfo=ZONE).astimezone(UTC)
    night()
    (belated,) = [row for row in sheet("agent_month", april).rows if row.get("belongs")]
    assert (belated["belongs"], belated["answered"], belated["talk_s"]) == ("2026-03", 1, 300)


def test_r06_a_month_is_the_sum_of_its_days_cell_by_cell(app: Flask) -> None:
    """Random months of random people who change teams: no cell of the month is anything but the sum of its days."""
    draw = random.Random(6)
    for first in (date(2026, 2, 1), date(2028, 2, 1), date(2026, 12, 1)):
        days = [first + timedelta(days=n) for n in range(31) if (first + timedelta(days=n)).month == first.month]
        stored = [[_agent_row(draw, code, day) for code in ("1", "2", "3")] for day in days]
        with begin(SYSTEM) as work:
            for day, rows in zip(days, stored, strict=True):
                run = reports.report_rows.new_run(work, "agent_day", day, 1)
                run.finish({"rows": rows}, "-", work.now)
                work.add(run)
            month = agent_month.rows(work.session, _asked(work, first))
        every = [row for rows in stored for row in rows]
        for key in agent_day.SUMMED:
            assert sum(row[key] for row in month) == sum(row[key] for row in every), key
        assert agent_month.totals(month)["answered"] == agent_day.totals(every)["answered"]


def _agent_row(draw: random.Random, code: str, day: date) -> dict[str, object]:
    sums = {key: draw.randrange(100) for key in agent_day.SUMMED}
    return {"person_id": int(code), "code": code, "name": code, "team": draw.choice(("一组", "二组")), **sums}


def _asked(work: object, first: date) -> object:
    from_ = made.Period.around(centre(), first, made.Grain.MONTH)
    return made.Asked(from_)


def test_nothing_is_noticed_on_the_first_look_and_nothing_of_days_long_past(source: int, clock: FrozenClock) -> None:
    with begin(SYSTEM) as work:
        assert late_data.notice(work) == 0
    clock.advance(days=60)
    take(source, call(900, second(19), 30))
    clock.advance(minutes=2)
    with begin(SYSTEM) as work:
        late_data.notice(work)
    clock.advance(minutes=11)
    with begin(SYSTEM) as work:
        assert late_data.correct(work) == []


def test_r08_a_call_after_midnight_is_of_the_agents_day_before_and_of_the_queues_own(source: int) -> None:
    """Agents' days begin at four, queues' at midnight, and both heads say so."""
    take(source, call(777, second(0, 40), 300))
    night()
    before = DAY - timedelta(days=1)
    assert (sheet("agent_day", before).totals["answered"], sheet("agent_day").totals["answered"]) == (1, 120)
    assert sheet("queue_day").totals["answered"] == 121
    assert (sheet("agent_day", before).zone[-5:], sheet("queue_day").zone[-5:]) == ("04:00", "00:00")


def test_r10_what_the_link_did_not_hear_stands_at_the_head_of_the_sheet(source: int) -> None:
    night()
    assert sheet("queue_day").unheard_min == 0
    with begin(SYSTEM) as work:
        pbx = work.session.scalars(sa.select(Pbx.id)).one()
        cut = {"from_us": second(9) * 1_000_000, "to_us": second(11) * 1_000_000}
        work.add(Outage(pbx_id=pbx, kind="link_down", **cut))
    assert (sheet("queue_day").unheard_min, sheet("agent_day").unheard_min) == (120, 120)


def test_r15_a_sheet_is_printed_again_as_it_was_whatever_threshold_holds_today(source: int) -> None:
    night()
    before = sheet("queue_day")
    (sealed,) = [run.content_hash for run in runs("queue_day")]
    with begin(SYSTEM) as work:
        work.session.execute(sa.update(Queue).values(sl_threshold_s=3))
    after = sheet("queue_day")
    assert (after.rows, after.totals, after.version) == (before.rows, before.totals, before.version)
    assert after.totals["sl_pct"] == 100.0
    assert [(run.revision, run.content_hash) for run in runs("queue_day")] == [(1, sealed)]
    with begin(SUPERVISOR) as work:
        again = reports.rerun(work, "queue_day", DAY, "measured by three seconds").id
    jobs.make(again, "", "")
    assert (sheet("queue_day").totals["sl_pct"], sheet("queue_day").revision) == (0.0, 2)


def test_r18_a_night_asks_no_more_of_the_database_for_more_calls(source: int) -> None:
    """The size itself is measured by `rexian bench reports`: 100,000 visits and 200 agents in a minute."""
    asked = [_statements(), 0]
    take(source, [line for no in range(300) for line in call(1_000 + no, second(9) + no * 60, 30)])
    asked[1] = _statements()
    assert asked[0] == asked[1]


def _statements() -> int:
    """How many statements all sheets of the day take to be filled."""
    count = 0

    def seen(*_: object) -> None:
        nonlocal count
        count += 1

    sa.event.listen(db.engine, "before_cursor_execute", seen)
    try:
        with reading() as session:
            for entry in CATALOGUE.values():
                if entry.nightly and entry.grain is Grain.DAY:
                    hour = 0 if entry.begins_at_midnight else centre().day_start_hour
                    entry.rows(session, made.Asked(Period(DAY, centre().zone, hour)))
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", seen)
    return count
