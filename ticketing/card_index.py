"""Keep what is searched in step with what is written: tickets and customers in the same transaction, for whoever wrote
them; calls afterwards, many at a time, because their log is read faster than words are cut."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR, insert
from sqlalchemy.orm import Session

from ticketing.domain.events import CustomerChanged, Event, TicketEvent
from ticketing.domain.finding import document
from ticketing.models.complaints import Complaint
from ticketing.models.customers import Customer, CustomerPhone
from ticketing.models.cutoffs import Cutoff
from ticketing.models.finding import CallWords, CustomerWords, TicketWords
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.tickets import Note, Ticket
from ticketing.models.whole_calls import Call, CallAlias

Words = type[TicketWords] | type[CustomerWords] | type[CallWords]
#: So many are read, cut and written at once.
BATCH = 500
#: Of the calls that were looked through, so many ids are looked through again.
LOOKED_AT_AGAIN = 5_000


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


def stale_calls(session: Session, which: sa.ColumnElement[bool]) -> None:
    """These calls say something else now: they are cut anew with the next ones. One statement."""
    known = sa.update(CallWords).where(CallWords.id.in_(sa.select(Call.id).where(which)))
    session.execute(known.values(document=None).execution_options(synchronize_session=False))


def cut_calls(session: Session, after: int = 0) -> tuple[int, int]:
    """Write the documents of the next calls that have ended and lie behind `after`, or are to be cut anew.

    Gives how many that were, and behind which id to look the next time. A call is not cut before its end; ids are
    given before they are committed, so some are always looked at again.
    """
    uncut = ~sa.exists().where(CallWords.id == Call.id)
    fresh = sa.select(Call.id).where(Call.id > after, Call.end_us.is_not(None), uncut)
    new = session.scalars(fresh.order_by(Call.id).limit(BATCH)).all()
    again = session.scalars(sa.select(CallWords.id).where(CallWords.document.is_(None)).limit(BATCH)).all()
    ids = sorted({*new, *again})
    rows = session.execute(_OF_CALLS.where(Call.id.in_(ids))).all() if ids else []
    documents = {
        id_: document([text for text in (caller or "", *chain.from_iterable(lists)) if text], [number])
        for id_, number, caller, *lists in rows
    }
    _write(session, CallWords, documents)
    last = new[-1] if len(new) == BATCH else session.scalar(sa.select(sa.func.max(Call.id))) or 0
    talking = session.scalar(sa.select(sa.func.min(Call.id)).where(Call.id > after, Call.end_us.is_(None))) or last
    return len(ids), max(after, min(last, talking) - LOOKED_AT_AGAIN)


def _listed(found: sa.Select[Any]) -> sa.Function[list[str]]:
    return sa.func.array(found.scalar_subquery(), type_=ARRAY(sa.Text))


_TICKET = (
    *(Ticket.subject, Ticket.content, Ticket.demand, Ticket.category, Ticket.department),
    *(Ticket.resolution_text, Ticket.root_cause),
)
_NOTES = _listed(sa.select(Note.text).where(Note.ticket_id == Ticket.id).order_by(Note.id))
_NUMBERS = _listed(sa.select(CustomerPhone.e164).where(CustomerPhone.customer_id == Customer.id))
_CUSTOMER = (Customer.name, Customer.pinyin, Customer.company, Customer.address, Customer.product, Customer.note)
#: Of a call: its queues by code and by both names, the people inside, what was written about how it broke off.
_OF_CALLS = sa.select(
    Call.id,
    sa.func.coalesce(Call.number_norm, Call.number),
    Call.caller_name,
    Call.queues,
    _listed(sa.select(Queue.name).where(Queue.code == sa.any_(Call.queues))),
    _listed(sa.select(Queue.name_en).where(Queue.code == sa.any_(Call.queues))),
    _listed(sa.select(Person.name).where(Person.id == sa.any_(Call.person_ids))),
    _listed(
        sa.select(Cutoff.note)
        .join(CallAlias, sa.and_(CallAlias.pbx_id == Cutoff.pbx_id, CallAlias.channel_uniqueid == Cutoff.callid))
        .where(CallAlias.call_id == Call.id)
    ),
)
_NAMES = (Customer.name, Customer.pinyin, Customer.company)
_SAID = (Complaint.target, Complaint.demand, Complaint.reply_text, Complaint.findings, Complaint.proposal)


def _write(session: Session, table: Words, documents: dict[int, str]) -> None:
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
