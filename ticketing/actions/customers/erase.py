"""Erase a person: their file, their words, and their numbers wherever they stand, but in the audit (security.md X81).

What happened stays countable: calls, tickets and figures keep their rows, and numbers become names that say nothing.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import phonenumbers
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ticketing import card_index
from ticketing.actions import audit
from ticketing.actions.customers import erased_sheets
from ticketing.actions.customers.personal import seal
from ticketing.domain.customers import Deed, RequestKind, RequestState
from ticketing.domain.deliveries import OPEN_DELIVERIES, DeliveryState
from ticketing.domain.events import CustomerChanged
from ticketing.domain.tickets import TicketKind
from ticketing.models.base import Base
from ticketing.models.complaints import Complaint
from ticketing.models.customers import Customer, CustomerNote, CustomerPhone, PersonalRequest
from ticketing.models.deliveries import Delivery
from ticketing.models.file_jobs import FileJob
from ticketing.models.finding import CustomerWords
from ticketing.models.guards import ERASING
from ticketing.models.satisfaction import Rating
from ticketing.models.tickets import Note, Ticket
from ticketing.models.whole_calls import Call
from ticketing.work import Work

LEASE = timedelta(minutes=30)
#: Rows by their ids that one transaction looks through.
AT_ONCE = 20_000
GONE = "—"
#: What a complaint's sheet says of the person alone.
PERSONAL_DETAILS: Final = ("gender", "address", "postcode", "company", "contact_person")
#: The chain of the audit cannot be changed and holds seals only; what is cut from texts is cut anew.
_KEPT = {"audit", "alembic_version", "personal_requests", "ticket_words", "customer_words", "call_words"}


def take_up(work: Work) -> int | None:
    """The next request that is owed, leased; None when there is none."""
    free = sa.or_(PersonalRequest.lease_until.is_(None), PersonalRequest.lease_until <= work.now)
    owed = sa.select(PersonalRequest).filter_by(kind=RequestKind.ERASURE, state=RequestState.OWED).where(free)
    row = work.session.scalar(owed.order_by(PersonalRequest.id).limit(1).with_for_update(skip_locked=True))
    if row is None:
        return None
    row.lease_until = work.now + LEASE
    return row.id


def erase(work: Work, request_id: int) -> dict[str, int] | None:
    """Do the next step: {table: rows changed} in all once it is done, None while something is left.

    First the file and the words of the person's own matters, then the numbers in every text, `AT_ONCE` rows a step:
    no transaction lasts long, and none begins what another has done. Numbers that another living file has too stay,
    because they are that one's.
    """
    request = work.get(PersonalRequest, request_id)
    if request.state is not RequestState.OWED or request.customer_id is None:
        return {}
    customer = work.get(Customer, request.customer_id)
    if not request.progress:
        request.progress = _begin(work, customer)
    else:
        request.progress = _sweep(work, Progress(**request.progress))
    request.lease_until = None
    return _end(work, request, customer) if request.progress["done"] else None


@dataclass
class Progress:
    """How far a sweep is. It holds the numbers for as long as they are looked for, and is emptied with the last."""

    name: str
    numbers: list[str]
    changed: dict[str, int]
    table: str = ""
    after: int = 0
    done: bool = False

    def count(self, table: str, rows: int) -> None:
        if rows:
            self.changed[table] = self.changed.get(table, 0) + rows


def _begin(work: Work, customer: Customer) -> dict[str, Any]:
    name, numbers = f"erased-{secrets.token_hex(4)}", _own_numbers(work, customer)
    tickets = list(work.session.scalars(sa.select(Ticket.id).where(Ticket.customer_id == customer.id)))
    progress = Progress(name, numbers, {"tickets": len(tickets)}, done=not numbers)
    progress.count("report_runs", erased_sheets.blank(work, customer.name, tickets))
    _words_of(work, customer, tickets, progress)
    _file(work, customer, name)
    card_index.cut_tickets(work.session, tickets)
    return vars(progress)


def _end(work: Work, request: PersonalRequest, customer: Customer) -> dict[str, int]:
    # Lists that were given out or taken in may hold the person; nobody looks into each of them.
    work.session.execute(sa.update(FileJob).values(content=None).where(FileJob.content.is_not(None)))
    numbers, changed = request.progress["numbers"], request.progress["changed"]
    card_index.stale_calls(work.session, Call.number_norm == request.progress["name"])
    request.state, request.done_at, request.outcome, request.progress = RequestState.DONE, work.now, changed, {}
    work.record(CustomerChanged(customer.id, Deed.ERASED.value))
    audit.record(work, "personal_erased", f"customer:{customer.id}", numbers=[seal(one) for one in numbers], **changed)
    return dict(changed)


def spelled(number: str) -> str:
    """A regular expression for the number in any notation, with or without its country, signs between its digits."""
    digits = number.lstrip("+")
    country, national = "", digits
    try:
        parsed = phonenumbers.parse(number, None)
        country, national = str(parsed.country_code), phonenumbers.national_significant_number(parsed)
    except phonenumbers.NumberParseException:
        pass
    between = "[ ().-]{0,2}".join(re.escape(digit) for digit in national)
    ahead = rf"((\+|00)?{country}[ -]?|0)?" if country else ""
    return rf"(?<![0-9]){ahead}{between}(?![0-9])"


def _own_numbers(work: Work, customer: Customer) -> list[str]:
    others = sa.select(CustomerPhone.e164).join(Customer).where(Customer.id != customer.id, Customer.is_alive)
    found = sa.select(CustomerPhone.e164).filter_by(customer_id=customer.id).where(CustomerPhone.e164.not_in(others))
    return sorted(work.session.scalars(found))


def _words_of(work: Work, customer: Customer, tickets: list[int], progress: Progress) -> None:
    """Free text of the person's matters goes; a complaint's file is held by law for three years, without the person."""
    kept = sa.select(Ticket.id).where(Ticket.id.in_(tickets), Ticket.kind == TicketKind.COMPLAINT)
    free = [ticket_id for ticket_id in tickets if ticket_id not in set(work.session.scalars(kept))]
    without = Complaint.details.op("-")(sa.cast(list(PERSONAL_DETAILS), ARRAY(sa.Text)))
    for rows, values in (
        (sa.update(Ticket).where(Ticket.id.in_(free)), {"subject": GONE, "content": "", "demand": ""}),
        (sa.update(Ticket).where(Ticket.id.in_(tickets)), {"contact_phone": None}),
        (sa.update(Note).where(Note.ticket_id.in_(free)), {"text": GONE}),
        (sa.update(Rating).where(Rating.ticket_id.in_(free)), {"comment": ""}),
        (sa.update(Complaint).where(Complaint.ticket_id.in_(tickets)), {"details": without}),
    ):
        work.session.execute(rows.values(values).execution_options(synchronize_session=False))
    # Whatever notice still waits is told to nobody, and where the others went is not kept.
    gone = sa.update(Delivery).where(Delivery.customer_id == customer.id).execution_options(synchronize_session=False)
    work.session.execute(gone.values(address=progress.name, values={}))
    dropped = {"state": DeliveryState.DROPPED, "next_at": None}
    work.session.execute(gone.where(Delivery.state.in_(OPEN_DELIVERIES)).values(dropped))
    if len(customer.name) > 1:
        for table in _tables():
            for key, ids in (("ticket_id", tickets), ("customer_id", [customer.id])):
                if key in table.c:
                    _replace(work, table, re.escape(customer.name), progress.name, table.c[key].in_(ids))
        _replace(work, Ticket.__table__, re.escape(customer.name), progress.name, Ticket.id.in_(tickets))


def _file(work: Work, customer: Customer, name: str) -> None:
    for table in (CustomerPhone, CustomerNote):
        work.session.execute(sa.delete(table).where(table.customer_id == customer.id))
    work.session.execute(sa.delete(CustomerWords).where(CustomerWords.id == customer.id))
    customer.name, customer.pinyin, customer.erased_at = name, "", work.now
    customer.company = customer.address = customer.product = customer.note = customer.barred_reason = customer.email = (
        ""
    )


def _sweep(work: Work, progress: Progress) -> dict[str, Any]:
    """Every text of every table, so that a table that comes later is swept too; as far as `AT_ONCE` ids go."""
    work.session.execute(sa.text(f"SET LOCAL {ERASING} = 'on'"))
    pattern = "|".join(f"(?:{spelled(one)})" for one in progress.numbers)
    left = AT_ONCE
    for table in [one for one in _tables() if one.name >= progress.table]:
        first = progress.after if table.name == progress.table else 0
        last = _last_id(work, table)
        which = () if last is None else (table.c.id > first, table.c.id <= first + left)
        progress.count(table.name, _replace(work, table, pattern, progress.name, *which))
        if last is not None and last > first + left:
            progress.table, progress.after = table.name, first + left
            return vars(progress)
        left -= (last or 0) - first
        if left <= 0:
            progress.table, progress.after = table.name, last or 0
            return vars(progress)
    progress.done = True
    return vars(progress)


def _tables() -> list[sa.Table]:
    """Every table with texts that an erasure may reach, by name."""
    found = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    return [one for one in found if one.name not in _KEPT and any(_is_text(column) for column in one.c)]


def _last_id(work: Work, table: sa.Table) -> int | None:
    """The highest id of a table that is numbered by one; None for one that is swept in one go."""
    if "id" not in table.c or not isinstance(table.c.id.type, sa.Integer):
        return None
    return work.session.scalar(sa.select(sa.func.max(table.c.id))) or 0


def _replace(work: Work, table: sa.FromClause, pattern: str, name: str, *where: sa.ColumnElement[bool]) -> int:
    """Put `name` for what the pattern finds in any text of these rows; how many rows had it."""
    texts = [column for column in table.c if _is_text(column)]
    has = [sa.cast(column, sa.Text).regexp_match(pattern) for column in texts]
    new = {
        column.name: sa.cast(sa.func.regexp_replace(sa.cast(column, sa.Text), pattern, name, "g"), column.type)
        for column in texts
    }
    update = sa.update(table).where(sa.or_(*has), *where).values(new)  # type: ignore[arg-type]
    result = work.session.execute(update.execution_options(synchronize_session=False))
    return int(getattr(result, "rowcount", 0))


def _is_text(column: sa.ColumnElement[object]) -> bool:
    kind = column.type
    if isinstance(kind, ARRAY):
        return isinstance(kind.item_type, sa.Text)
    return isinstance(kind, sa.Text | JSONB) and not isinstance(kind, sa.Enum)
