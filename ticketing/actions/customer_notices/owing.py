"""Owe the notices that some journal entries give occasion to: the relay's deed, outside of every request.

Told twice of an entry nothing is added: the key of a notice is its kind, its matter and its occasion. Who gets none:
customers who said so, those on the black list, blocked numbers, and numbers that no message reaches.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ticketing.actions import surveys
from ticketing.actions.deliveries import LANGUAGE, Recipient, deliver
from ticketing.domain.customer_notices import NoticeRules, occasion_of, takes_messages
from ticketing.domain.deliveries import Channel, Template
from ticketing.domain.events import CustomerTold, Event
from ticketing.domain.satisfaction import LINK_GOOD_FOR
from ticketing.domain.tickets import TicketState
from ticketing.journal import JournalEntry
from ticketing.models.callbacks import Callback
from ticketing.models.customers import Customer
from ticketing.models.satisfaction import Rating
from ticketing.models.tickets import Ticket
from ticketing.queries import customer_notices
from ticketing.work import Work

#: Takes what a link is for; gives the path that is kept in its place and the hash of the token that stands in it.
Link = Callable[[str], tuple[str, str]]


@dataclass(frozen=True)
class Telling:
    """One thing that one customer may be told; `key` is what makes it the same however often it is heard."""

    template: Template
    ticket: Ticket
    key: str
    callback: Callback | None = None

    @property
    def customer(self) -> Customer | None:
        return self.callback.customer if self.callback and self.callback.customer else self.ticket.customer


def owe(work: Work, entries: Sequence[JournalEntry], rules: NoticeRules, link: Link) -> int:
    """A message for each way that is switched on; gives how many there are more. A handful of statements a batch."""
    tellings = list(_tellings(work, entries, rules))
    region = work.centre.phone_region
    numbers = {one.key: number for one in tellings if (number := _number(one, region))}
    unwilling = customer_notices.unwilling(work.session, set(numbers.values()))
    owed = 0
    for one in tellings:
        customer = one.customer
        if customer is not None and (customer.no_notices or customer.barred_at or not customer.is_alive):
            continue
        ways = {Channel.EMAIL: customer.email if customer else "", Channel.SMS: numbers.get(one.key, "")}
        if ways[Channel.SMS] in unwilling:
            ways[Channel.SMS] = ""
        reached = [(way, ways[way]) for way in rules.ways[one.template] if ways[way]]
        if reached:
            owed += _owed(work, one, reached, rules, link)
    return owed


def _owed(work: Work, one: Telling, reached: Sequence[tuple[Channel, str]], rules: NoticeRules, link: Link) -> int:
    values, customer = _values(work, one, link), one.customer
    hours = rules.hours(one.callback.tz or work.centre.timezone if one.callback else work.centre.timezone)
    at, count = hours.next_opening(work.now), 0
    for way, address in reached:
        language = (customer.language if customer else "") or LANGUAGE
        to = Recipient(address, language, customer_id=customer.id if customer else None)
        made = deliver(
            work,
            channel=way,
            to=to,
            template=one.template,
            values=values,
            key=f"{one.key}:{way.value}",
            ticket_id=one.ticket.id,
            not_before=at,
        )
        count += made is not None
        if made is not None and at > work.now:
            work.record(CustomerTold(one.ticket.id, made, one.template.value, way.value, "queued"))
    return count


def _tellings(work: Work, entries: Sequence[JournalEntry], rules: NoticeRules) -> Iterator[Telling]:
    """What these entries come to, by what is true now; each occasion once."""
    heard = [(event, kind) for entry in entries if (kind := occasion_of(event := entry.event)) in rules.ways and kind]
    owed = customer_notices.promises(work.session, {getattr(event, "callback_id", 0) for event, _ in heard})
    tickets = customer_notices.matters(work.session, {getattr(event, "ticket_id", None) or 0 for event, _ in heard})
    seen = set()
    for event, kind in heard:
        callback = owed.get(getattr(event, "callback_id", 0))
        ticket = tickets.get(getattr(event, "ticket_id", None) or 0)
        found = ticket and (_of_call(kind, event, ticket, callback, work.now) if callback else _of_matter(kind, ticket))
        if found and found.key not in seen:
            seen.add(found.key)
            yield found


def _of_call(kind: Template, event: Event, ticket: Ticket, callback: Callback, now: datetime) -> Telling | None:
    """Nothing is told of a window that is over or holds no more, nor of a try that kept nothing."""
    if callback.kind != "promise":
        return None
    if kind is Template.CALLBACK_KEPT:
        if callback.promise_kept is not True or callback.first_attempt_at is None:
            return None
        occasion = callback.first_attempt_at.isoformat()
    else:
        said = getattr(event, "window_start", "")
        if not callback.is_open or callback.window_end <= now or datetime.fromisoformat(said) != callback.window_start:
            return None
        occasion = callback.window_start.isoformat()
    return Telling(kind, ticket, f"customer:{kind.value}:{callback.id}:{occasion}", callback)


def _of_matter(kind: Template, ticket: Ticket) -> Telling | None:
    if kind is Template.SATISFACTION and (ticket.state is not TicketState.RESOLVED or not ticket.first_response_at):
        return None
    return Telling(kind, ticket, f"customer:{kind.value}:{ticket.id}:{ticket.reopen_count}")


def _number(one: Telling, region: str) -> str:
    """The number that was agreed for this call or given with this matter, else the customer's own that others lack."""
    named = [one.callback.phone if one.callback else None, one.ticket.contact_phone]
    own = [phone.e164 for phone in one.customer.phones if not phone.shared] if one.customer else []
    return next((number for number in [*named, *own] if number and takes_messages(number, region)), "")


def _values(work: Work, one: Telling, link: Link) -> dict[str, str]:
    customer, zone = one.customer, work.centre.zone
    values = {"name": customer.name if customer else "", "number": one.ticket.number}
    if one.template in (Template.TICKET_FILED, Template.COMPLAINT_ANSWERED):
        values["subject"] = one.ticket.subject
    if one.callback is not None:
        zone = ZoneInfo(one.callback.tz) if one.callback.tz else zone
        values |= _times(one.template, one.callback, zone)
    if one.template is Template.SATISFACTION:
        path, hashed = link(one.key)
        values |= {"link": path, "until": f"{_asked(work, one.ticket, hashed).astimezone(zone):%Y-%m-%d %H:%M}"}
    return values


def _times(kind: Template, callback: Callback, zone: ZoneInfo) -> dict[str, str]:
    if kind is Template.CALLBACK_KEPT and callback.first_attempt_at is not None:
        return {"at": f"{callback.first_attempt_at.astimezone(zone):%Y-%m-%d %H:%M}"}
    start, end = callback.window_start.astimezone(zone), callback.window_end.astimezone(zone)
    same_day = start.date() == end.date()
    return {"from": f"{start:%Y-%m-%d %H:%M}", "to": f"{end:%H:%M}" if same_day else f"{end:%Y-%m-%d %H:%M}"}


def _asked(work: Work, ticket: Ticket, hashed: str) -> datetime:
    """Until when the question may be answered; asked once, however often the occasion is heard."""
    known = work.session.scalar(sa.select(Rating.expires_at).filter_by(token_hash=hashed))
    if known is None:
        surveys.ask_by_link(work, ticket.number, hashed)
    return known or work.now + LINK_GOOD_FOR
