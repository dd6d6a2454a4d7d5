"""Handing a shift over: nobody goes home with promises in hand and no sheet, and somebody takes each sheet over."""

import pytest
import sqlalchemy as sa

from tests.desk import Desk, local
from ticketing.actions import attendance, handovers, presence, tickets
from ticketing.actions.callbacks import Promise
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.callbacks import Window
from ticketing.domain.console import ConsoleWord
from ticketing.errors import Conflict, Forbidden, NotFound
from ticketing.models.attendance import AttendanceDay
from ticketing.queries import handovers as looks


@pytest.fixture
def leaving(desk: Desk) -> Desk:
    """Wang's shift ends at 17:00 with five tickets and two promises for this evening; Li has come, Chen leads."""
    desk.send_home("wang", "li", "zhao", "chen", "sun")
    desk.roster("wang", "03-02 08:30", "03-02 17:00")
    desk.roster("wang", "03-03 08:30", "03-03 17:00")
    desk.roster("li", "03-02 16:30", "03-03 00:00")
    desk.roster("sun", "03-02 16:00", "03-03 00:00")
    desk.at("03-02 09:00")
    for hour in (19, 20):
        promised(desk, f"03-02 {hour}:00", f"03-02 {hour}:30")
    while len(in_hand(desk)) < 7:
        desk.open()
    return desk


def promised(desk: Desk, start: str, end: str) -> None:
    with begin(desk.actor("wang")) as work:
        agreed = Promise("13800138000", Window(local(start), local(end)), "报价", owner_id=work.actor.id)
        tickets.promise(work, None, agreed)


def in_hand(desk: Desk) -> list[dict[str, object]]:
    with reading() as session:
        return looks.leaving(session, desk.people["wang"], local("03-02 17:00"), desk.clock.at).items


def test_w45_two_promises_move_five_matters_stay_and_the_leader_hears_of_it_after_ten_minutes(leaving: Desk) -> None:
    leaving.at("03-02 16:55")
    with pytest.raises(Conflict) as refused, begin(leaving.actor("wang")) as work:
        presence.say(work, ConsoleWord.OFFLINE)
    assert refused.value.code == "handover_missing"
    assert refused.value.params["callbacks"] == 2
    with begin(leaving.actor("wang")) as work:
        sheet = handovers.file_sheet(work, "张先生 等报价")
    assert (len(sheet.items), sum(item["moves"] for item in sheet.items)) == (7, 2)
    assert {one.owner_id for one in leaving.callbacks()} == {None}
    with pytest.raises(Conflict, match="handover_filed"), begin(leaving.actor("wang")) as work:
        handovers.file_sheet(work, "again")
    with begin(leaving.actor("wang")) as work:
        assert presence.say(work, ConsoleWord.OFFLINE).state == "offline"
    leaving.pass_to("03-02 17:04:59")
    assert not leaving.notices("sun", "handover_waits")
    leaving.pass_to("03-02 17:05")
    assert [notice.params["count"] for notice in leaving.notices("sun", "handover_waits")] == [7]


def test_whoever_takes_it_over_has_the_promises_and_nobody_takes_over_their_own_or_another_teams(leaving: Desk) -> None:
    leaving.at("03-02 16:55")
    with begin(leaving.actor("wang")) as work:
        sheet_id = handovers.file_sheet(work, "").id
    for login, wrong in (("wang", Forbidden), ("zhao", NotFound)):
        with pytest.raises(wrong), begin(leaving.actor(login)) as work:
            handovers.accept(work, sheet_id)
    with begin(leaving.actor("li")) as work:
        handovers.accept(work, sheet_id)
    assert {one.owner_id for one in leaving.callbacks()} == {leaving.people["li"]}
    with pytest.raises(Conflict, match="already_taken"), begin(leaving.actor("chen")) as work:
        handovers.accept(work, sheet_id)
    leaving.pass_to("03-02 17:30")
    assert not leaving.notices("sun", "handover_waits")


def test_in_the_middle_of_a_shift_with_nothing_in_hand_or_sent_home_nobody_is_asked_for_a_sheet(leaving: Desk) -> None:
    leaving.at("03-02 12:00")
    with begin(leaving.actor("wang")) as work:
        presence.say(work, ConsoleWord.OFFLINE)
    with pytest.raises(Conflict, match="no_shift_ends"), begin(leaving.actor("wang")) as work:
        handovers.file_sheet(work, "")
    leaving.at("03-02 23:30")
    with begin(leaving.actor("li")) as work:
        presence.say(work, ConsoleWord.READY)
        presence.say(work, ConsoleWord.OFFLINE)
    leaving.at("03-02 16:50")
    with begin(leaving.actor("sun")) as work:
        presence.force(work, "wang", ConsoleWord.OFFLINE, "taken ill")


def test_who_is_sent_home_without_a_sheet_has_it_on_their_day_until_one_is_filed(leaving: Desk) -> None:
    leaving.at("03-02 16:58")
    with begin(leaving.actor("chen")) as work:
        presence.force(work, "wang", ConsoleWord.OFFLINE, "fire alarm")
    assert marks(leaving, "03-02 18:00") == ["no_handover"]
    with begin(leaving.actor("wang")) as work:
        handovers.file_sheet(work, "from home")
        handovers.leave_without(work, work.actor.id or 0)
    assert marks(leaving, "03-02 18:10") == []


def marks(desk: Desk, at: str) -> list[str]:
    """What stands on Wang's judged day."""
    desk.at(at)
    with begin(SYSTEM) as work:
        attendance.settle(work)
    with reading() as session:
        row = session.scalars(sa.select(AttendanceDay).filter_by(person_id=desk.people["wang"], is_current=True)).one()
        return list(row.marks)
