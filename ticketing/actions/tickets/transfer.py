"""Into other hands: the customer's deadlines do not notice, what a team owes ends and begins (R7)."""

from dataclasses import dataclass

import sqlalchemy as sa

from ticketing.actions import clocks, policies
from ticketing.actions.tickets.held import writable
from ticketing.domain.clocks import Ledger
from ticketing.domain.events import TicketTransferred
from ticketing.domain.tickets import WORKED, TicketState
from ticketing.errors import IllegalMove, Invalid
from ticketing.models.people import Team
from ticketing.models.queues import Queue
from ticketing.models.tickets import Ticket
from ticketing.work import Work


@dataclass(frozen=True)
class Place:
    """In whose hands a ticket is."""

    team_id: int | None
    queue_id: int | None
    owner_id: int | None

    @classmethod
    def of(cls, ticket: Ticket) -> "Place":
        return cls(ticket.team_id, ticket.queue_id, ticket.owner_id)


def transfer(
    work: Work, number: str, version: int | None, queue: str | None = None, team: str | None = None, reason: str = ""
) -> Ticket:
    """To another queue, another team, or both, by code; nobody owns it until somebody there takes it.

    `unknown_queue`, `unknown_team`, `nowhere` for a transfer to where it is, `invalid_transition` once it is resolved.
    """
    ticket = writable(work, number, version)
    if ticket.state not in WORKED and ticket.state is not TicketState.NEW:
        raise IllegalMove(move="transfer", state=ticket.state.value, allowed=[])
    before = Place.of(ticket)
    ticket.queue_id = _id(work, Queue, queue, "queue") if queue is not None else ticket.queue_id
    ticket.team_id = _id(work, Team, team, "team") if team is not None else ticket.team_id
    if (ticket.team_id, ticket.queue_id) == (before.team_id, before.queue_id):
        raise Invalid("nowhere", errors={"team": ["nowhere"]})
    ticket.owner_id = None
    ticket.touch("queue", "team", "owner")
    changed_hands(work, ticket, before, reason)
    return ticket


def changed_hands(work: Work, ticket: Ticket, before: Place, reason: str = "") -> None:
    """What follows once a ticket is elsewhere, or in somebody's own hands in the team that has it."""
    if (ticket.team_id, ticket.queue_id) == (before.team_id, before.queue_id):
        if ticket.owner_id is not None and ticket.owner_id != before.owner_id:
            clocks.change(work, ticket, Ledger.accepted)
        return
    codes = _codes(work, Team, {ticket.team_id, before.team_id})
    queues = _codes(work, Queue, {ticket.queue_id, before.queue_id})
    team = codes.get(ticket.team_id or 0, "")
    moved = TicketTransferred(
        ticket.id,
        codes.get(before.team_id or 0),
        team or None,
        queues.get(before.queue_id or 0),
        queues.get(ticket.queue_id or 0),
        before.owner_id,
        reason,
    )
    work.record(moved)
    clocks.change(work, ticket, lambda ledger, now: ledger.transferred(now, team))
    if ticket.queue_id != before.queue_id:
        policies.follow(work, ticket)


def _id(work: Work, model: type[Queue] | type[Team], code: str, field: str) -> int:
    found = work.session.scalar(sa.select(model.id).where(model.code == code))
    if found is None:
        raise Invalid(f"unknown_{field}", errors={field: [f"unknown_{field}"]})
    return found


def _codes(work: Work, model: type[Queue] | type[Team], ids: set[int | None]) -> dict[int, str]:
    rows = work.session.execute(sa.select(model.id, model.code).where(model.id.in_(ids - {None})))
    return {row[0]: row[1] for row in rows}
