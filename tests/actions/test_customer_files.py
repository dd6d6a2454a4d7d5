"""Two files made one and parted again, the black list, the person's own rights."""

import threading
from datetime import date

import pytest
import sqlalchemy as sa

from tests.desk import Desk
from ticketing.actions import complaints, customers, exports, reports, tickets
from ticketing.actions.customers import CustomerWish, erase
from ticketing.db import begin, do, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.customers import ANSWER_WITHIN, RequestKind, RequestState
from ticketing.domain.satisfaction import Via
from ticketing.domain.tickets import TicketKind, TicketState
from ticketing.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from ticketing.models.base import Base
from ticketing.models.control import BlockedNumber
from ticketing.models.customers import Customer, CustomerMerge, CustomerPhone, PersonalRequest
from ticketing.models.file_jobs import FileJob
from ticketing.models.reports import ReportRun
from ticketing.models.satisfaction import Rating
from ticketing.models.system import AuditRow
from ticketing.models.tickets import Note
from ticketing.queries import customer_history, verify_reports
from ticketing.queries import customers as looks

MONDAY = date(2026, 3, 2)


def filed(desk: Desk, name: str, *phones: str) -> int:
    with begin(desk.actor("wang")) as work:
        return customers.add(work, CustomerWish(name, phones)).id


def merged(desk: Desk, target: int, source: int, by: str = "chen") -> int:
    with begin(desk.actor(by)) as work:
        return customers.merge(work, target, source, None, "同一人").id


def phones(customer_id: int) -> dict[str, bool]:
    with reading() as session:
        found = session.scalars(sa.select(CustomerPhone).filter_by(customer_id=customer_id))
        return {phone.e164[-4:]: phone.shared for phone in found}


def test_a_merge_brings_numbers_and_matters_over_and_its_undo_brings_them_back(desk: Desk) -> None:
    one, two = filed(desk, "张伟", "13800138000"), filed(desk, "张先生", "13900139000", "13800138000")
    number = desk.open(customer_id=two)
    merge_id = merged(desk, one, two)
    assert desk.ticket(number).customer_id == one
    assert phones(one) == {"8000": False, "9000": False}
    with reading() as session:
        assert [one.id for one in looks.search(session, "9000", 0, 9)] == [one]
        assert [one.id for one in looks.by_phone(session, "139-0013-9000", "CN")] == [one]
    later = desk.open(customer_id=one)
    with begin(desk.actor("chen")) as work:
        customers.part(work, merge_id)
    assert (desk.ticket(number).customer_id, desk.ticket(later).customer_id) == (two, one)
    assert phones(one) == {"8000": True}
    assert phones(two) == {"9000": False, "8000": True}


def test_a_merge_is_undone_once_and_within_a_day_only(desk: Desk) -> None:
    one, two, three = filed(desk, "甲"), filed(desk, "乙"), filed(desk, "丙")
    desk.at("03-02 09:00")
    first, second = merged(desk, one, two), merged(desk, one, three)
    with begin(desk.actor("chen")) as work:
        customers.part(work, first)
    refused(desk, "parted_already", lambda work: customers.part(work, first))
    desk.at("03-03 09:01")
    refused(desk, "too_late_to_part", lambda work: customers.part(work, second))


def test_what_went_on_into_another_file_is_neither_merged_nor_parted_nor_edited(desk: Desk) -> None:
    one, two, three = filed(desk, "甲"), filed(desk, "乙"), filed(desk, "丙")
    inner = merged(desk, two, three)
    merged(desk, one, two)
    refused(desk, "merged_away", lambda work: customers.part(work, inner))
    refused(desk, "merged_away", lambda work: customers.merge(work, one, two, None))
    refused(desk, "merged_away", lambda work: customers.edit(work, two, None, {"name": "x"}, ()))
    with pytest.raises(Invalid, match="same_customer"), begin(desk.actor("chen")) as work:
        customers.merge(work, one, one, None)
    with pytest.raises(Forbidden), begin(desk.actor("wang")) as work:
        customers.merge(work, one, three, None)


def refused(desk: Desk, code: str, deed) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Conflict) as refusal, begin(desk.actor("sun")) as work:
        deed(work)
    assert refusal.value.code == code


