"""Keep the customers' file; a number that several people share is never settled by itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

from ticketing.domain.customers import Deed
from ticketing.domain.events import CustomerChanged
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import normal
from ticketing.errors import Invalid
from ticketing.models.customers import Customer, CustomerPhone
from ticketing.queries import customers
from ticketing.work import Work, expect_version

EDITABLE = ("name", "grade", "company", "address", "product", "note")


@dataclass(frozen=True)
class CustomerWish:
    """A new customer's file; `phones` in any notation."""

    name: str
    phones: tuple[str, ...] = ()
    grade: str = "normal"
    company: str = ""
    address: str = ""
    product: str = ""
    note: str = ""


def add(work: Work, wish: CustomerWish) -> Customer:
    """A new file with its numbers; a number that others have too is marked as shared on every file."""
    work.require(Permission.CUSTOMER_WRITE)
    customer = work.add(
        Customer(created_at=work.now, pinyin=pinyin(wish.name), **{name: getattr(wish, name) for name in EDITABLE})
    )
    for raw in wish.phones:
        add_phone(work, customer, raw)
    work.record(CustomerChanged(customer.id, Deed.ADDED.value))
    return customer


def edit(work: Work, customer_id: int, version: int | None, fields: dict[str, str], phones: Iterable[str]) -> Customer:
    """Change the named fields and add numbers; numbers are never taken away by an edit."""
    work.require(Permission.CUSTOMER_WRITE)
    customer = work.get(Customer, customer_id)
    expect_version(customer, version)
    for name in EDITABLE:
        if name in fields:
            setattr(customer, name, fields[name])
    customer.pinyin = pinyin(customer.name)
    for raw in phones:
        add_phone(work, customer, raw)
    work.record(CustomerChanged(customer.id, Deed.EDITED.value))
    return customer


def add_phone(work: Work, customer: Customer, raw: str) -> CustomerPhone:
    """Note a number of the customer's; `bad_phone` when there is no number in it, a repeat changes nothing."""
    number = normal(raw, work.centre.phone_region)
    # What the screen masked must not come back as the truth.
    if number is None or "*" in raw:
        raise Invalid("bad_phone", errors={"phone": ["bad_phone"]})
    known = next((phone for phone in customer.phones if phone.e164 == number), None)
    if known:
        return known
    others = customers.phones(work.session, number)
    for phone in others:
        phone.shared = True
    phone = CustomerPhone(customer=customer, e164=number, raw=raw, shared=bool(others))
    work.session.add(phone)
    work.session.flush()
    return phone


def named_or_found(work: Work, name: str, raw_phone: str | None) -> Customer | None:
    """The customer of a call: the only one with this number, else a new file when a name was given.

    Several people with the number: nobody is chosen, the agent has to (4.7).
    """
    # A number typed where the name belongs names nobody.
    name = "" if normal(name, work.centre.phone_region) else name.strip()
    candidates = customers.by_phone(work.session, raw_phone, work.centre.phone_region)
    if len(candidates) == 1 and (not name or candidates[0].name == name):
        return candidates[0]
    same_name = [one for one in candidates if one.name == name]
    if same_name or not name:
        return same_name[0] if len(same_name) == 1 else None
    return add(work, CustomerWish(name=name, phones=(raw_phone,) if raw_phone else ()))


def pinyin(name: str) -> str:
    """Full spelling and initials, by which a name is sorted and found: `zhangwei zw`."""
    syllables = lazy_pinyin(name, style=Style.NORMAL)
    return f"{''.join(syllables)} {''.join(one[0] for one in syllables if one)}".lower()
