"""One ticket taken up into another (R8), taken back within a day, and fifty who try it at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from tests.desk import Desk, local
from ticketing.actions import callbacks, tickets
from ticketing.actions.callbacks import Outcome
from ticketing.actions.tickets import ComplaintWish, Spoken
from ticketing.db import begin, reading
from ticketing.domain.callbacks import AttemptResult, CallbackState, Window
from ticketing.domain.clocks import ClockKind, ClockState
from ticketing.domain.tickets import NoteKind, Priority, TicketKind, TicketState
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.models.callbacks import Callback
from ticketing.models.relations import TicketMerge
from ticketing.models.tickets import Contact, Note
from ticketing.queries import relations, verify_tickets
from ticketing.queries import tickets as looks


def merge(desk: Desk, source: str, target: str, by: str = "wang", **how: bool) -> None:
    with begin(desk.actor(by)) as work:
        tickets.merge(work, source, None, target, **how)


def undo(desk: Desk, source: str, by: str = "wang") -> None:
    with begin(desk.actor(by)) as work:
        tickets.unmerge(work, source, None)


def write(desk: Desk, number: str, text: str) -> int:
    with begin(desk.actor("wang")) as work:
        return tickets.write_note(work, number, text).id


def promise(desk: Desk, number: str) -> int:
    with begin(desk.actor("wang")) as work:
        window = Window(local("03-02 15:00"), local("03-02 16:00"))
        return tickets.promise(work, number, callbacks.Promise("13800138000", window)).id


def texts(desk: Desk, number: str) -> list[str]:
    with reading() as session:
        ids = relations.merged_ids(session, desk.ticket(number).id)
        return [one.note for one in looks.timeline(session, ids, 0, 500) if one.note]


def whereabouts() -> dict[int, int]:
    with reading() as session:
        return {note.id: note.ticket_id for note in session.scalars(sa.select(Note))}


def consistent() -> bool:
    with reading() as session:
        return verify_tickets.differences(session) == []


def test_messages_promises_and_children_go_where_the_matter_goes_on(desk: Desk) -> None:
    source, target = desk.open(), desk.open()
    write(desk, source, "客户来过电话")
    owed = promise(desk, source)
    child = desk.open(parent_id=desk.ticket(source).id)
    merge(desk, source, target)

    assert desk.ticket(source).state is TicketState.MERGED
    assert desk.ticket(source).merged_into_id == desk.ticket(target).id
    assert [one.ticket_id for one in desk.callbacks() if one.id == owed] == [desk.ticket(target).id]
    assert desk.ticket(child).parent_id == desk.ticket(target).id
    assert texts(desk, target) == ["客户来过电话"]
    assert {one.state for one in desk.clocks_of(source) if one.kind is ClockKind.RESOLUTION} == {ClockState.CANCELLED}
    assert {one.reason for one in desk.clocks_of(source) if one.state is ClockState.CANCELLED} == {"merged"}
    assert consistent()


def test_the_ticket_that_goes_on_answers_from_the_earlier_start(desk: Desk) -> None:
    desk.at("03-02 09:00")
    older = desk.high()
    desk.at("03-02 11:00")
    newer = desk.high()
    assert desk.clock_of(newer, ClockKind.RESOLUTION).due_at == local("03-03 11:30")
    merge(desk, older, newer)
    resolution = desk.clock_of(newer, ClockKind.RESOLUTION)
    assert (resolution.started_at, resolution.due_at) == (local("03-02 09:00"), local("03-03 09:30"))
    assert resolution.elapsed_s == 7200
    assert consistent()

    desk.at("03-02 11:30")
    undo(desk, older)
    again = desk.clock_of(newer, ClockKind.RESOLUTION)
    assert (again.started_at, again.due_at, again.elapsed_s) == (local("03-02 11:00"), local("03-03 11:30"), 0)
    assert consistent()


def test_the_older_start_may_be_left_out_and_a_younger_one_changes_nothing(desk: Desk) -> None:
    desk.at("03-02 09:00")
    first, second = desk.high(), desk.high()
    desk.at("03-02 11:00")
    third = desk.high()
    merge(desk, first, third, inherit_oldest=False)
    assert desk.clock_of(third, ClockKind.RESOLUTION).started_at == local("03-02 11:00")
    merge(desk, third, second)
    assert desk.clock_of(second, ClockKind.RESOLUTION).started_at == local("03-02 09:00")


def test_a_start_so_old_that_the_deadline_has_passed_is_broken_at_its_own_instant(desk: Desk) -> None:
    desk.at("03-02 09:00")
    older = desk.open(priority=Priority.URGENT)
    desk.at("03-02 14:00")
    newer = desk.open(priority=Priority.URGENT)
    desk.at("03-02 15:00")
    merge(desk, older, newer)
    assert desk.clock_of(newer, ClockKind.RESOLUTION).breached_at == local("03-02 14:30")
    assert desk.ticket(newer).breached
    undo(desk, older)
    assert desk.clock_of(newer, ClockKind.RESOLUTION).breached_at is None
    assert desk.clock_of(older, ClockKind.RESOLUTION).breached_at == local("03-02 14:30")
    assert not desk.ticket(newer).breached
    assert consistent()


def test_taken_back_everything_is_where_it_was_and_the_time_between_has_run(desk: Desk) -> None:
    desk.at("03-02 09:00")
    source, target = desk.high(), desk.high()
    noted, owed = write(desk, source, "第一件"), promise(desk, source)
    kept = write(desk, target, "第二件")
    merge(desk, source, target)
    desk.pass_to("03-03 08:40")
    undo(desk, source)

    assert (desk.ticket(source).state, desk.ticket(source).merged_into_id) == (TicketState.OPEN, None)
    where = whereabouts()
    assert where == {noted: desk.ticket(source).id, kept: desk.ticket(target).id}
    assert [one.ticket_id for one in desk.callbacks() if one.id == owed] == [desk.ticket(source).id]
    resolution = desk.clock_of(source, ClockKind.RESOLUTION)
    assert (resolution.state, resolution.due_at) == (ClockState.RUNNING, local("03-03 09:30"))
    assert consistent()
    desk.pass_to("03-03 10:00")
    assert desk.clock_of(source, ClockKind.RESOLUTION).breached_at == local("03-03 09:30")


def test_after_a_day_a_merge_stands(desk: Desk) -> None:
    desk.at("03-02 09:00")
    source, target = desk.open(), desk.open()
    merge(desk, source, target)
    desk.clock.advance(hours=24, seconds=1)
    with pytest.raises(Conflict, match="undo_too_late"):
        undo(desk, source)
    with pytest.raises(Conflict, match="not_merged"):
        undo(desk, target)


def test_what_comes_later_follows_the_chain_to_its_end(desk: Desk) -> None:
    first, second, third = desk.open(), desk.open(), desk.open()
    merge(desk, first, second)
    merge(desk, second, third)
    with begin(desk.actor("wang")) as work:
        heard = tickets.contact(work, first, Spoken("in", answered=False))
        note = tickets.write_note(work, first, "又来电", NoteKind.MESSAGE)
    assert heard.number == third
    assert note.ticket_id == desk.ticket(third).id
    assert "ContactMade" in desk.events(third)


def test_the_middle_of_a_chain_gives_back_only_what_is_its_own(desk: Desk) -> None:
    first, second, third = desk.open(), desk.open(), desk.open()
    one, two = write(desk, first, "甲"), write(desk, second, "乙")
    merge(desk, first, second)
    merge(desk, second, third)
    undo(desk, first)
    where = whereabouts()
    assert where == {one: desk.ticket(first).id, two: desk.ticket(third).id}
    undo(desk, second)
    where = whereabouts()
    assert where == {one: desk.ticket(first).id, two: desk.ticket(second).id}
    assert consistent()


def test_merging_in_a_circle_is_not_possible(desk: Desk) -> None:
    first, second = desk.open(), desk.open()
    merge(desk, first, second)
    with pytest.raises(Invalid, match="target_inactive"):
        merge(desk, second, first)
    with pytest.raises(Invalid, match="same_ticket"):
        merge(desk, second, second)


def test_another_customers_ticket_takes_a_supervisor(desk: Desk) -> None:
    mine, other = desk.open(), desk.open(contact_phone="13900139000")
    with pytest.raises(Forbidden, match="needs_supervisor"):
        merge(desk, mine, other)
    merge(desk, mine, other, by="sun")
    assert desk.ticket(mine).state is TicketState.MERGED


def test_a_complaint_does_not_get_lost_in_a_question(desk: Desk) -> None:
    complaint = desk.open(kind=TicketKind.COMPLAINT, complaint=ComplaintWish("S3"))
    with pytest.raises(Invalid, match="target_no_complaint"):
        merge(desk, complaint, desk.open())
    assert desk.ticket(complaint).state is TicketState.OPEN


def test_a_ticket_of_another_queue_is_no_target_because_it_does_not_exist(desk: Desk) -> None:
    foreign = desk.open(by="zhao", queue="support")
    with pytest.raises(NotFound):
        merge(desk, desk.open(), foreign)


def test_a_waiting_ticket_waits_again_after_the_merge_is_taken_back(desk: Desk) -> None:
    desk.at("03-02 09:00")
    source, target = desk.open(), desk.open()
    desk.pass_to("03-02 10:00")
    with begin(desk.actor("wang")) as work:
        tickets.move(work, source, None, tickets.Going(TicketState.WAITING_CUSTOMER, "parts", local("03-03 09:00")))
    desk.pass_to("03-02 11:00")
    merge(desk, source, target)
    desk.pass_to("03-02 17:00")
    undo(desk, source)
    assert desk.ticket(source).state is TicketState.WAITING_CUSTOMER
    # What stood still before the merge stood still through it: only what ran counts the time between as worked.
    paused = desk.clock_of(source, ClockKind.RESOLUTION)
    assert (paused.state, paused.elapsed_s, paused.due_at) == (ClockState.PAUSED, 3_600, None)
    assert consistent()
    desk.pass_to("03-03 09:00")
    assert desk.ticket(source).state is TicketState.OPEN
    assert desk.clock_of(source, ClockKind.RESOLUTION).due_at == local("03-04 17:00")
    assert consistent()


def test_a_try_that_meets_a_merge_counts_for_the_ticket_that_goes_on(desk: Desk) -> None:
    desk.at("03-02 09:00")
    source, target = desk.open(), desk.open()
    owed = promise(desk, source)
    desk.pass_to("03-02 15:10")
    with begin(desk.actor("wang")) as work:
        # Looked at before the other had its locks; the attempt waits until they are free.
        assert work.session.get_one(Callback, owed).ticket_id == desk.ticket(source).id
        with ThreadPoolExecutor(1) as other:
            other.submit(_elsewhere, desk, source, target).result()
        callbacks.attempt(work, owed, Outcome(AttemptResult.ANSWERED_RESOLVED))
    assert "CallbackAttempted" in desk.events(target)
    assert "CallbackAttempted" not in desk.events(source)
    with reading() as session:
        spoken = session.scalars(sa.select(Contact.ticket_id).filter_by(at=local("03-02 15:10"))).all()
    assert spoken == [desk.ticket(target).id]


def _elsewhere(desk: Desk, source: str, target: str) -> None:
    with desk.app.app_context():
        merge(desk, source, target)


def test_of_fifty_who_merge_the_same_ticket_one_does_it(desk: Desk) -> None:
    source, target = desk.open(), desk.open()
    write(desk, source, "一次")
    promise(desk, source)
    codes = race(desk, [lambda: merge(desk, source, target) for _ in range(50)])
    assert sorted(codes) == ["", *["already_merged"] * 49]
    with reading() as session:
        assert session.scalars(sa.select(sa.func.count(TicketMerge.id))).one() == 1
    assert desk.events(target).count("TicketTaken") == 1
    assert [one.state for one in desk.callbacks()] == [CallbackState.SCHEDULED]
    assert consistent()


def test_of_fifty_who_merge_two_tickets_into_each_other_one_direction_wins(desk: Desk) -> None:
    one, other = desk.open(), desk.open()
    ways: list[Callable[[], None]] = [
        (lambda: merge(desk, one, other)) if turn % 2 else (lambda: merge(desk, other, one)) for turn in range(50)
    ]
    codes = race(desk, ways)
    assert codes.count("") == 1
    assert set(codes) <= {"", "already_merged", "target_inactive"}
    assert sorted(desk.ticket(number).state for number in (one, other)) == ["merged", "open"]
    assert consistent()


def race(desk: Desk, deeds: list[Callable[[], None]]) -> list[str]:
    """Every deed on a thread of its own, all let loose at once; the code of each refusal, "" for who came through."""
    codes, start = [""] * len(deeds), threading.Barrier(len(deeds))

    def run(index: int) -> None:
        with desk.app.app_context():
            start.wait()
            try:
                deeds[index]()
            except (Conflict, Invalid, Forbidden) as refusal:
                codes[index] = refusal.code

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes
