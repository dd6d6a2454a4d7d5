"""Whom a click on a number means, whether they may be rung now, and how the phone system is told."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from ticketing.actions import callbacks
from ticketing.actions.callbacks.promise import hours
from ticketing.domain.callbacks import CallbackKind
from ticketing.domain.control import caller_id, device_of, dialable, keys_of
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.customers import Customer
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket
from ticketing.queries import control as looks
from ticketing.queries.control import Line
from ticketing.work import Work


@dataclass(frozen=True)
class Called:
    """A number to dial and what it is dialled about; `owed_now`: whatever the hour."""

    number: str
    name: str = ""
    ticket_id: int | None = None
    callback_id: int | None = None
    owed_now: bool = False


@dataclass(frozen=True)
class Subject:
    """One of these: a call-back, a ticket, a customer's number (counted from 0), or a number as typed."""

    callback: int | None = None
    ticket: str | None = None
    customer: int | None = None
    phone_no: int = 0
    number: str = ""


def called(work: Work, subject: Subject) -> Called:
    """The number behind a subject within the actor's reach. A call-back is claimed by ringing it."""
    if subject.callback is not None:
        return _of_callback(work, subject.callback)
    if subject.ticket is not None:
        return _of_ticket(work, subject.ticket)
    if subject.customer is not None:
        return _of_customer(work, subject.customer, subject.phone_no)
    return Called(subject.number)


def check(work: Work, call: Called, abroad: bool, reason: str) -> str:
    """The number in E.164. Raises `Invalid` for what is no customer's number, `Conflict` (`number_blocked`,
    `outside_calling_hours`: only somebody who may override, and says why, rings then)."""
    number = dialable(call.number, work.centre.phone_region, abroad=abroad)
    if looks.is_blocked(work.session, number):
        raise Conflict("number_blocked")
    opens = hours(work).next_opening(work.now)
    may_anyway = call.owed_now or (bool(reason.strip()) and work.may(Permission.TICKET_OVERRIDE))
    if opens > work.now and not may_anyway:
        raise Conflict("outside_calling_hours", opens_at=opens.isoformat())
    return number


def order(work: Work, person: Person, line: Line, call: Called, number: str) -> dict[str, Any]:
    """What the phone system is told: ring the person's own phone first, then the customer."""
    settings = line.settings
    about = {"REXIAN_TICKET": call.ticket_id, "REXIAN_CALLBACK": call.callback_id}
    return {
        "device": device_of(person.extension or "", settings.phones),
        "context": settings.dial_context,
        "keys": keys_of(number, work.centre.phone_region, settings.dial_prefix),
        # While the own phone rings it shows who is about to be called.
        "caller_id": caller_id(call.name, keys_of(number, work.centre.phone_region)),
        "ring_s": settings.ring_s,
        "variables": {name: str(value) for name, value in about.items() if value is not None},
    }


def shown(work: Work, number: str) -> str:
    return masked(number, work.centre.phone_region) or ""


def channel_id() -> str:
    """The unique id that the new call gets; drawn here, so that the call can be told again whatever happens."""
    return f"rexian-{secrets.token_hex(10)}"


def _of_callback(work: Work, callback_id: int) -> Called:
    callback = callbacks.claim(work, callback_id)
    name = callback.customer.name if callback.customer else ""
    owed = callback.kind is CallbackKind.DROPPED_CALL
    return Called(callback.phone, name, callback.ticket_id, callback.id, owed_now=owed)


def _of_ticket(work: Work, number: str) -> Called:
    ticket = work.session.scalar(sa.select(Ticket).where(Ticket.number == number))
    if ticket is None:
        raise NotFound(what="tickets")
    work.require(Permission.TICKET_READ, ticket.target)
    known = ticket.customer.phones if ticket.customer else []
    phone = ticket.contact_phone or (known[0].e164 if known else None)
    if phone is None:
        raise Invalid("no_number", errors={"ticket": ["no_number"]})
    return Called(phone, ticket.customer.name if ticket.customer else "", ticket_id=ticket.id)


def _of_customer(work: Work, customer_id: int, phone_no: int) -> Called:
    work.require(Permission.CUSTOMER_READ)
    customer = work.session.get(Customer, customer_id)
    if customer is None:
        raise NotFound(what="customers")
    if not 0 <= phone_no < len(customer.phones):
        raise Invalid("no_number", errors={"phone_no": ["no_number"]})
    return replace(Called(customer.phones[phone_no].e164), name=customer.name)
