"""Rows of the live board that are bodies of the API: a ticket and its timeline, word for word as GET answers them."""

from collections.abc import Collection, Iterator

import orjson

from ticketing.api.tickets import answers
from ticketing.models.tickets import Ticket
from ticketing.queries.board import tickets, topics
from ticketing.queries.board.change import Change, Look, Row
from ticketing.queries.board.views import TICKET, TICKET_ROW
from ticketing.queries.tickets import Told, wholes

_TICKET = answers.TicketSchema()
_ENTRY = answers.ToldSchema()


def of_tickets(look: Look, ids: Collection[int]) -> Iterator[Change]:
    """The row `ticket` of these tickets, and the entries that are just being told."""
    for found in wholes(look.session, ids, look.now):
        ticket = found.ticket
        row = _plain(_TICKET.dump(answers.whole(found)))
        yield look.row(f"{TICKET}{ticket.number}", TICKET_ROW, row, (tickets.target_of(ticket),))
    yield from _entries(look, tickets.fresh_entries(look, ids))


def whole(look: Look, topic: str) -> list[Change]:
    """Everything that stands in a topic, read afresh."""
    if not topic.startswith(TICKET):
        return topics.whole(look, topic)
    ticket = look.session.query(Ticket).filter_by(number=topic.removeprefix(TICKET)).one_or_none()
    if ticket is None:
        return []
    rows = [*_entries(look, tickets.last_entries(look, ticket.id)), *of_tickets(look, [ticket.id])]
    return list({row.id: row for row in rows}.values())


def _entries(look: Look, found: Collection[tuple[Ticket, Told]]) -> Iterator[Change]:
    for ticket, told in found:
        row = _plain(_ENTRY.dump(answers.entry(told)))
        yield look.row(f"{TICKET}{ticket.number}", f"entry:{told.entry.id}", row)


def _plain(body: object) -> Row:
    """As it looks after the wire, so that what is read here equals what was carried."""
    found: Row = orjson.loads(orjson.dumps(body))
    return found
