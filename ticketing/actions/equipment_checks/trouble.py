"""A fault becomes a ticket, or belongs to one that is open already."""

from dataclasses import dataclass

import sqlalchemy as sa

from ticketing.actions import audit, tickets
from ticketing.actions.tickets import TicketWish, held
from ticketing.domain.equipment_checks import CheckState, Verdict
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import Priority, Source, TicketKind
from ticketing.errors import Conflict, NotFound
from ticketing.models.equipment_checks import CheckChange, CheckRow, CheckSheet
from ticketing.models.tickets import Ticket
from ticketing.work import Work


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What the ticket says; without a subject the item and its thing, without a content what was found."""

    subject: str = ""
    content: str = ""
    priority: Priority = Priority.NORMAL
    queue: str | None = None
    department: str = ""


def open_ticket(work: Work, sheet_id: int, no: int, wish: Trouble) -> Ticket:
    """A repair ticket for the fault in this row, with nobody's name on it yet.

    Raises `NotFound`, `Conflict` (`not_abnormal`, `ticket_linked`, `check_not_so_far`), `Invalid`.
    """
    work.require(Permission.EQUIPMENT_CHECK)
    row = _faulty(work, sheet_id, no)
    asked = TicketWish(
        kind=TicketKind.REPAIR,
        subject=(wish.subject or " ".join(part for part in (row.item_name, row.subject) if part))[:200],
        content=wish.content or row.finding,
        priority=wish.priority,
        source=Source.INTERNAL,
        queue=wish.queue,
        department=wish.department,
        answered=False,
    )
    ticket = tickets.open_ticket(work, asked)
    _tie(work, row, ticket)
    return ticket


def link_ticket(work: Work, sheet_id: int, no: int, number: str) -> Ticket:
    """The fault is the matter of this ticket, which the actor may see. Raises `NotFound`, `Conflict`."""
    work.require(Permission.EQUIPMENT_CHECK)
    row = _faulty(work, sheet_id, no)
    ticket = held.seen(work, number)
    _tie(work, row, ticket)
    return ticket


def unlink_ticket(work: Work, sheet_id: int, no: int) -> None:
    """The ticket was another matter; it stays as it is. Raises `NotFound`."""
    work.require(Permission.EQUIPMENT_CHECK)
    row = _row(work, sheet_id, no)
    if row.ticket_id is None:
        raise NotFound(what="tickets")
    _tie(work, row, None)


def _faulty(work: Work, sheet_id: int, no: int) -> CheckRow:
    row = _row(work, sheet_id, no)
    if row.result is not Verdict.ABNORMAL:
        raise Conflict("not_abnormal")
    if row.ticket_id is not None:
        raise Conflict("ticket_linked")
    return row


def _row(work: Work, sheet_id: int, no: int) -> CheckRow:
    sheet = work.get(CheckSheet, sheet_id)
    if sheet.state is CheckState.OWED:
        raise Conflict("check_not_so_far", state=sheet.state.value)
    row = work.session.scalar(sa.select(CheckRow).filter_by(sheet_id=sheet_id, no=no))
    if row is None:
        raise NotFound(what=CheckRow.__tablename__)
    return row


def _tie(work: Work, row: CheckRow, ticket: Ticket | None) -> None:
    was = work.session.get(Ticket, row.ticket_id) if row.ticket_id is not None else None
    row.ticket_id = ticket.id if ticket else None
    words = {"was": was.number if was else "", "said": ticket.number if ticket else ""}
    named = {"sheet_id": row.sheet_id, "row_no": row.no, "field": "ticket"}
    work.session.add(CheckChange(**named, **words, at=work.now, by_id=work.actor.id))
    work.session.flush()
    audit.record(work, "check_ticket", f"check:{row.sheet_id}", row=row.no, **words)
