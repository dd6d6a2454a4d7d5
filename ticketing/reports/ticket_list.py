"""A list of tickets as a sheet: the columns that a person may choose on the page and in a file alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import joinedload, load_only

from ticketing.domain.phones import masked
from ticketing.models.customers import Customer
from ticketing.models.people import Person, Team
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket
from ticketing.reports.forms import N_, Column, FormDef, Kind, Sheet

COLUMNS = (
    Column("number", N_("Number"), width=15),
    Column("subject", N_("Subject"), width=30),
    Column("kind", N_("Kind"), width=8),
    Column("state", N_("State"), width=10),
    Column("priority", N_("Priority"), width=8),
    Column("customer", N_("Customer"), width=12),
    Column("grade", N_("Grade"), width=8),
    Column("phone", N_("Phone"), width=13),
    Column("category", N_("Category"), width=14),
    Column("queue", N_("Queue"), width=10),
    Column("team", N_("Team"), width=10),
    Column("owner", N_("Owner"), width=10),
    Column("department", N_("Department"), width=12),
    Column("source", N_("Source"), width=9),
    Column("due", N_("Due"), width=16),
    Column("opened", N_("Opened"), width=16),
    Column("resolved", N_("Resolved"), width=16),
    Column("closed", N_("Closed"), width=16),
    Column("reopened", N_("Reopened (times)"), Kind.COUNT, 8),
)
KEYS = tuple(column.key for column in COLUMNS)
#: What stands there until somebody chooses otherwise.
USUAL = ("number", "subject", "kind", "state", "priority", "customer", "phone", "queue", "owner", "due", "opened")
#: Words that the vocabulary says in the reader's language: column -> table.
CODED = {"kind": "kind", "state": "state", "priority": "priority", "grade": "grade", "source": "source"}
#: What `plain_row` needs of a ticket: a tenth of its row, as a file holds 50,000 of them.
NEEDED = (
    load_only(
        *(Ticket.number, Ticket.subject, Ticket.category, Ticket.department, Ticket.kind, Ticket.state),
        *(Ticket.priority, Ticket.source, Ticket.contact_phone, Ticket.next_due_at, Ticket.opened_at),
        *(Ticket.resolved_at, Ticket.closed_at, Ticket.reopen_count),
    ),
    joinedload(Ticket.customer).load_only(Customer.name, Customer.grade),
    joinedload(Ticket.queue).load_only(Queue.name),
    joinedload(Ticket.team).load_only(Team.name),
    joinedload(Ticket.owner).load_only(Person.name),
)


def plain_row(ticket: Ticket, zone: ZoneInfo, region: str, *, open_numbers: bool = False) -> dict[str, Any]:
    """One ticket in all columns: codes as codes, instants as the wall clock of the centre, the number masked."""
    return {
        **{name: getattr(ticket, name) for name in ("number", "subject", "category", "department")},
        **{name: getattr(ticket, name).value for name in ("kind", "state", "priority", "source")},
        "customer": ticket.customer.name if ticket.customer else "",
        "grade": ticket.customer.grade if ticket.customer else "",
        "phone": (ticket.contact_phone if open_numbers else masked(ticket.contact_phone, region)) or "",
        "queue": ticket.queue.name if ticket.queue else "",
        "team": ticket.team.name if ticket.team else "",
        "owner": ticket.owner.name if ticket.owner else "",
        "due": _wall(ticket.next_due_at, zone),
        "opened": _wall(ticket.opened_at, zone),
        "resolved": _wall(ticket.resolved_at, zone),
        "closed": _wall(ticket.closed_at, zone),
        "reopened": ticket.reopen_count,
    }


def form_of(keys: Sequence[str]) -> FormDef:
    """The sheet with these columns in this order; unknown ones are left out."""
    by_key = {column.key: column for column in COLUMNS}
    chosen = tuple(by_key[key] for key in keys if key in by_key)
    return FormDef(key="ticket_list", title=N_("List of tickets"), version=1, columns=chosen, signatures=())


def sheet_of(keys: Sequence[str], rows: list[dict[str, Any]], on: str, scope: str) -> Sheet:
    """The list as a sheet; nothing in it adds up."""
    return Sheet(form_of(keys), f"TICKETS-{on.replace('-', '')}", on, scope, rows, {})


def _wall(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at is not None else ""
