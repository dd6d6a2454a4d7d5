"""Words that are written often and steps that are done together: kept here, and done to a ticket at one press."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit, tickets
from ticketing.actions.tickets.held import writable
from ticketing.domain.macros import put_in
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import Priority, TicketState
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.macros import Macro
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket
from ticketing.work import Work, expect_version

PLAIN = ("name", "name_en", "audience", "text", "changes", "kinds", "position", "active")


def add(work: Work, code: str, fields: Mapping[str, Any]) -> Macro:
    """A new one. `code_taken`."""
    work.require(Permission.QUEUE_ADMIN)
    if work.session.scalar(sa.select(Macro.id).filter_by(code=code)) is not None:
        raise Conflict("code_taken", code=code)
    row = work.add(Macro(code=code, **{name: fields[name] for name in PLAIN if name in fields}))
    audit.record(work, "macro_added", f"macro:{code}")
    return row


def edit(work: Work, code: str, version: int | None, fields: Mapping[str, Any]) -> Macro:
    """Change what is named."""
    work.require(Permission.QUEUE_ADMIN)
    row = one(work, code)
    expect_version(row, version)
    before = values(row, fields)
    for name in PLAIN:
        if name in fields:
            setattr(row, name, fields[name])
    audit.record(work, "macro_edited", f"macro:{code}", before=before, after=values(row, fields))
    return row


def values(row: Macro, names: Iterable[str]) -> dict[str, Any]:
    """What stands there of these fields, as `edit` takes them."""
    return {name: getattr(row, name) for name in PLAIN if name in names}


def run(work: Work, number: str, version: int | None, code: str) -> Ticket:
    """Do all that the macro says, with the actor's own rights, or nothing: the first refusal stops it.

    `not_for_this` for a macro of another kind of ticket, `macro_off` for one that is not in use.
    """
    row = one(work, code)
    ticket = writable(work, number, version)
    if not row.active:
        raise Conflict("macro_off")
    if row.kinds and ticket.kind.value not in row.kinds:
        raise Invalid("not_for_this", errors={"macro": ["not_for_this"]})
    if row.text:
        tickets.write_note(work, number, filled(work, row.text, ticket), row.audience)
    for name, deed in _DEEDS.items():
        if row.changes.get(name) not in (None, "", []):
            deed(work, number, row.changes)
    return writable(work, number)


def filled(work: Work, text: str, ticket: Ticket) -> str:
    """The text with its places filled: {customer}, {number}, {subject}, {agent}; nothing else is a place."""
    agent = work.session.get(Person, work.actor.id) if work.actor.id is not None else None
    places = {
        "{customer}": ticket.customer.name if ticket.customer else "",
        "{number}": ticket.number,
        "{subject}": ticket.subject,
        "{agent}": agent.name if agent else "",
    }
    return put_in(text, places)


def one(work: Work, code: str) -> Macro:
    """The macro of this code; `NotFound` without one."""
    row = work.session.scalar(sa.select(Macro).filter_by(code=code))
    if row is None:
        raise NotFound(what="macros")
    return row


def _prioritise(work: Work, number: str, said: Mapping[str, Any]) -> None:
    tickets.prioritise(work, number, None, Priority(said["priority"]), said.get("reason", ""))


def _tag(work: Work, number: str, said: Mapping[str, Any]) -> None:
    tickets.tag(work, number, None, [*writable(work, number).tags, *said["tags"]])


def _move(work: Work, number: str, said: Mapping[str, Any]) -> None:
    tickets.move(work, number, None, tickets.Going(TicketState(said["to"]), said.get("reason", "")))


# In this order: the step of the state table comes last, when the rest is as it should be.
_DEEDS: dict[str, Callable[[Work, str, Mapping[str, Any]], object]] = {
    "category": lambda work, number, said: tickets.edit(work, number, None, {"category": said["category"]}),
    "priority": _prioritise,
    "tags": _tag,
    "owner": lambda work, number, said: tickets.assign(work, number, None, said["owner"], said.get("reason", "")),
    "to": _move,
}