def test_of_fifty_who_merge_one_pair_at_once_one_does(desk: Desk) -> None:
    one, two = filed(desk, "甲", "13800138000"), filed(desk, "乙", "13900139000")
    actor, ends = desk.actor("chen"), []

    def try_it(turn: int) -> None:
        pair = (one, two) if turn % 2 else (two, one)
        with desk.app.app_context():
            try:
                do(actor, lambda work: customers.merge(work, *pair, None))
                ends.append("done")
            except Conflict as refusal:
                ends.append(refusal.code)

    threads = [threading.Thread(target=try_it, args=(turn,)) for turn in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["done", *["merged_away"] * 49]
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(CustomerMerge)) == 1


def test_nobody_dials_the_own_numbers_of_whoever_is_on_the_black_list(desk: Desk) -> None:
    barred = filed(desk, "甲", "13800138000", "01062345678")
    filed(desk, "乙", "01062345678")
    with begin(desk.actor("chen")) as work:
        customers.bar(work, barred, None, "骚扰")
    with reading() as session:
        assert list(session.scalars(sa.select(BlockedNumber.e164))) == ["+8613800138000"]
    with begin(desk.actor("chen")) as work:
        customers.allow(work, barred, None)
    with reading() as session:
        assert session.get_one(Customer, barred).barred_at is None
        assert list(session.scalars(sa.select(BlockedNumber.e164))) == []


def test_the_history_shows_each_only_what_they_may_see(desk: Desk) -> None:
    customer = filed(desk, "张伟", "13800138000")
    sales, support = desk.open(customer_id=customer), desk.open(customer_id=customer, by="zhao", queue="support")
    assert told(desk, "sun", customer) == {sales, support}
    assert told(desk, "wang", customer) == {sales}
    assert told(desk, "zhao", customer) == {support}


def told(desk: Desk, login: str, customer: int) -> set[str]:
    desk.clock.advance(minutes=1)
    with reading() as session:
        found = customer_history.contacts(session, desk.actor(login), customer, desk.clock.now())
        return {entry.says["number"] for entry in found if entry.kind == "ticket"}


def test_a_number_taken_off_a_shared_pair_is_the_others_alone(desk: Desk) -> None:
    one, two = filed(desk, "甲", "13800138000"), filed(desk, "乙", "13800138000")
    with reading() as session:
        phone = session.scalars(sa.select(CustomerPhone).filter_by(customer_id=one)).one()
    with begin(desk.actor("wang")) as work:
        customers.drop_phone(work, one, phone.id)
    assert (phones(one), phones(two)) == ({}, {"8000": False})


def test_after_an_erasure_the_number_is_nowhere_but_as_a_seal_in_the_audit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As small as can be, so that it goes through the tables in many steps.
    monkeypatch.setattr(erase, "AT_ONCE", 2)
    customer = filed(desk, "欧阳锋", "13812345678")
    number = desk.open(customer_id=customer, contact_phone="138 1234 5678", content="回拨 138-1234-5678")
    complaint = desk.open(
        customer_id=customer,
        kind=TicketKind.COMPLAINT,
        content="欧阳锋(13812345678)投诉空调",
        contact_phone="13812345678",
    )
    with begin(desk.actor("wang")) as work:
        tickets.write_note(work, number, "客户的另一写法 +86 138 1234 5678")
    with begin(desk.actor("wang")) as work:
        said = {"details": {"contact_person": "欧阳夫人", "address": "金沙江路9号", "product": "空调"}}
        complaints.edit(work, complaint, None, {"demand": "欧阳锋要求回电 13812345678", **said})
        complaints.propose(work, complaint, None, "请欧阳锋来店")
        for ticket, comment in ((number, "住在金沙江路9号"), (complaint, "欧阳锋很生气 138 1234 5678")):
            rated = Rating(via=Via.LINK, ticket_id=desk.ticket(ticket).id, customer_id=customer, asked_at=work.now)
            rated.answer(1, work.now, comment=comment)
            work.add(rated)
    refused(desk, "open_matters", lambda work: customers.ask_erasure(work, customer, "客户要求"))
    with begin(desk.actor("sun")) as work:
        for one in (number, complaint):
            tickets.move(work, one, None, tickets.Going(TicketState.CANCELLED, "误建"))
    with begin(desk.actor("sun")) as work:
        request = customers.ask_erasure(work, customer, "客户要求")
        assert request.due_at - request.asked_at == ANSWER_WITHIN
    steps = 0
    while (request_id := taken_up()) is not None:
        with begin(SYSTEM) as work:
            erase.erase(work, request_id)
        steps += 1
    assert steps > 5
    assert everywhere("金沙江路") == everywhere("欧阳夫人") == []
    assert everywhere("12345678") == everywhere("1234 5678") == everywhere("1234-5678") == everywhere("欧阳锋") == []
    with reading() as session:
        assert session.get_one(Customer, customer).erased_at == desk.clock.now()
        assert "投诉空调" in desk.ticket(complaint).content
        assert session.scalars(sa.select(Note.text)).all() == ["—"]
        assert looks.by_phone(session, "13812345678", "CN") == []
        done = session.scalars(sa.select(PersonalRequest)).one()
        assert (done.kind, done.state, done.progress) == (RequestKind.ERASURE, RequestState.DONE, {})
        assert done.outcome["ratings"] == 1
        sealed = session.scalars(sa.select(AuditRow).filter_by(action="personal_erased")).one()
        assert len(sealed.detail["numbers"][0]) == 64
    with pytest.raises(NotFound), begin(desk.actor("wang")) as work:
        customers.edit(work, customer, None, {"name": "x"}, ())


