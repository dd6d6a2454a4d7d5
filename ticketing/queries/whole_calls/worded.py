"""Calls by words: their own, those of the matter they were about, those of the customer's file."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.finding import question
from ticketing.domain.permissions import Permission, reaches_of
from ticketing.models.customers import Customer
from ticketing.models.finding import CallWords, CustomerWords, TicketWords
from ticketing.models.tickets import Ticket
from ticketing.models.whole_calls import Call
from ticketing.queries import by_words
from ticketing.queries.finding import seen_by

#: So many of the newest are found by words; whoever wants older ones narrows the rest.
MOST = 200


def found(session: Session, actor: Actor, narrowed: sa.Select[int], text: str) -> list[int]:
    """The newest of `narrowed` (a select of ids of calls) that `text` finds, at most `MOST`.

    Words of a ticket or a file that the actor may not read find nothing, though the call itself may be seen.
    """
    asked = question(text)
    if asked is None:
        return []
    ids = set(by_words.newest(session, narrowed, CallWords, asked, MOST))
    matters = by_words.newest(session, sa.select(Ticket.id).where(seen_by(actor)), TicketWords, asked, MOST)
    files = list[int]()
    if reaches_of(actor, Permission.CUSTOMER_READ):
        files = list(by_words.newest(session, sa.select(Customer.id), CustomerWords, asked, MOST))
    for column, known in ((Call.ticket_id, matters), (Call.customer_id, files)):
        if known:
            tied = narrowed.where(column.in_(known)).order_by(Call.id.desc()).limit(MOST)
            ids.update(session.scalars(tied))
    return sorted(ids, reverse=True)[:MOST]
