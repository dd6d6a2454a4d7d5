"""Attendance through the tables: shifts judged from punches, console and phone, corrected, and made public."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.desk import Desk, local
from ticketing.actions import attendance
from ticketing.actions.attendance import PunchWish
from ticketing.actions.presence import breaks
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.attendance import Source
from ticketing.domain.centre import Centre
from ticketing.domain.instants import micros
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.models.attendance import AttendanceDay, AttendanceWeek, Punch
from ticketing.models.leaves import Leave, LeaveKind, LeaveState
from ticketing.models.presence import ConsoleStateChange, PersonSlice
from ticketing.models.reports import ReportDirty
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.queries.attendance.days import of_days
from ticketing.queries.attendance.months import months
from ticketing.queries.attendance.uncertified import of_actor
from ticketing.queries.board.change import Change, Look
from ticketing.queries.board.keeping import changed, newest, rows
from ticketing.queries.figures import Span as FigureSpan
from ticketing.queries.figures import agent_figures

DAY = date(2026, 3, 2)


@pytest.fixture
def floor(desk: Desk) -> Desk:
    """Wang has the day shift of Monday and Tuesday, Li the evening shift of Monday; nobody else is planned."""
    desk.send_home("wang", "li", "zhao", "chen", "sun")
    desk.roster("wang", "03-02 08:30", "03-02 17:30")
    desk.roster("wang", "03-03 08:30", "03-03 17:30")
    desk.roster("li", "03-02 17:00", "03-03 01:00")
    return desk


def badge(desk: Desk, login: str, at: str, way: str) -> None:
    with begin(desk.actor("sun")) as work:
        attendance.take_in(work, [PunchWish(login, local(at), way, Source.BADGE)])


def settle(desk: Desk) -> int:
    with begin(SYSTEM) as work:
        return attendance.settle(work)


def days(desk: Desk, login: str) -> list[AttendanceDay]:
    """Every revision, in order."""
    with reading() as session:
        found = sa.select(AttendanceDay).filter_by(person_id=desk.people[login])
        return list(session.scalars(found.order_by(AttendanceDay.on_day, AttendanceDay.revision)))


def slices(desk: Desk, login: str, *pieces: tuple[str, str, str]) -> None:
    with begin(SYSTEM) as work:
        for start, end, state in pieces:
            work.session.add(
                PersonSlice(
                    person_id=desk.people[login], start_us=micros(local(start)), end_us=micros(local(end)), state=state,
                    reason="shift_end" if state == "paused" else "", online=state != "offline",
                )
            )  # fmt: skip


def test_a_shift_is_judged_once_it_is_over_and_judging_again_changes_nothing(floor: Desk) -> None:
    floor.at("03-02 18:00")
    badge(floor, "wang", "03-02 08:42", "in")
    badge(floor, "wang", "03-02 17:31", "out")
    assert settle(floor) == 1
    (day,) = days(floor, "wang")
    assert (day.late_s, day.in_source, [one["band"] for one in day.findings]) == (720, "badge", ["B2"])
    badge(floor, "wang", "03-02 17:31", "out")
    assert settle(floor) == 0
    with begin(SYSTEM) as work:
        attendance.mark(work.session, [(floor.people["wang"], DAY)], "asked")
    assert settle(floor) == 1
    assert len(days(floor, "wang")) == 1


def test_w03_overtime_is_read_off_the_phone_and_the_evening_has_no_finding(floor: Desk) -> None:
    slices(
        floor, "li",
        ("03-02 16:58", "03-03 00:52", "ready"), ("03-03 00:52", "03-03 01:17:30", "talking"),
        ("03-03 01:17:30", "03-03 01:19", "acw"), ("03-03 01:19", "03-03 01:20", "paused"),
        ("03-03 01:20", "03-03 09:00", "offline"),
    )  # fmt: skip
    floor.at("03-03 01:30")
    settle(floor)
    (day,) = days(floor, "li")
    assert (day.on_day, day.overtime_s, day.findings, day.out_at) == (DAY, 1_140, [], local("03-03 01:20"))
    assert day.scheduled_us == day.adherent_us == 8 * 3_600_000_000
    assert day.worked_queue_us == (8 * 3600 + 120 + 1_140) * 1_000_000


def test_no_sign_is_absence_and_console_words_are_signs_enough(floor: Desk) -> None:
    with begin(SYSTEM) as work:
        for at, state in (("03-02 08:29", "ready"), ("03-02 12:00", "break"), ("03-02 17:35", "offline")):
            work.session.add(ConsoleStateChange(person_id=floor.people["wang"], state=state, at=local(at)))
    floor.at("03-03 18:00")
    settle(floor)
    monday, tuesday = days(floor, "wang")
    assert (monday.findings, monday.in_source, monday.out_at) == ([], "console", local("03-02 17:35"))
    assert [(one["code"], one["half_days"]) for one in tuesday.findings] == [("absence", 2)]


def test_w48_nobody_certifies_a_punch_of_their_own_and_another_supervisor_does(floor: Desk) -> None:
    floor.at("03-03 09:00")
    wish = PunchWish("chen", local("03-02 08:30"), "in", Source.MANUAL)
    with pytest.raises(Forbidden) as refused, begin(floor.actor("chen")) as work:
        attendance.certify(work, wish, "forgot")
    assert refused.value.code == "own_day"
    with pytest.raises(Forbidden), begin(floor.actor("chen")) as work:
        attendance.excuse(work, "chen", local("03-02 08:30"), local("03-02 09:30"), "errand", "bank")
    with begin(floor.actor("sun")) as work:
        assert attendance.certify(work, wish, "saw her").certified_by == floor.people["sun"]
    with pytest.raises(NotFound), begin(floor.actor("chen")) as work:
        attendance.certify(work, PunchWish("zhao", local("03-02 08:30"), "in", Source.MANUAL), "another team's")
    with pytest.raises(Forbidden), begin(floor.actor("wang")) as work:
        attendance.certify(work, PunchWish("li", local("03-02 17:00"), "in", Source.MANUAL), "a friend")
    with pytest.raises(Conflict), begin(floor.actor("sun")) as work:
        attendance.certify(work, wish, "twice")
    with pytest.raises(Invalid), begin(floor.actor("sun")) as work:
        attendance.certify(work, PunchWish("li", local("03-04 17:00"), "in", Source.MANUAL), "tomorrow")


def test_a_certified_correction_is_a_new_revision_and_the_wrong_punch_no_longer_counts(floor: Desk) -> None:
    floor.at("03-02 18:00")
    badge(floor, "wang", "03-02 09:30", "in")
    badge(floor, "wang", "03-02 17:30", "out")
    settle(floor)
    with reading() as session:
        wrong = session.scalars(sa.text("SELECT id FROM punches WHERE way = 'in'")).one()
    with begin(floor.actor("chen")) as work:
        attendance.certify(work, PunchWish("wang", local("03-02 08:25"), "in", Source.MANUAL), "reader broken", wrong)
    settle(floor)
    before, after = days(floor, "wang")
    assert [one["code"] for one in before.findings] == ["absence"]
    assert (after.revision, after.is_current, after.findings, after.why) == (2, True, [], "certified")
    assert not before.is_current


def test_an_excused_errand_judges_the_day_again_and_taking_it_back_too(floor: Desk) -> None:
    floor.at("03-02 18:00")
    badge(floor, "wang", "03-02 08:50", "in")
    badge(floor, "wang", "03-02 17:30", "out")
    settle(floor)
    with begin(floor.actor("chen")) as work:
        row = attendance.excuse(work, "wang", local("03-02 08:30"), local("03-02 08:45"), "errand", "sent to the bank")
    settle(floor)
    assert [(day.late_s, day.revision) for day in days(floor, "wang")] == [(1_200, 1), (300, 2)]
    with begin(floor.actor("chen")) as work:
        attendance.revoke(work, row.id)
    settle(floor)
    assert [day.late_s for day in days(floor, "wang")] == [1_200, 300, 1_200]


def test_a_changed_shift_is_judged_again_and_a_day_that_has_lost_its_shift_has_no_finding(floor: Desk) -> None:
    floor.at("03-02 18:00")
    settle(floor)
    assert [one["code"] for one in days(floor, "wang")[0].findings] == ["absence"]
    with begin(SYSTEM) as work:
        work.session.execute(sa.delete(Shift).where(Shift.person_id == floor.people["wang"], Shift.on_day == DAY))
        attendance.mark(work.session, [(floor.people["wang"], DAY)], "schedule")
    settle(floor)
    assert [day.is_current for day in days(floor, "wang")] == [False]


def test_w15_last_week_is_public_on_monday_at_six_and_a_correction_names_its_cell(floor: Desk) -> None:
    floor.at("03-03 18:00")
    badge(floor, "wang", "03-02 08:42", "in")
    badge(floor, "wang", "03-02 17:30", "out")
    settle(floor)
    for at, expected in (("03-09 05:59:59", 0), ("03-09 06:00", 1), ("03-09 06:01", 0)):
        floor.at(at)
        with begin(SYSTEM) as work:
            assert attendance.publish_weeks(work) == expected
    floor.at("03-10 10:00")
    with begin(floor.actor("chen")) as work:
        attendance.certify(work, PunchWish("wang", local("03-03 08:28"), "in", Source.MANUAL), "was at a customer's")
        attendance.certify(work, PunchWish("wang", local("03-03 17:30"), "out", Source.MANUAL), "was at a customer's")
    settle(floor)
    with begin(SYSTEM) as work:
        assert attendance.publish_weeks(work) == 1
    with reading() as session:
        first, second = session.scalars(sa.select(AttendanceWeek).order_by(AttendanceWeek.revision))
    assert (first.week_on, first.revision, len(first.cells), first.changed) == (DAY, 1, 3, [])
    (cell,) = second.changed
    assert (second.revision, cell["person"], cell["on_day"], cell["now"]) == (2, "wang", "2026-03-03", [])
    assert [one["code"] for one in cell["was"]] == ["absence"]
    assert len(floor.notices("wang", "attendance_published")) == 2
    assert len(floor.notices("li", "attendance_published")) == 1


def test_who_was_kept_by_a_customer_may_come_that_much_later_when_the_rest_is_short(floor: Desk) -> None:
    floor.roster("li", "03-03 11:30", "03-03 17:30")
    slices(
        floor, "li",
        ("03-02 16:58", "03-03 01:00", "ready"), ("03-03 00:50", "03-03 01:30", "talking"),
        ("03-03 01:30", "03-03 11:50", "offline"), ("03-03 11:50", "03-03 17:30", "ready"),
        ("03-03 17:30", "03-03 23:00", "offline"),
    )  # fmt: skip
    floor.at("03-03 18:00")
    settle(floor)
    (late,) = [day for day in days(floor, "li") if day.on_day == DAY + timedelta(days=1)]
    assert (late.late_s, late.findings, late.excused[0]["kind"]) == (0, [], "late_release")


def test_rules_are_changed_by_a_supervisor_as_the_next_version(floor: Desk) -> None:
    with begin(floor.actor("sun")) as work:
        assert attendance.change_rules(work, 1, {"grace_s": 60}).version == 2
    with pytest.raises(Conflict), begin(floor.actor("sun")) as work:
        attendance.change_rules(work, 1, {"grace_s": 0})
    with pytest.raises(Forbidden), begin(floor.actor("chen")) as work:
        attendance.change_rules(work, 2, {"grace_s": 3_000})
    floor.at("03-02 18:00")
    badge(floor, "wang", "03-02 08:31", "in")
    badge(floor, "wang", "03-02 17:30", "out")
    settle(floor)
    assert [(day.late_s, day.findings, day.rules_version) for day in days(floor, "wang")] == [(60, [], 2)]


def test_w10_approved_leave_and_leave_asked_for_by_phone_leave_no_finding_and_count_as_days_of_leave(
    floor: Desk,
) -> None:
    with begin(SYSTEM) as work:
        for login, kind, day in (("wang", LeaveKind.PERSONAL, DAY), ("li", LeaveKind.REST, DAY)):
            work.session.add(
                Leave(
                    person_id=floor.people[login], kind=kind, first_on=day, last_on=day, days=1, retroactive=True,
                    state=LeaveState.APPROVED, asked_at=work.now, decided_by=floor.people["sun"], decided_at=work.now,
                )
            )  # fmt: skip
    floor.at("03-03 18:00")
    settle(floor)
    assert [(day.on_day, day.findings != [], day.marks) for day in days(floor, "wang")] == [
        (DAY, False, ["retroactive"]),
        (DAY + timedelta(days=1), True, []),
    ]
    with reading() as session:
        rows = months(session, floor.actor("sun"), date(2026, 3, 1), Centre())
    assert {row.code: row.month.leave_days for row in rows} == {"wang": 1, "li": 0}


def test_a_day_that_is_judged_again_has_its_sheets_made_again_and_an_old_one_only_by_a_word_with_its_reason(
    floor: Desk,
) -> None:
    floor.at("03-02 18:00")
    badge(floor, "wang", "03-02 08:42", "in")
    badge(floor, "wang", "03-02 17:31", "out")
    settle(floor)
    assert dirty() == []
    floor.at("03-04 10:00")
    with begin(floor.actor("chen")) as work:
        attendance.certify(work, PunchWish("wang", local("03-02 08:25"), "in", Source.MANUAL), "reader was slow")
    settle(floor)
    assert ("people", DAY, "attendance") in dirty()
    floor.at("06-01 10:00")
    with begin(SYSTEM) as work:
        work.session.execute(sa.delete(Punch))
    for login, wish, wrong in (
        ("chen", (DAY, DAY, "they asked"), Forbidden), ("sun", (DAY, DAY, " "), Invalid),
        ("sun", (DAY, DAY - timedelta(days=1), "why"), Invalid), ("sun", (DAY, date(2027, 9, 1), "why"), Invalid),
    ):  # fmt: skip
        with pytest.raises(wrong), begin(floor.actor(login)) as work:
            attendance.judge_again(work, *wish)
    with begin(floor.actor("sun")) as work:
        assert attendance.judge_again(work, DAY, DAY, "the badge reader's export was wrong") == 2
        assert attendance.judge_again(work, DAY, DAY, "and once more", team="two") == 0
    settle(floor)
    newest = days(floor, "wang")[-2]
    assert (newest.on_day, newest.why, [one["code"] for one in newest.findings]) == (DAY, "asked", ["absence"])


def dirty() -> list[tuple[str, date, str]]:
    with reading() as session:
        return [(row.dimension, row.on_day, row.cause) for row in session.scalars(sa.select(ReportDirty))]


def test_a_missed_punch_is_a_task_of_the_lead_after_three_working_days_and_never_an_absence(floor: Desk) -> None:
    floor.at("03-02 18:00")
    badge(floor, "wang", "03-02 08:30", "in")
    floor.at("03-02 21:00")
    settle(floor)
    assert [one["code"] for one in days(floor, "wang")[0].findings] == ["missed_out"]
    for at, told in (("03-05 23:00", 0), ("03-06 09:00", 1), ("03-06 10:00", 0)):
        floor.at(at)
        with begin(SYSTEM) as work:
            assert attendance.remind(work) == told
    (notice,) = floor.notices("chen", "certificate_due")
    assert notice.params["on_day"] == "2026-03-02"
    with reading() as session:
        (waiting,) = of_actor(session, floor.actor("chen"), date(2026, 3, 6))
        assert (waiting.code, waiting.ways, waiting.is_overdue) == ("wang", ("out",), True)
        assert of_actor(session, floor.actor("wang"), date(2026, 3, 6)) == []
    with begin(floor.actor("chen")) as work:
        attendance.certify(work, PunchWish("wang", local("03-02 17:30"), "out", Source.MANUAL), "saw her go")
    settle(floor)
    with reading() as session:
        assert of_actor(session, floor.actor("chen"), date(2026, 3, 6)) == []


def test_figures_of_agents_count_a_planned_meal_as_kept_and_an_unplanned_break_as_not(floor: Desk) -> None:
    with begin(SYSTEM) as work:
        template = ShiftTemplate(code="白", name="白班", start_min=510, end_min=1050)
        template.breaks = [{"from": 720, "len": 60, "kind": "meal", "paid": False}]
        template_id = work.add(template).id
        for shift in work.session.scalars(sa.select(Shift).filter_by(person_id=floor.people["wang"])):
            shift.published_template_id = template_id
        breaks.plant(work)
    worked = [("08:30", "12:00", "ready", ""), ("12:00", "13:00", "paused", "午餐"), ("13:00", "15:00", "talking", "")]
    with begin(SYSTEM) as work:
        for start, end, state, reason in (*worked, ("15:00", "15:30", "paused", "小休"), ("15:30", "17:30", "acw", "")):
            start_us, end_us = (micros(local(f"03-02 {at}")) for at in (start, end))
            one = {"start_us": start_us, "end_us": end_us, "state": state, "reason": reason, "online": True}
            work.session.add(PersonSlice(person_id=floor.people["wang"], **one))
    floor.at("03-02 20:00")
    fresh = adherence(floor, "day"), adherence(floor, "hour")
    settle(floor)
    assert fresh == (adherence(floor, "day"), adherence(floor, "hour"))
    (day,), hours = fresh
    assert (day["scheduled_s"], day["adherent_s"], day["adherence_pct"]) == (32_400, 30_600, 94.44)
    assert [one["adherence_pct"] for one in hours] == [None, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 50.0,
                                                       100.0, 100.0, None]  # fmt: skip


def adherence(desk: Desk, interval: str) -> list[dict[str, Any]]:
    """Wang's figures of Monday from seven to seven, by the day or by the hour."""
    us = [micros(local(at)) for at in ("03-02 07:00", "03-02 19:00", "03-02 20:00")]
    with reading() as session:
        span = FigureSpan(us[0], us[1], ZoneInfo("Asia/Shanghai"), interval, us[2])
        found = agent_figures(session, span, {desk.people["wang"]: "wang"})
    return [bucket["agents"]["wang"] for bucket in found]


