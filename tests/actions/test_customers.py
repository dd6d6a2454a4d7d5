import pytest

from tests.desk import Desk
from ticketing.actions import customers, tickets
from ticketing.actions.customers import CustomerWish
from ticketing.actions.tickets import TicketWish
from ticketing.db import begin, reading
from ticketing.domain.tickets import TicketKind
from ticketing.errors import Conflict, Invalid
from ticketing.models.customers import Customer
from ticketing.queries import customers as looks


def filed(desk: Desk, name: str, *phones: str) -> int:
    with begin(desk.actor("wang")) as work:
        return customers.add(work, CustomerWish(name, phones)).id


@pytest.mark.parametrize("notation", ["+86 138 0013 8000", "0138-0013-8000", "138 0013 8000", "008613800138000"])
def test_a_customer_is_found_by_number_in_any_notation(desk: Desk, notation: str) -> None:
    customer_id = filed(desk, "张伟", "13800138000")
    with reading() as session:
        assert [one.id for one in looks.by_phone(session, notation, "CN")] == [customer_id]


def test_two_people_with_one_number_are_candidates_and_nobody_is_chosen(desk: Desk) -> None:
    both = [filed(desk, name, "010-62345678") for name in ("张伟", "李娜")]
    with reading() as session:
        found = looks.by_phone(session, "01062345678", "CN")
        assert [one.id for one in found] == both
        assert [one.phones[0].shared for one in found] == [True, True]
    number = desk.open(contact_phone="01062345678")
    assert desk.ticket(number).customer_id is None


@pytest.mark.parametrize("text", ["张伟", "张", "zhangwei", "zw", "8000", "13800138000"])
def test_a_customer_is_found_by_name_pinyin_initials_or_part_of_a_number(desk: Desk, text: str) -> None:
    customer_id = filed(desk, "张伟", "13800138000")
    filed(desk, "李娜", "13900139111")
    with reading() as session:
        assert [one.id for one in looks.search(session, text, 0, 10)] == [customer_id]


@pytest.mark.parametrize("text", ["800", "100%", "_", "%", "张_李"])
def test_a_short_fragment_or_a_wildcard_finds_nobody(desk: Desk, text: str) -> None:
    filed(desk, "张伟", "13800138000")
    with reading() as session:
        assert looks.search(session, text, 0, 10) == []


@pytest.mark.parametrize("phone", ["138****8000", "anonymous", ""])
def test_what_is_no_number_is_not_written_down(desk: Desk, phone: str) -> None:
    with pytest.raises(Invalid, match="bad_phone"):
        filed(desk, "张伟", phone)
    with reading() as session:
        assert session.query(Customer).count() == 0


def test_a_caller_who_gives_a_name_gets_a_file_and_is_known_the_next_time(desk: Desk) -> None:
    first, second = (desk.open(customer_name=name) for name in ("王芳", ""))
    assert desk.ticket(first).customer_id is not None
    assert desk.ticket(second).customer_id == desk.ticket(first).customer_id


def test_a_number_in_place_of_a_name_makes_no_file(desk: Desk) -> None:
    with begin(desk.actor("wang")) as work:
        wish = TicketWish(
            kind=TicketKind.INQUIRY, subject="x", customer_name="13800138000", contact_phone="13800138000"
        )
        assert tickets.open_ticket(work, wish).customer_id is None


def test_an_edit_made_looking_at_an_older_file_is_refused(desk: Desk) -> None:
    customer_id = filed(desk, "张伟")
    with begin(desk.actor("wang")) as work:
        customers.edit(work, customer_id, 1, {"grade": "vip"}, ["13900139000"])
    with pytest.raises(Conflict, match="stale_version"), begin(desk.actor("li")) as work:
        customers.edit(work, customer_id, 1, {"grade": "key"}, [])
