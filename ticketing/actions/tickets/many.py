"""One deed for many tickets at once: each as if it were done alone, with the same rights and guards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ticketing.actions.supervision.extensions import ask
from ticketing.actions.supervision.orders import order
from ticketing.actions.tickets.assign import assign
from ticketing.actions.tickets.edit import edit, prioritise
from ticketing.actions.tickets.give import AUTO, give
from ticketing.actions.tickets.move import Going, move
from ticketing.actions.tickets.notes import write_note
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import Priority, TicketState
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.models.tickets import Ticket
from ticketing.queries.finding import seen_by
from ticketing.work import Work

MOST = 200


@dataclass(frozen=True)
class Outcome:
    """What became of one: `code` says why nothing did."""

    number: str
    done: bool
    code: str = ""


def do_all(work: Work, numbers: Sequence[str], deed: str, said: Mapping[str, Any]) -> list[Outcome]:
    """Do `deed` (a key of DEEDS) to each, in the order of their ids, so that two of these never wait in a ring.

    `NotFound` and nothing done when one of them is out of reach; one that refuses leaves the others alone.
    """
    work.require(Permission.TICKET_READ)
    wanted = list(dict.fromkeys(numbers))
    found = sa.select(Ticket.number).where(Ticket.number.in_(wanted), seen_by(work.actor)).order_by(Ticket.id)
    seen = work.session.scalars(found).all()
    if len(seen) != len(wanted):
        raise NotFound(what="tickets")
    return [_one(work, number, DEEDS[deed], said) for number in seen]


def _one(work: Work, number: str, deed: Callable[[Work, str, Mapping[str, Any]], object], said: Any) -> Outcome:
    try:
        with work.undoable():
            deed(work, number, said)
    except (Conflict, Forbidden, Invalid) as refusal:
        return Outcome(number, False, refusal.code)
    return Outcome(number, True)


def _assign(work: Work, number: str, said: Mapping[str, Any]) -> object:
    """To a person, or (`auto`) to whomever the queue's rule finds."""
    if said["owner"] == AUTO:
        return give(work, number, reason=said["reason"])
    return assign(work, number, None, said["owner"], said["reason"])


def _cancel(work: Work, number: str, said: Mapping[str, Any]) -> object:
    return move(work, number, None, Going(TicketState.CANCELLED, said["reason"], None, None))


DEEDS: dict[str, Callable[[Work, str, Mapping[str, Any]], object]] = {
    "assign": _assign,
    "priority": lambda work, number, said: prioritise(work, number, None, Priority(said["priority"]), said["reason"]),
    "queue": lambda work, number, said: edit(work, number, None, {"queue": said["queue"]}),
    "category": lambda work, number, said: edit(work, number, None, {"category": said["category"]}),
    "note": lambda work, number, said: write_note(work, number, said["text"]),
    "cancel": _cancel,
    "order": lambda work, number, said: order(work, number, said["text"], said["at"], said["owner"]),
    "extend": lambda work, number, said: ask(work, number, said["at"], said["text"]),
}
#: What each deed must be told.
NEEDS: Mapping[str, tuple[str, ...]] = {
    **{"assign": ("owner",), "priority": ("priority",), "queue": ("queue",), "category": ("category",)},
    **{"note": ("text",), "order": ("text", "at"), "extend": ("text", "at")},
}