def test_how_a_running_shift_is_kept_to_is_told_up_to_the_last_change_and_of_nobody_else(floor: Desk) -> None:
    slices(
        floor, "wang",
        ("03-02 07:00", "03-02 09:00", "ready"), ("03-02 09:00", "03-02 09:20", "offline"),
    )  # fmt: skip
    with begin(SYSTEM) as work:
        for start, state in (("09:20", "talking"),):
            start_us = micros(local(f"03-02 {start}"))
            open_ = {"start_us": start_us, "end_us": None, "state": state, "reason": "", "online": True}
            work.session.add(PersonSlice(person_id=floor.people["wang"], **open_))
    floor.at("03-02 09:30")
    told = {change.id: change.row for change in kept_rows(floor, None) if change.row}
    assert set(told) == {"keeping", "keeping:wang"}
    row = told["keeping"] or {}
    assert (row["upto"], row["does"]) == ("2026-03-02T01:20:00.000Z", "on_queue")
    assert (row["counted_s"], row["kept_s"]) == (3_000.0, 1_800.0)
    (gone, _) = kept_rows(floor, [floor.people["li"]])
    assert gone.row is None
    with reading() as session:
        (day,) = of_days(session, floor.actor("chen"), DAY, DAY, floor.clock.at, Centre(), None)[:1]
        assert (day.in_at, day.kept.worked_queue_us) == (local("03-02 07:00"), 2_400_000_000)
        last, at = newest(session), floor.clock.at
        assert changed(session, 0, at, at) == ({floor.people["wang"]}, last)
        assert changed(session, last, at, at) == (set(), last)
        assert changed(session, last, local("03-02 08:00"), at)[0] == {floor.people["wang"]}


def kept_rows(desk: Desk, ids: list[int] | None) -> list[Change]:
    with reading() as session:
        return list(rows(Look(session, desk.clock.at, Centre(), 1), ids))


def test_who_was_on_line_before_the_window_opened_is_there_when_the_shift_begins(floor: Desk) -> None:
    slices(floor, "wang", ("03-02 01:00", "03-02 17:31", "ready"), ("03-02 17:31", "03-02 23:00", "offline"))
    slices(
        floor, "li",
        ("03-02 15:30", "03-02 15:40", "ready"), ("03-02 15:40", "03-02 17:12", "offline"),
        ("03-02 17:12", "03-03 01:00", "ready"), ("03-03 01:00", "03-03 05:00", "offline"),
    )  # fmt: skip
    floor.at("03-03 02:00")
    settle(floor)
    (wang,), (li,) = days(floor, "wang"), days(floor, "li")
    assert (wang.in_at, wang.findings) == (local("03-02 08:30"), [])
    assert (li.in_at, li.late_s) == (local("03-02 17:12"), 720)
