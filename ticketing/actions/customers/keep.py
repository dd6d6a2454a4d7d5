"""Keep the customers' file; a number that several people share is never settled by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from pypinyin import Style, lazy_pinyin

from ticketing.actions import audit
from ticketing.domain.customers import Deed
from ticketing.domain.deliveries import email_of
from ticketing.domain.events import CustomerChanged
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked, normal
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.customers import Customer, CustomerNote, CustomerPhone
from ticketing.queries import customers
from ticketing.work import Work, expect_version

EDITABLE = ("name", "grade", "company", "address", "product", "note", "email", "language", "no_notices")


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
    email: str = ""
    # zh, en, or empty for the centre's own.
    language: str = ""
    no_notices: bool = False


def add(work: Work, wish: CustomerWish) -> Customer:
    """A new file with its numbers; a number that others have too is marked as shared on every file."""
    work.require(Permission.CUSTOMER_WRITE)
    wish = replace(wish, email=_email(wish.email))
    customer = work.add(
        Customer(created_at=work.now, pinyin=pinyin(wish.name), **{name: getattr(wish, name) for name in EDITABLE})
    )
    for raw in wish.phones:
        add_phone(work, customer, raw)
    work.record(CustomerChanged(customer.id, Deed.ADDED.value))
    return customer


def edit(work: Work, customer_id: int, version: int | None, fields: dict[str, Any], phones: Iterable[str]) -> Customer:
    """Change the named fields and add numbers; numbers are never taken away by an edit. `Invalid` (`bad_email`)."""
    work.require(Permission.CUSTOMER_WRITE)
    customer = held(work, customer_id)
    expect_version(customer, version)
    if "email" in fields:
        fields = fields | {"email": _email(fields["email"])}
    if fields.get("no_notices", customer.no_notices) != customer.no_notices:
        audit.record(work, "customer_notices_chosen", f"customer:{customer_id}", no_notices=fields["no_notices"])
    for name in EDITABLE:
        if name in fields:
            setattr(customer, name, fields[name])
    customer.pinyin = pinyin(customer.name)
    for raw in phones:
        add_phone(work, customer, raw)
    work.record(CustomerChanged(customer.id, Deed.EDITED.value))
    return customer


def held(work: Work, customer_id: int) -> Customer:
    """The file under lock; 404 for one that is erased, 409 `merged_away` with the file that it became part of."""
    customer = work.get(Customer, customer_id)
    if customer.erased_at is not None:
        raise NotFound(what="customers")
    if customer.merged_into_id is not None:
        raise Conflict("merged_away", into=customer.merged_into_id)
    return customer


def write_note(work: Work, customer_id: int, text: str) -> CustomerNote:
    """A word for colleagues, whatever the matter."""
    work.require(Permission.CUSTOMER_WRITE)
    held(work, customer_id)
    return work.add(CustomerNote(customer_id=customer_id, author_id=work.actor.id, text=text, written_at=work.now))


def drop_phone(work: Work, customer_id: int, phone_id: int) -> Customer:
    """Take a number off the file; whoever else has it may have it alone from now on."""
    work.require(Permission.CUSTOMER_WRITE)
    customer = held(work, customer_id)
    phone = next((one for one in customer.phones if one.id == phone_id), None)
    if phone is None:
        raise NotFound(what="customer_phones")
    customer.version += 1
    work.session.delete(phone)
    work.session.flush()
    work.session.refresh(customer)
    share(work, {phone.e164})
    work.record(CustomerChanged(customer.id, Deed.EDITED.value))
    audit.record(work, "customer_phone_dropped", f"customer:{customer_id}", phone=masked(phone.e164))
    return customer


def share(work: Work, numbers: Iterable[str]) -> None:
    """Mark each number as shared or not, as the living files have it now."""
    for number in sorted(numbers):
        found = sa.select(CustomerPhone).join(Customer).where(CustomerPhone.e164 == number, Customer.is_alive)
        rows = work.session.scalars(found).all()
        for row in rows:
            row.shared = len(rows) > 1
    work.session.flush()


def add_phone(work: Work, customer: Customer, raw: str) -> CustomerPhone:
    """Note a number of the customer's; `bad_phone` when there is no number in it, a repeat changes nothing."""
    number = normal(raw, work.centre.phone_region)
    # What the screen masked must not come back as the truth.
    if number is None or "*" in raw:
        raise Invalid("bad_phone", errors={"phone": ["bad_phone"]})
    known = next((phone for phone in customer.phones if phone.e164 == number), None)
    if known:
        return known
    phone = CustomerPhone(customer=customer, e164=number, raw=raw)
    work.session.add(phone)
    work.session.flush()
    share(work, {number})
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


def _email(text: str) -> str:
    # What the screen masked must not come back as the truth.
    if "*" in text:
        raise Invalid("bad_email", errors={"email": ["bad_email"]})
    return email_of(text, "email") if text.strip() else ""


def pinyin(name: str) -> str:
    """Full spelling and initials, by which a name is sorted and found: `zhangwei zw`."""
    syllables = lazy_pinyin(name, style=Style.NORMAL)
    return f"{''.join(syllables)} {''.join(one[0] for one in syllables if one)}".lower()
