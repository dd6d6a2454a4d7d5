"""What a ticket has lived through, for a clock that was never there to see it (R4, R5)."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.clocks import History, Run
from ticketing.domain.events import TicketMoved
from ticketing.domain.tickets import TicketState
from ticketing.journal import JournalEntry
from ticketing.models.tickets import Contact, Ticket

LIVE = frozenset({TicketState.NEW, TicketState.OPEN, TicketState.WAITING_CUSTOMER, TicketState.WAITING_INTERNAL})
_WAITING, _REOPENED = TicketState.WAITING_CUSTOMER.value, frozenset({"T10", "T11"})


def histories(session: Session, tickets: Collection[Ticket]) -> dict[int, History]:
    """The history of each ticket by its id. Two queries."""
    ids = [ticket.id for ticket in tickets]
    moves: dict[int, list[JournalEntry]] = {}
    found = sa.select(JournalEntry).where(JournalEntry.ticket_id.in_(ids), JournalEntry.name == TicketMoved.__name__)
    for entry in session.scalars(found.order_by(JournalEntry.id)):
        moves.setdefault(entry.ticket_id or 0, []).append(entry)
    unanswered = _unanswered(session, ids)
    return {one.id: _history(one, moves.get(one.id, []), unanswered.get(one.id)) for one in tickets}


def _history(ticket: Ticket, moves: list[JournalEntry], unanswered: datetime | None) -> History:
    reopened = [one.happened_at for one in moves if one.payload["move"] in _REOPENED]
    return History(
        created_at=ticket.opened_at,
        responded_at=ticket.first_response_at,
        contacted_at=ticket.last_outbound_at,
        unanswered_since=unanswered if ticket.first_response_at else None,
        reopened_at=reopened[-1] if reopened else None,
        finished=ticket.state not in LIVE,
        waits=tuple(_waits(moves)),
        waiting_since=ticket.waiting_since,
    )


def _waits(moves: list[JournalEntry]) -> list[Run]:
    waits, since = [], None
    for one in moves:
        if one.payload["to_state"] == _WAITING:
            since = one.happened_at
        elif one.payload["from_state"] == _WAITING and since is not None:
            waits.append(Run(since, one.happened_at))
            since = None
    return waits


def _unanswered(session: Session, ids: Collection[int]) -> dict[int, datetime]:
    """Since when each customer has been waiting for an answer to what they said last."""
    rows = session.execute(
        sa.select(Contact.ticket_id, sa.func.min(Contact.at))
        .join(Ticket, Ticket.id == Contact.ticket_id)
        .where(
            Contact.ticket_id.in_(ids),
            Contact.direction == "in",
            Contact.needs_action,
            sa.not_(Contact.answered),
            Contact.at > sa.func.coalesce(Ticket.last_outbound_at, Ticket.opened_at),
        )
        .group_by(Contact.ticket_id)
    )
    return {row[0]: row[1] for row in rows}
