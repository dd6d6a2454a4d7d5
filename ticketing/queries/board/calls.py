"""Row `me` / `call`: what an agent must know of the caller the moment the phone rings. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple, TypeVar

import sqlalchemy as sa

from ticketing.domain.callbacks import OPEN_CALLBACKS
from ticketing.domain.instants import SECOND_US, instant, micros
from ticketing.domain.tickets.words import TERMINAL
from ticketing.models.callbacks import Callback
from ticketing.models.calls import AgentSlice, QueueVisit
from ticketing.models.customers import Customer, CustomerPhone
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket
from ticketing.queries.board.change import Change, Look, Row, stamp, stamp_us
from ticketing.queries.board.phones import RawName, every_queue, names_of, people_behind, slices

Thing = TypeVar("Thing")

HISTORY = 5
OPEN_TICKETS = 5
REPEATS = {"repeat_24h": timedelta(hours=24), "repeat_48h": timedelta(hours=48)}
# How far back "the last contacts" may lie; bounds what the screen pop reads.
MEMORY = timedelta(days=90)

_STAGES = {"ringing": "ringing", "talking": "talking", "hold": "talking", "acw": "wrapup"}


class OnCall(NamedTuple):
    person_id: int
    slice: AgentSlice
    visit: QueueVisit
    queue: Queue | None


def rows(look: Look, people: Collection[int] | None = None) -> Iterator[Change]:
    """The call of each of these people (every agent when None), gone for those who have none."""
    found = {one.person_id: one for one in _on_calls(look, people)}
    known = _Known(look, [one.visit for one in found.values()])
    asked = people if people is not None else look.session.scalars(sa.select(Person.id).where(Person.code.is_not(None)))
    for person_id in asked:
        topic = f"me:{person_id}"
        call = found.get(person_id)
        yield look.row(topic, "call", _row(call, known)) if call else look.gone(topic, "call")


def with_callers_of(look: Look, callids: Collection[str]) -> set[int]:
    """Who is just now on a call with somebody who made one of these calls, too."""
    numbers = set(look.session.scalars(sa.select(QueueVisit.caller_norm).where(QueueVisit.callid.in_(callids))))
    return {one.person_id for one in _on_calls(look, None) if one.visit.caller_norm in numbers - {None}}


def about_tickets(look: Look, ids: Collection[int]) -> set[int]:
    """Who is just now on a call with somebody whom one of these tickets is about."""
    on_call = _on_calls(look, None)
    if not on_call:
        return set()
    tickets = look.session.scalars(sa.select(Ticket).where(Ticket.id.in_(ids))).all()
    people = {ticket.customer_id for ticket in tickets if ticket.customer_id}
    numbers = {ticket.contact_phone for ticket in tickets if ticket.contact_phone}
    numbers.update(look.session.scalars(sa.select(Callback.phone).where(Callback.ticket_id.in_(ids))))
    numbers.update(look.session.scalars(sa.select(CustomerPhone.e164).where(CustomerPhone.customer_id.in_(people))))
    return {one.person_id for one in on_call if one.visit.caller_norm in numbers or one.visit.customer_id in people}


def _on_calls(look: Look, people: Collection[int] | None) -> list[OnCall]:
    """Who is on a call or wrapping one up, with the visit it belongs to."""
    busy = {RawName(one.pbx_id, one.agent): one for one in slices(look, _names(look, people)) if one.state in _STAGES}
    calls = {(one.pbx_id, one.callid or "", one.queue) for one in busy.values()}
    visits = {
        (visit.pbx_id, visit.callid, visit.queue): (visit, queue)
        for visit, queue in look.session.execute(
            sa.select(QueueVisit, Queue)
            .outerjoin(Queue, Queue.code == QueueVisit.queue)
            .where(sa.tuple_(QueueVisit.pbx_id, QueueVisit.callid, QueueVisit.queue).in_(list(calls)))
            .order_by(QueueVisit.enter_us, QueueVisit.seq)
        )
    }
    found = []
    for name, persons in people_behind(look, list(busy)).items():
        slice_ = busy[name]
        call = visits.get((slice_.pbx_id, slice_.callid or "", slice_.queue))
        found += [OnCall(person, slice_, *call) for person in persons if call]
    return sorted(found, key=lambda one: one.slice.start_us)


def _names(look: Look, people: Collection[int] | None) -> list[RawName] | None:
    if people is None:
        return None
    return [name for names in names_of(look, people).values() for name in names]


class _Known:
    """What the house knows of the callers of some visits, by number in E.164."""

    def __init__(self, look: Look, visits: Sequence[QueueVisit]) -> None:
        self._look = look
        self._numbers = {visit.caller_norm for visit in visits if visit.caller_norm}
        self.customers = self._customers()
        self._people = {customer.id for found in self.customers.values() for customer in found}
        self.earlier = self._visits()
        self.tickets = self._tickets()
        self.callbacks = self._callbacks()
        # Most callers ring for the first time: then nobody asks.
        self.queues = {queue.code: queue.name for queue in every_queue(look)} if any(self.earlier.values()) else {}

    def of(self, number: str | None) -> list[Customer]:
        return self.customers[number or ""]

    def _customers(self) -> dict[str, list[Customer]]:
        rows = self._look.session.execute(
            sa.select(CustomerPhone.e164, Customer)
            .join(Customer, CustomerPhone.customer_id == Customer.id)
            .where(CustomerPhone.e164.in_(self._numbers))
            .order_by(Customer.id)
        )
        return _grouped((number, customer) for number, customer in rows)

    def _visits(self) -> dict[str, list[QueueVisit]]:
        since = micros(self._look.now - MEMORY)
        return _grouped(
            (visit.caller_norm, visit)
            for visit in self._look.session.scalars(
                sa.select(QueueVisit)
                .where(QueueVisit.caller_norm.in_(self._numbers), QueueVisit.enter_us >= since)
                .order_by(QueueVisit.enter_us.desc())
                .limit(500)
            )
        )

    def _tickets(self) -> list[Ticket]:
        theirs = sa.or_(Ticket.customer_id.in_(self._people), Ticket.contact_phone.in_(self._numbers))
        return list(
            self._look.session.scalars(
                sa.select(Ticket)
                .where(theirs, Ticket.opened_at >= self._look.now - MEMORY)
                .order_by(Ticket.opened_at.desc(), Ticket.id.desc())
                .limit(500)
            )
        )

    def _callbacks(self) -> dict[str, list[Callback]]:
        return _grouped(
            (callback.phone, callback)
            for callback in self._look.session.scalars(
                sa.select(Callback)
                .where(Callback.phone.in_(self._numbers), Callback.promised_at >= self._look.now - MEMORY)
                .order_by(Callback.window_end, Callback.id)
                .limit(500)
            )
        )


def _row(call: OnCall, known: _Known) -> Row:
    visit = call.visit
    customers = known.of(visit.caller_norm)
    mine = next(
        (one for one in customers if one.id == visit.customer_id), customers[0] if len(customers) == 1 else None
    )
    tickets = [one for one in known.tickets if _concerns(one, mine, visit.caller_norm)]
    return {
        "callid": visit.callid,
        "queue": visit.queue,
        "queue_name": call.queue.name if call.queue else visit.queue,
        "stage": _STAGES[call.slice.state],
        "since": stamp_us(call.slice.start_us),
        "caller": visit.caller_norm or visit.caller,
        "caller_name": visit.caller_name,
        "wait_s": None if visit.wait_us is None else visit.wait_us // SECOND_US,
        "number_shared": len(customers) > 1,
        "customer": _customer(mine),
        "candidates": [{"id": one.id, "name": one.name} for one in customers] if mine is None else [],
        **_repeats(visit, known),
        "open_tickets": [_ticket(one) for one in tickets if one.state not in TERMINAL][:OPEN_TICKETS],
        "promised": _promised(known.callbacks[visit.caller_norm or ""]),
        "history": _history(visit, tickets, known),
    }


def _repeats(visit: QueueVisit, known: _Known) -> Row:
    """How often this number called before within 24 and 48 hours of this call."""
    before = [
        visit.enter_us - one.enter_us
        for one in known.earlier[visit.caller_norm or ""]
        if one.callid != visit.callid and one.enter_us < visit.enter_us
    ]
    return {name: sum(1 for ago in before if ago <= span / timedelta(microseconds=1)) for name, span in REPEATS.items()}


def _promised(callbacks: Sequence[Callback]) -> Row | None:
    open_ = next((one for one in callbacks if one.state in OPEN_CALLBACKS), None)
    if open_ is None:
        return None
    return {"callback_id": open_.id, "window_end": stamp(open_.window_end), "note": open_.note}


def _history(visit: QueueVisit, tickets: Sequence[Ticket], known: _Known) -> list[Row]:
    """The newest contacts of any kind, newest first."""
    calls = [
        {
            "at": stamp(instant(one.enter_us)),
            "kind": "call",
            "text": known.queues.get(one.queue, one.queue),
            "outcome": one.outcome.value,
        }
        for one in known.earlier[visit.caller_norm or ""]
        if one.callid != visit.callid and one.stage == "ended"
    ]
    matters = [
        {"at": stamp(one.opened_at), "kind": "ticket", "text": one.subject, "outcome": one.state.value}
        for one in tickets
    ]
    promises = [
        {"at": stamp(one.promised_at), "kind": "callback", "text": one.note, "outcome": one.outcome or one.state.value}
        for one in known.callbacks[visit.caller_norm or ""]
    ]
    return sorted(calls + matters + promises, key=lambda one: one["at"] or "", reverse=True)[:HISTORY]


def _concerns(ticket: Ticket, customer: Customer | None, number: str | None) -> bool:
    by_person = customer is not None and ticket.customer_id == customer.id
    return by_person or (number is not None and ticket.contact_phone == number)


def _customer(customer: Customer | None) -> Row | None:
    if customer is None:
        return None
    fields = ("id", "name", "grade", "address", "product", "note")
    return {name: getattr(customer, name) for name in fields}


def _ticket(ticket: Ticket) -> Row:
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "kind": ticket.kind.value,
        "state": ticket.state.value,
        "due_at": stamp(ticket.next_due_at),
    }


def _grouped(pairs: Iterable[tuple[str | None, Thing]]) -> dict[str, list[Thing]]:
    found: dict[str, list[Thing]] = defaultdict(list)
    for key, value in pairs:
        found[key or ""].append(value)
    return found
