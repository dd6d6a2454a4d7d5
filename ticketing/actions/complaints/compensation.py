"""Money for the customer: asked for by one, decided by another within their limit, paid once (4.6)."""

from dataclasses import dataclass

import sqlalchemy as sa

from ticketing.actions.complaints import held
from ticketing.actions.complaints.stages import carry_on
from ticketing.domain.complaints import Compensation, Stage, is_ahead, may_approve, needed_rank, ranks_of
from ticketing.domain.complaints.money import HOME_CURRENCY, Rank
from ticketing.domain.events import CompensationMoved
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TicketState
from ticketing.errors import Forbidden, IllegalMove, NotFound
from ticketing.models.complaints import CompensationClaim, Complaint
from ticketing.models.tickets import Ticket
from ticketing.queries import ranks
from ticketing.work import Work, expect_version

_PAYABLE = held.LIVE | {TicketState.RESOLVED, TicketState.CLOSED}


@dataclass(frozen=True)
class Ask:
    """What should be given: exact minor units, why, and who bears it."""

    kind: Compensation
    amount_minor: int
    currency: str = HOME_CURRENCY
    basis: str = ""
    borne_by: str = ""


def ask(work: Work, number: str, wanted: Ask) -> CompensationClaim:
    """Whoever may write the ticket may ask; deciding is somebody else's."""
    ticket, complaint = held.written(work, number, None)
    if work.actor.id is None:
        raise Forbidden(permission=Permission.TICKET_WRITE.value)
    claim = CompensationClaim(
        ticket_id=ticket.id,
        kind=wanted.kind,
        amount_minor=wanted.amount_minor,
        currency=wanted.currency,
        basis=wanted.basis,
        borne_by=wanted.borne_by,
        requested_by=work.actor.id,
        requested_at=work.now,
    )
    work.add(claim)
    _tell(work, ticket, claim)
    return claim


def decide(
    work: Work, number: str, claim_id: int, version: int | None, *, approved: bool, note: str = ""
) -> CompensationClaim:
    """Yes or no, once: 403 `own_request`, 403 `above_limit` naming the rank it needs, 409 `already_decided` by whom."""
    ticket, complaint, claim = _held(work, number, claim_id)
    if work.actor.id is None or not work.may(Permission.COMPENSATION_DECIDE, ticket.target):
        raise Forbidden(permission=Permission.COMPENSATION_DECIDE.value)
    if claim.requested_by == work.actor.id:
        raise Forbidden("own_request", permission=Permission.COMPENSATION_DECIDE.value)
    held_ranks = ranks_of(work.actor.roles, ranks.of(work.session, work.actor.id))
    if approved and not may_approve(held_ranks, claim.amount_minor, claim.currency):
        raise Forbidden("above_limit", needs=needed_rank(claim.amount_minor, claim.currency).value)
    highest = max(held_ranks, key=list(Rank).index, default=Rank.LEAD)
    # Before the version: who comes second is told by whom it was decided, not only that the row has moved.
    claim.decide(work.actor.id, highest.value, approved=approved, note=note, at=work.now)
    _expect(claim, version)
    _tell(work, ticket, claim)
    if ticket.state in held.LIVE and not is_ahead(Stage.PROPOSED, Stage(complaint.stage)):
        carry_on(work, ticket, complaint, Stage.APPROVED)
    return claim


def execute(work: Work, number: str, claim_id: int, version: int | None, ref: str) -> CompensationClaim:
    """Paid or handed over, with the receipt's number; what nobody approved is refused (409 `not_approved`)."""
    ticket, complaint, claim = _held(work, number, claim_id)
    _may_write(work, ticket)
    if ticket.state not in _PAYABLE:
        raise IllegalMove(state=ticket.state.value, allowed=[])
    claim.execute(work.actor.id, ref, work.now)
    _expect(claim, version)
    _tell(work, ticket, claim)
    if ticket.state in held.LIVE and not is_ahead(Stage.APPROVED, Stage(complaint.stage)):
        carry_on(work, ticket, complaint, Stage.EXECUTING)
    return claim


def withdraw(work: Work, number: str, claim_id: int, version: int | None) -> CompensationClaim:
    """Taken back before anybody decided."""
    ticket, _, claim = _held(work, number, claim_id)
    _may_write(work, ticket)
    claim.withdraw()
    _expect(claim, version)
    _tell(work, ticket, claim)
    return claim


def _held(work: Work, number: str, claim_id: int) -> tuple[Ticket, Complaint, CompensationClaim]:
    ticket, complaint = held.looked_at(work, number)
    claim = work.session.scalar(
        sa.select(CompensationClaim)
        .filter_by(id=claim_id, ticket_id=ticket.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if claim is None:
        raise NotFound(what="compensations")
    return ticket, complaint, claim


def _may_write(work: Work, ticket: Ticket) -> None:
    if not work.may(Permission.TICKET_WRITE, ticket.target):
        raise Forbidden(permission=Permission.TICKET_WRITE.value)


def _expect(claim: CompensationClaim, version: int | None) -> None:
    """The deed has counted the row up by one already."""
    if version is not None and version != claim.version - 1:
        expect_version(claim, version)


def _tell(work: Work, ticket: Ticket, claim: CompensationClaim) -> None:
    ticket.touch("complaint")
    work.record(CompensationMoved(ticket.id, claim.id, claim.state.value, claim.amount_minor, claim.currency))