def test_r17_after_an_erasure_stored_sheets_have_the_same_sums_no_name_and_old_files_are_gone(desk: Desk) -> None:
    customer = filed(desk, "欧阳锋", "13812345678")
    number = desk.open(customer_id=customer, kind=TicketKind.COMPLAINT, contact_phone="13812345678")
    other = desk.open(kind=TicketKind.COMPLAINT)
    desk.clock.advance(days=1)
    with begin(desk.actor("sun")) as work:
        run_id = reports.rerun(work, "complaint_tracking", MONDAY).id
        about = {"direction": "export", "kind": "sheet:complaint_register", "name": "x.csv", "state": "done"}
        job = work.add(FileJob(**about, asked_by=work.actor.id, asked_at=work.now, finished_at=work.now, content=b"x"))
    with begin(SYSTEM) as work:
        reports.make(work, run_id)
    assert [row["customer"] for row in tracked()] == ["欧阳锋", None]
    with begin(desk.actor("sun")) as work:
        tickets.move(work, number, None, tickets.Going(TicketState.CANCELLED, "误建"))
    with begin(desk.actor("sun")) as work:
        customers.ask_erasure(work, customer, "客户要求")
    while (request_id := taken_up()) is not None:
        with begin(SYSTEM) as work:
            erase.erase(work, request_id)
    assert [(row["number"], row["customer"]) for row in tracked()] == [(number, "已删除"), (other, None)]
    assert everywhere("欧阳锋") == []
    with reading() as session:
        assert verify_reports.differences(session) == []
    with pytest.raises(Gone), begin(desk.actor("sun")) as work:
        exports.fetched(work, job.id)


def tracked() -> list[dict[str, object]]:
    with reading() as session:
        rows: list[dict[str, object]] = session.scalars(sa.select(ReportRun)).one().content["rows"]
        return rows


def taken_up() -> int | None:
    with begin(SYSTEM) as work:
        return erase.take_up(work)


def everywhere(text: str) -> list[str]:
    """The tables with this text in any row."""
    found = []
    with reading() as session:
        for table in Base.metadata.tables:
            statement = sa.text(f'SELECT count(*) FROM "{table}" AS it WHERE it::text LIKE :text')  # noqa: S608
            if session.scalar(statement, {"text": f"%{text}%"}):
                found.append(table)
    return found


def test_a_number_that_another_file_has_too_is_not_erased(desk: Desk) -> None:
    one, two = filed(desk, "甲一", "13812345678"), filed(desk, "乙二", "13812345678")
    with begin(desk.actor("sun")) as work:
        customers.ask_erasure(work, one, "客户要求")
    request_id = taken_up()
    assert request_id is not None
    with begin(SYSTEM) as work:
        erase.erase(work, request_id)
    with reading() as session:
        assert [file.id for file in looks.by_phone(session, "13812345678", "CN")] == [two]
