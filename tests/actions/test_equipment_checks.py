"""A check sheet: owed by the shift, filled from live truth, corrected with both words kept, signed by somebody else."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.desk import Desk, local
from ticketing.actions import equipment, services
from ticketing.actions import equipment_checks as checks
from ticketing.actions.equipment_checks import Trouble
from ticketing.actions.services import Noted
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM, Actor
from ticketing.domain.equipment_checks import Cadence, CheckState, Plan, Verdict
from ticketing.domain.instants import SECOND_US, micros
from ticketing.domain.whole_calls import CallOutcome, Direction
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.journal import JournalEntry
from ticketing.models.calls import QueueVisit
from ticketing.models.equipment_checks import CheckChange, CheckRow, CheckSheet
from ticketing.models.shifts import Roster, Shift, ShiftTemplate
from ticketing.models.telephony import LinkState, Outage, Pbx, PbxSource, SourceKind
from ticketing.models.whole_calls import Call, CallLeg, RecordingFile
from ticketing.queries.equipment_checks.services import PROCESSES

NORMAL, ABNORMAL = Verdict.NORMAL, Verdict.ABNORMAL
MONDAY = date(2026, 3, 2)


@pytest.fixture
def pbx(desk: Desk) -> int:
    """A phone system with a link, a log and a trunk that its settings name."""
    with begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="main", name="总机", settings={"trunks": ["PJSIP/unicom"]}))
        up = {"link_state": LinkState.UP, "link_since": work.now - timedelta(days=3)}
        heard = micros(work.now) - 5 * SECOND_US
        work.add(PbxSource(pbx_id=pbx.id, name="ami", kind=SourceKind.AMI, last_event_us=heard, **up))
        work.add(PbxSource(pbx_id=pbx.id, name="queue_log", kind=SourceKind.QUEUE_LOG, last_event_us=heard))
        return pbx.id


def plan(cadence: Cadence) -> None:
    with begin(SYSTEM) as work:
        checks.plan(work, Plan(cadence))


def shift(desk: Desk, code: str, start: str, end: str, working: bool = True) -> None:
    """A published shift of that template for the lead, on Monday."""
    with begin(SYSTEM) as work:
        template = work.add(ShiftTemplate(code=code, name=f"{code}班", start_min=0, end_min=0, working=working))
        roster = work.session.scalars(sa.select(Roster).limit(1)).one()
        spans = {"published_start_at": local(start), "published_end_at": local(end)}
        person = desk.people["zhao" if code == "晚" else "root" if working else "li"]
        # In the place of the one that everybody has: nobody is published in two places at once.
        found = work.session.scalar(sa.select(Shift).filter_by(person_id=person).limit(1))
        row = found or Shift(roster_id=roster.id, person_id=person)
        row.on_day = MONDAY
        row.published_template_id = template.id
        for name, value in spans.items():
            setattr(row, name, value)
        work.session.add(row)


def owe() -> int:
    with begin(SYSTEM) as work:
        return checks.owe(work)


def sheets() -> Sequence[CheckSheet]:
    with reading() as session:
        return session.scalars(sa.select(CheckSheet).order_by(CheckSheet.due_at, CheckSheet.id)).all()


def begun(actor: Actor, code: str = "") -> int:
    with begin(actor) as work:
        return checks.begin(work, code).id


def rows(sheet_id: int, item: str = "") -> list[CheckRow]:
    with reading() as session:
        found = session.scalars(sa.select(CheckRow).filter_by(sheet_id=sheet_id).order_by(CheckRow.no)).all()
        return [row for row in found if item in ("", row.item)]


def codes(row: CheckRow) -> list[str]:
    return [code for code, _ in row.seen]


def write(actor: Actor, sheet_id: int, no: int, **fields: object) -> None:
    with begin(actor) as work:
        checks.fill(work, sheet_id, None, {no: fields})


def answer_all(actor: Actor, sheet_id: int) -> None:
    with begin(actor) as work:
        checks.fill(work, sheet_id, None, {row.no: {"result": NORMAL} for row in rows(sheet_id) if row.result is None})


def told(sheet_id: int) -> list[tuple[int | None, str, str, str]]:
    with reading() as session:
        found = session.scalars(sa.select(CheckChange).filter_by(sheet_id=sheet_id).order_by(CheckChange.id))
        return [(one.row_no, one.field, one.was, one.said) for one in found]


def journal(name: str) -> int:
    with reading() as session:
        return session.scalars(sa.select(sa.func.count()).select_from(JournalEntry).filter_by(name=name)).one()


# -- owed and missed ---------------------------------------------------------------------


def test_every_working_shift_that_has_begun_owes_one_check(desk: Desk) -> None:
    shift(desk, "白", "03-02 08:00", "03-02 20:00")
    shift(desk, "晚", "03-02 20:00", "03-03 08:00")
    shift(desk, "休", "03-02 00:00", "03-02 00:00", working=False)
    assert owe() == 0
    assert owe() == 0
    (day,) = sheets()
    assert (day.shift, day.state, day.due_at) == ("白", CheckState.OWED, local("03-02 10:00"))
    desk.at("03-02 20:01")
    owe()
    assert [one.shift for one in sheets()] == ["白", "晚"]


def test_a_missed_check_rings_the_bell_of_whoever_leads_just_once(desk: Desk) -> None:
    shift(desk, "白", "03-02 08:00", "03-02 20:00")
    owe()
    desk.at("03-02 10:00")
    assert owe() == 1
    assert owe() == 0
    assert [len(desk.notices(login, "check_missed")) for login in ("chen", "sun", "wang")] == [1, 1, 0]
    assert desk.notices("chen", "check_missed")[0].params["shift"] == "白班"
    assert journal("CheckMissed") == 1


def test_a_shift_that_went_by_while_we_were_off_is_missed_all_the_same(desk: Desk) -> None:
    shift(desk, "白", "03-02 08:00", "03-02 20:00")
    owe()
    shift(desk, "晚", "03-02 20:00", "03-03 08:00")
    desk.at("03-03 09:00")
    assert owe() == 2
    assert owe() == 0
    assert [(one.shift, one.missed_at is not None) for one in sheets()] == [("白", True), ("晚", True)]
    assert journal("CheckMissed") == 2


def test_a_centre_that_has_no_sheets_yet_has_missed_nothing(desk: Desk) -> None:
    shift(desk, "白", "03-02 08:00", "03-02 20:00")
    desk.at("03-02 21:00")
    assert owe() == 0
    assert sheets() == []


def test_when_nobody_leads_whoever_runs_the_system_is_told(desk: Desk) -> None:
    plan(Cadence.DAY)
    desk.send_home("chen", "sun")
    owe()
    desk.at("03-02 10:30")
    assert owe() == 1
    assert len(desk.notices("root", "check_missed")) == 1


def test_a_check_that_is_done_in_time_is_not_missed(desk: Desk) -> None:
    plan(Cadence.DAY)
    owe()
    lead = desk.actor("chen")
    sheet_id = begun(lead)
    answer_all(lead, sheet_id)
    row = rows(sheet_id, "backup")[0]
    assert row.result is ABNORMAL
    with begin(lead) as work:
        checks.done(work, sheet_id, None)
    desk.at("03-02 10:30")
    assert owe() == 0


def test_once_a_week_is_mondays_and_off_is_never(desk: Desk) -> None:
    plan(Cadence.WEEK)
    for at in ("03-02 09:00", "03-03 09:00"):
        desk.at(at)
        owe()
    assert [one.on_day for one in sheets()] == [MONDAY]
    plan(Cadence.OFF)
    desk.at("03-09 09:00")
    owe()
    assert len(sheets()) == 1


# -- begun and filled --------------------------------------------------------------------


def test_a_link_that_is_up_is_normal_and_one_that_was_away_is_not(desk: Desk, pbx: int) -> None:
    plan(Cadence.DAY)
    link, log = rows(begun(desk.actor("chen")), "pbx")
    assert (link.subject, link.seen_result, codes(link)) == ("总机 · ami", "normal", ["link_up", "heard"])
    assert (log.result, codes(log)) == (NORMAL, ["link_unknown", "heard"])
    desk.at("03-03 09:00")
    with begin(SYSTEM) as work:
        down = micros(local("03-03 03:00"))
        work.add(Outage(pbx_id=pbx, kind="link_down", from_us=down, to_us=down + 600 * SECOND_US))
    link, log = rows(begun(desk.actor("chen")), "pbx")
    assert (link.seen_result, codes(link)) == ("abnormal", ["link_up", "was_away", "heard"])
    assert dict(link.seen)["was_away"]["away_s"] == 600
    assert link.restored_at == local("03-03 03:10")
    # The log has no link and was not heard for a day: somebody must look.
    assert (log.result, log.seen_result) == (None, None)


@pytest.mark.parametrize("state", [LinkState.DOWN, LinkState.REFUSED])
def test_a_link_that_is_down_says_since_when_and_why(desk: Desk, pbx: int, state: LinkState) -> None:
    with begin(SYSTEM) as work:
        changed = {"link_state": state, "link_error": "connection refused", "link_since": work.now}
        work.session.execute(sa.update(PbxSource).filter_by(name="ami").values(**changed))
    row = rows(begun(desk.actor("chen")), "pbx")[0]
    assert (row.result, row.seen[0][0]) == (ABNORMAL, f"link_{state.value}")
    assert row.seen[0][1]["error"] == "connection refused"
    assert row.seen[0][1]["since_at"] == "2026-03-02T01:00:00+00:00"


def leg(desk: Desk, pbx: int, number: int, channel: str, cause: int | None = 16, ago: timedelta = timedelta()) -> None:
    """A call that came in over this channel and rang 8001."""
    with begin(SYSTEM) as work:
        at = micros(work.now - ago) - (number + 1) * 60 * SECOND_US
        call = work.add(
            Call(
                pbx_id=pbx,
                root=f"1.{number}.{channel}",
                direction=Direction.INBOUND,
                first_us=at,
                answer_us=at,
                end_us=at + 30 * SECOND_US,
                outcome=CallOutcome.ANSWERED,
                wait_us=0,
                talk_us=0,
                transfers=0,
                has_recording=number > 0,
            )
        )
        ends = {"channel": channel, "dstchannel": "PJSIP/8001-0001", "src": f"1380013800{number}", "dst": "8001"}
        told = {"app": "Queue", "disposition": "ANSWERED", "hung_up_by": "", "recording": "", "raw_event_id": 1}
        named = {"uniqueid": f"1.{number}", "linkedid": "", "sequence": ""}
        work.add(
            CallLeg(
                pbx_id=pbx, call_id=call.id, no=1, **ends, **told, **named, start_us=at, talk_us=0, hangup_cause=cause
            )
        )


def test_trunks_come_from_the_channels_of_calls(desk: Desk, pbx: int) -> None:
    for number in range(4):
        leg(desk, pbx, number, "PJSIP/unicom-00a1")
        leg(desk, pbx, number, "PJSIP/telecom-trunk-00a2", cause=38, ago=timedelta(hours=1))
    leg(desk, pbx, 5, "PJSIP/mobile-trunk-00a3", ago=timedelta(days=4))
    found = {row.subject: row for row in rows(begun(desk.actor("chen")), "trunk")}
    assert set(found) == {"总机 · PJSIP/unicom", "总机 · PJSIP/telecom-trunk", "总机 · PJSIP/mobile-trunk"}
    good, bad = found["总机 · PJSIP/unicom"], found["总机 · PJSIP/telecom-trunk"]
    assert (good.result, good.seen[0][1]["calls"], good.seen[0][1]["faults"]) == (NORMAL, 4, 0)
    assert (bad.result, bad.seen[0][1]["faults"]) == (ABNORMAL, 4)
    silent = found["总机 · PJSIP/mobile-trunk"]
    assert (silent.result, codes(silent)) == (None, ["trunk_silent"])


def test_a_trunk_that_is_named_and_never_used_must_be_tried(desk: Desk, pbx: int) -> None:
    (row,) = rows(begun(desk.actor("chen")), "trunk")
    assert (row.subject, row.result, codes(row)) == ("总机 · PJSIP/unicom", None, ["trunk_never"])


def test_without_channels_the_callers_of_the_queues_show_that_the_lines_carry(desk: Desk) -> None:
    with begin(SYSTEM) as work:
        pbx = work.add(Pbx(code="plain", name="分机"))
        at = micros(work.now) - 600 * SECOND_US
        visit = {"stage": "ended", "outcome": "answered", "wait_us": 0, "fold_us": 0, "fold_version": 0}
        work.add(QueueVisit(pbx_id=pbx.id, callid="1.1", queue="sales", enter_us=at, seq=0, end_us=at, **visit))
    (row,) = rows(begun(desk.actor("chen")), "trunk")
    assert (row.result, row.seen[0][0], row.seen[0][1]["calls"]) == (NORMAL, "lines_calls", 1)


def test_recordings_are_missed_only_where_there_ever_was_one(desk: Desk, pbx: int) -> None:
    leg(desk, pbx, 0, "PJSIP/unicom-00a1")
    (row,) = rows(begun(desk.actor("chen")), "recording")
    assert (row.result, codes(row)) == (None, ["recordings_untold"])
    with begin(SYSTEM) as work:
        work.add(RecordingFile(pbx_id=pbx, name="1.wav"))
    desk.at("03-03 08:00")
    (row,) = rows(begun(desk.actor("chen")), "recording")
    assert (row.result, row.seen[0]) == (ABNORMAL, ["recordings", {"answered": 1, "recorded": 0}])


def test_our_own_services_are_judged_by_their_last_sign(desk: Desk) -> None:
    def note(*found: Noted) -> None:
        with begin(SYSTEM) as work:
            services.note(work, "one", list(found))

    note(Noted("books"))
    desk.clock.advance(minutes=10)
    disk = Noted("disk", facts={"free": 5 * 10**9, "total": 100 * 10**9})
    note(Noted("web"), Noted("clock", fine=False), Noted("worker-fast", facts={"queued": 5_000}), disk)
    note(Noted("backup", facts={"bytes": 2_000_000}))
    sheet_id = begun(desk.actor("chen"))
    found = {row.subject: row for row in rows(sheet_id, "cti")}
    assert set(found) == set(PROCESSES)
    assert (found["web"].result, codes(found["web"])) == (NORMAL, ["service_alive"])
    assert (found["clock"].result, codes(found["clock"])) == (ABNORMAL, ["service_dead"])
    assert (found["books"].result, codes(found["books"])) == (ABNORMAL, ["service_silent"])
    assert codes(found["worker-fast"]) == ["service_dead", "jobs_waiting"]
    assert (found["phones"].result, codes(found["phones"])) == (None, ["service_unseen"])
    (disk_row,) = rows(sheet_id, "disk")
    assert (disk_row.result, disk_row.seen[0][1]["free_pct"]) == (ABNORMAL, 5.0)
    assert rows(sheet_id, "backup")[0].result is NORMAL
    assert rows(sheet_id, "database")[0].result is NORMAL


def test_a_backup_of_the_day_before_yesterday_is_too_old(desk: Desk) -> None:
    with begin(SYSTEM) as work:
        services.note(work, "one", [Noted("backup", facts={"bytes": 1})])
    desk.clock.advance(hours=27)
    (row,) = rows(begun(desk.actor("chen")), "backup")
    assert (row.result, codes(row)) == (ABNORMAL, ["backup"])


def test_only_the_system_says_how_services_are(desk: Desk) -> None:
    with pytest.raises(Forbidden), begin(desk.actor("root")) as work:
        services.note(work, "one", [Noted("web")])
    with pytest.raises(Forbidden), begin(desk.actor("root")) as work:
        checks.owe(work)


def test_two_people_cannot_begin_one_check(desk: Desk) -> None:
    begun(desk.actor("chen"))
    with pytest.raises(Conflict, match="check_begun"):
        begun(desk.actor("sun"))
    with pytest.raises(Invalid, match="unknown_shift"):
        begun(desk.actor("sun"), "早")


def test_the_night_shift_begins_yesterdays_sheet_until_it_ends(desk: Desk) -> None:
    shift(desk, "晚", "03-02 20:00", "03-03 08:00")
    desk.at("03-02 20:05")
    owe()
    desk.at("03-03 05:00")
    sheet_id = begun(desk.actor("chen"), "晚")
    assert {one.id: one.on_day for one in sheets()}[sheet_id] == MONDAY


# -- corrected, done, signed -------------------------------------------------------------


def test_a_correction_keeps_both_words_and_whose_it_is(desk: Desk, pbx: int) -> None:
    lead = desk.actor("chen")
    sheet_id = begun(lead)
    row = rows(sheet_id, "backup")[0]
    write(lead, sheet_id, row.no, result=NORMAL, finding="另有异地备份", handler="王工")
    after = rows(sheet_id, "backup")[0]
    assert (after.seen_result, after.result, after.corrected_by) == ("abnormal", NORMAL, desk.people["chen"])
    assert codes(after) == ["backup_never"]
    assert told(sheet_id) == [
        (row.no, "result", "abnormal", "normal"),
        (row.no, "finding", "", "另有异地备份"),
        (row.no, "handler", "", "王工"),
    ]
    write(lead, sheet_id, row.no, result=NORMAL, finding="另有异地备份")
    assert len(told(sheet_id)) == 3


def test_an_answer_where_nothing_was_known_is_no_correction(desk: Desk) -> None:
    lead = desk.actor("chen")
    sheet_id = begun(lead)
    hand = rows(sheet_id, "ups")[0]
    write(lead, sheet_id, hand.no, result=ABNORMAL, finding="电池鼓包")
    assert rows(sheet_id, "ups")[0].corrected_at is None


def test_a_check_is_done_when_every_row_has_its_word(desk: Desk) -> None:
    lead = desk.actor("chen")
    sheet_id = begun(lead)

    def done() -> None:
        with begin(lead) as work:
            checks.done(work, sheet_id, None)

    with pytest.raises(Invalid, match="check_unfinished"):
        done()
    answer_all(lead, sheet_id)
    ups = rows(sheet_id, "ups")[0].no
    write(lead, sheet_id, ups, result=ABNORMAL)
    with pytest.raises(Invalid, match="finding_missing") as refused:
        done()
    assert refused.value.params["rows"] == [ups]
    write(lead, sheet_id, ups, finding="电池鼓包")
    done()
    assert journal("CheckDone") == 1
    write(lead, sheet_id, ups, measure="已更换", handler="李工", restored_at=datetime(2026, 3, 3, tzinfo=UTC))
    with pytest.raises(Conflict, match="check_closed"):
        write(lead, sheet_id, ups, result=NORMAL)


def test_somebody_else_signs_or_sends_it_back(desk: Desk) -> None:
    supervisor, lead, admin = desk.actor("sun"), desk.actor("chen"), desk.actor("root")
    sheet_id = begun(supervisor)
    answer_all(supervisor, sheet_id)
    with begin(supervisor) as work:
        checks.done(work, sheet_id, None)
    for actor, error in ((supervisor, Conflict), (lead, Forbidden)):
        with pytest.raises(error), begin(actor) as work:
            checks.review(work, sheet_id, None, "")
    with begin(admin) as work:
        checks.send_back(work, sheet_id, None, "UPS 未看")
    assert told(sheet_id)[-1] == (None, "sent_back", "", "UPS 未看")
    with begin(supervisor) as work:
        checks.done(work, sheet_id, None)
    with begin(admin) as work:
        checks.review(work, sheet_id, None, "同意")
    (sheet,) = sheets()
    assert (sheet.state, sheet.reviewed_by, sheet.note) == (CheckState.REVIEWED, desk.people["root"], "同意")
    with pytest.raises(Conflict), begin(admin) as work:
        checks.review(work, sheet_id, None, "")


def test_a_stale_sheet_is_refused(desk: Desk) -> None:
    lead = desk.actor("chen")
    sheet_id = begun(lead)
    version = sheets()[0].version
    write(lead, sheet_id, 1, measure="x")
    with pytest.raises(Conflict, match="stale_version"), begin(lead) as work:
        checks.fill(work, sheet_id, version, {1: {"measure": "y"}})
    with pytest.raises(Invalid, match="unknown_row"):
        write(lead, sheet_id, 999, measure="z")


# -- what comes of a fault ---------------------------------------------------------------


def faulty(desk: Desk) -> tuple[int, int]:
    lead = desk.actor("chen")
    sheet_id = begun(lead)
    ups = rows(sheet_id, "ups")[0].no
    write(lead, sheet_id, ups, result=ABNORMAL, finding="电池鼓包")
    return sheet_id, ups


def test_a_fault_opens_a_repair_ticket_once(desk: Desk) -> None:
    sheet_id, ups = faulty(desk)
    with begin(desk.actor("chen")) as work:
        number = checks.open_ticket(work, sheet_id, ups, Trouble(queue="support")).number
    ticket = desk.ticket(number)
    assert (ticket.kind.value, ticket.source.value, ticket.subject, ticket.content) == (
        "repair",
        "internal",
        "UPS",
        "电池鼓包",
    )
    assert (ticket.owner_id, ticket.customer_id) == (None, None)
    assert rows(sheet_id, "ups")[0].ticket_id == ticket.id
    with pytest.raises(Conflict, match="ticket_linked"), begin(desk.actor("chen")) as work:
        checks.open_ticket(work, sheet_id, ups, Trouble())
    with begin(desk.actor("chen")) as work:
        checks.unlink_ticket(work, sheet_id, ups)
    assert told(sheet_id)[-1] == (ups, "ticket", number, "")


def test_a_fault_is_tied_to_a_ticket_that_one_may_see(desk: Desk) -> None:
    sheet_id, ups = faulty(desk)
    number = desk.open(by="wang")
    with begin(desk.actor("chen")) as work:
        checks.link_ticket(work, sheet_id, ups, number)
    with begin(desk.actor("chen")) as work:
        checks.unlink_ticket(work, sheet_id, ups)
    with pytest.raises(NotFound), begin(desk.actor("chen")) as work:
        checks.link_ticket(work, sheet_id, ups, "20260302-99999")
    with pytest.raises(Forbidden), begin(desk.actor("root")) as work:
        checks.link_ticket(work, sheet_id, ups, number)
    with pytest.raises(Conflict, match="not_abnormal"), begin(desk.actor("chen")) as work:
        checks.open_ticket(work, sheet_id, rows(sheet_id, "aircon")[0].no, Trouble())


def test_a_fault_names_the_piece_and_stands_in_its_history(desk: Desk) -> None:
    with begin(desk.actor("sun")) as work:
        piece = equipment.add(work, {"code": "UPS-1", "name": "UPS"})
    sheet_id, ups = faulty(desk)
    with pytest.raises(Invalid, match="unknown_equipment"):
        write(desk.actor("chen"), sheet_id, ups, equipment="UPS-9")
    write(desk.actor("chen"), sheet_id, ups, equipment="UPS-1")
    assert rows(sheet_id, "ups")[0].equipment_id == piece.id


def test_an_agent_has_no_part_in_it(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        begun(desk.actor("wang"))
    with pytest.raises(Forbidden), begin(desk.actor("chen")) as work:
        checks.plan(work, Plan(Cadence.OFF))
