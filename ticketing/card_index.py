"""Keep what is searched in step with what is written, in the same transaction, for whoever wrote it."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR, insert
from sqlalchemy.orm import Session

from ticketing.domain.events import CustomerChanged, Event, TicketEvent
from ticketing.domain.finding import document
from ticketing.models.complaints import Complaint
from ticketing.models.customers import Customer, CustomerPhone
from ticketing.models.finding import CustomerWords, TicketWords
from ticketing.models.tickets import Note, Ticket

#: So many are read, cut and written at once.
BATCH = 500


def keep(session: Session, told: Iterable[Event]) -> None:
    """Cut anew whatever these events are about."""
    events = list(told)
    customers = {one.customer_id for one in events if isinstance(one, CustomerChanged)}
    worded = (one.ticket_id for one in events if isinstance(one, TicketEvent) and one.changes_words)
    tickets = {ticket_id for ticket_id in worded if ticket_id is not None}
    if not customers and not tickets:
        return
    session.flush()
    if customers:
        cut_customers(session, sorted(customers))
        tickets |= set(session.scalars(sa.select(Ticket.id).where(Ticket.customer_id.in_(customers))))
    ids = sorted(tickets)
    for start in range(0, len(ids), BATCH):
        cut_tickets(session, ids[start : start + BATCH])


def cut_customers(session: Session, ids: Sequence[int]) -> None:
    """Write the documents of these customers. Two statements."""
    rows = session.execute(sa.select(Customer.id, _NUMBERS, *_CUSTOMER).where(Customer.id.in_(ids))).all()
    _write(session, CustomerWords, {id_: document(texts, numbers) for id_, numbers, *texts in rows})


def cut_tickets(session: Session, ids: Sequence[int]) -> None:
    """Write the documents of these tickets. Two statements."""
    texts = sa.select(Ticket.id, _NOTES, _NUMBERS, Ticket.number, Ticket.contact_phone, *_TICKET, *_NAMES, *_SAID)
    found = texts.outerjoin(Ticket.customer).outerjoin(Complaint, Complaint.ticket_id == Ticket.id)
    rows = session.execute(found.where(Ticket.id.in_(ids))).all()
    documents = {
        id_: document([text for text in (number, *texts, *notes) if text], [number, phone, *numbers])
        for id_, notes, numbers, number, phone, *texts in rows
    }
    _write(session, TicketWords, documents)


def _listed(found: sa.Select[Any]) -> sa.Function[list[str]]:
    return sa.func.array(found.scalar_subquery(), type_=ARRAY(sa.Text))


_TICKET = (
    *(Ticket.subject, Ticket.content, Ticket.demand, Ticket.category, Ticket.department),
    *(Ticket.resolution_text, Ticket.root_cause),
)
_NOTES = _listed(sa.select(Note.text).where(Note.ticket_id == Ticket.id).order_by(Note.id))
_NUMBERS = _listed(sa.select(CustomerPhone.e164).where(CustomerPhone.customer_id == Customer.id))
_CUSTOMER = (Customer.name, Customer.pinyin, Customer.company, Customer.address, Customer.product, Customer.note)
_NAMES = (Customer.name, Customer.pinyin, Customer.company)
_SAID = (Complaint.target, Complaint.demand, Complaint.reply_text, Complaint.findings, Complaint.proposal)


def _write(session: Session, table: type[TicketWords] | type[CustomerWords], documents: dict[int, str]) -> None:
    if not documents:
        return
    rows: list[dict[str, Any]] = [{"id": id_, "document": sa.cast(text, TSVECTOR)} for id_, text in documents.items()]
    new = insert(table).values(rows)
    session.execute(
        new.on_conflict_do_update(
            index_elements=["id"],
            set_={"document": new.excluded.document},
            where=table.document.is_distinct_from(new.excluded.document),
        )
    )
