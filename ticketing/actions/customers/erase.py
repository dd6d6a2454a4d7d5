"""Erase a person: their file, their words, and their numbers wherever they stand, but in the audit (security.md X81).

What happened stays countable: calls, tickets and figures keep their rows, and numbers become names that say nothing.
"""

import re
import secrets
from collections.abc import Iterable
from datetime import timedelta

import phonenumbers
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ticketing import card_index
from ticketing.actions import audit
from ticketing.actions.customers.personal import seal
from ticketing.domain.customers import Deed, RequestKind, RequestState
from ticketing.domain.events import CustomerChanged
from ticketing.domain.tickets import TicketKind
from ticketing.journal import JournalEntry
from ticketing.models.base import Base
from ticketing.models.customers import Customer, CustomerNote, CustomerPhone, PersonalRequest
from ticketing.models.file_jobs import FileJob
from ticketing.models.finding import CustomerWords
from ticketing.models.guards import ERASING
from ticketing.models.tickets import Note, Ticket
from ticketing.work import Work

LEASE = timedelta(minutes=30)
GONE = "—"
#: The chain of the audit cannot be changed and holds seals only; what is cut from texts is cut anew.
_KEPT = {"audit", "alembic_version", "personal_requests", "ticket_words", "customer_words"}


def take_up(work: Work) -> int | None:
    """The next request that is owed, leased; None when there is none."""
    free = sa.or_(PersonalRequest.lease_until.is_(None), PersonalRequest.lease_until <= work.now)
    owed = sa.select(PersonalRequest).filter_by(kind=RequestKind.ERASURE, state=RequestState.OWED).where(free)
    row = work.session.scalar(owed.order_by(PersonalRequest.id).limit(1).with_for_update(skip_locked=True))
    if row is None:
        return None
    row.lease_until = work.now + LEASE
    return row.id


def erase(work: Work, request_id: int) -> dict[str, int]:
    """Do it: {table: rows changed}. Numbers that another living file has too stay, because they are that one's."""
    request = work.get(PersonalRequest, request_id)
    if request.state is not RequestState.OWED or request.customer_id is None:
        return {}
    customer = work.get(Customer, request.customer_id)
    name, numbers = f"erased-{secrets.token_hex(4)}", _own_numbers(work, customer)
    tickets = list(work.session.scalars(sa.select(Ticket.id).where(Ticket.customer_id == customer.id)))
    changed = {"tickets": _words_of(work, customer, tickets, name)}
    _file(work, customer, name)
    work.session.flush()
    for table, count in _sweep(work, [spelled(number) for number in numbers], name):
        changed[table] = changed.get(table, 0) + count
    card_index.cut_tickets(work.session, tickets)
    # Lists that were given out or taken in may hold the person; nobody looks into each of them.
    work.session.execute(sa.update(FileJob).values(content=None).where(FileJob.content.is_not(None)))
    request.state, request.done_at, request.outcome = RequestState.DONE, work.now, changed
    work.record(CustomerChanged(customer.id, Deed.ERASED.value))
    audit.record(work, "personal_erased", f"customer:{customer.id}", numbers=[seal(one) for one in numbers], **changed)
    return changed


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


def _words_of(work: Work, customer: Customer, tickets: list[int], name: str) -> int:
    """Free text of the person's matters goes; a complaint's file is held by law for three years, without the person."""
    kept = sa.select(Ticket.id).where(Ticket.id.in_(tickets), Ticket.kind == TicketKind.COMPLAINT)
    free = [ticket_id for ticket_id in tickets if ticket_id not in set(work.session.scalars(kept))]
    for rows, values in (
        (sa.update(Ticket).where(Ticket.id.in_(free)), {"subject": GONE, "content": "", "demand": ""}),
        (sa.update(Ticket).where(Ticket.id.in_(tickets)), {"contact_phone": None}),
        (sa.update(Note).where(Note.ticket_id.in_(free)), {"text": GONE}),
    ):
        work.session.execute(rows.values(values).execution_options(synchronize_session=False))
    if len(customer.name) > 1:
        for table, key in ((Ticket, Ticket.id), (Note, Note.ticket_id), (JournalEntry, JournalEntry.ticket_id)):
            _replace(work, table.__table__, re.escape(customer.name), name, key.in_(tickets))
    return len(tickets)


def _file(work: Work, customer: Customer, name: str) -> None:
    for table in (CustomerPhone, CustomerNote):
        work.session.execute(sa.delete(table).where(table.customer_id == customer.id))
    work.session.execute(sa.delete(CustomerWords).where(CustomerWords.id == customer.id))
    customer.name, customer.pinyin, customer.erased_at = name, "", work.now
    customer.company = customer.address = customer.product = customer.note = customer.barred_reason = ""


def _sweep(work: Work, patterns: list[str], name: str) -> Iterable[tuple[str, int]]:
    """Every text of every table, so that a table that comes later is swept too."""
    if not patterns:
        return
    work.session.execute(sa.text(f"SET LOCAL {ERASING} = 'on'"))
    pattern = "|".join(f"(?:{one})" for one in patterns)
    for table in sorted(Base.metadata.tables.values(), key=lambda table: table.name):
        if table.name not in _KEPT:
            count = _replace(work, table, pattern, name)
            if count:
                yield table.name, count


def _replace(work: Work, table: sa.FromClause, pattern: str, name: str, *where: sa.ColumnElement[bool]) -> int:
    """Put `name` for what the pattern finds in any text of these rows; how many rows had it."""
    texts = [column for column in table.c if _is_text(column)]
    if not texts:
        return 0
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
