"""The names under the sheet: who took the complaint, the supervisor who read it, the manager who let it go."""

import sqlalchemy as sa

from ticketing.actions.complaints import held
from ticketing.domain.actors import Role
from ticketing.domain.complaints import SignatureSlot
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TicketState
from ticketing.errors import Conflict, Forbidden, IllegalMove
from ticketing.models.complaints import Signature
from ticketing.models.tickets import Ticket
from ticketing.queries import ranks
from ticketing.work import Work

_FINISHED = frozenset({TicketState.RESOLVED, TicketState.CLOSED})


def sign(work: Work, number: str, slot: SignatureSlot, note: str = "") -> Signature:
    """Once each, by somebody who stands for the line; a sheet whose matter is still open is not signed upstairs."""
    ticket, _ = held.looked_at(work, number)
    _allow(work, ticket, slot)
    if slot is not SignatureSlot.TAKER and ticket.state not in _FINISHED:
        raise IllegalMove("sheet_unfinished", state=ticket.state.value)
    _refuse_twice(work, ticket, slot)
    row = work.add(
        Signature(
            ticket_id=ticket.id,
            slot=slot,
            loop=ticket.reopen_count,
            person_id=work.actor.id,
            note=note,
            at=work.now,
        )
    )
    held.note(work, ticket, "signature", slot.value)
    return row


def _allow(work: Work, ticket: Ticket, slot: SignatureSlot) -> None:
    if slot is SignatureSlot.TAKER:
        stands = work.may(Permission.TICKET_WRITE, ticket.target)
    elif slot is SignatureSlot.SUPERVISOR:
        stands = work.may(Permission.COMPLAINT_DECIDE, ticket.target)
    else:
        stands = is_manager(work)
    if work.actor.id is None or not stands:
        raise Forbidden("not_your_line", slot=slot.value)


def is_manager(work: Work) -> bool:
    """Named as manager or director; a centre that names none is managed by its supervisors."""
    people = ranks.named(work.session)
    named = {*people["manager"], *people["director"]}
    return work.actor.id in named if named else Role.SUPERVISOR in work.actor.roles


def _refuse_twice(work: Work, ticket: Ticket, slot: SignatureSlot) -> None:
    known = work.session.scalars(sa.select(Signature).filter_by(ticket_id=ticket.id, loop=ticket.reopen_count)).all()
    for one in known:
        if one.slot is slot:
            raise Conflict("already_signed", by=one.person_id, at=one.at.isoformat())
        if one.person_id == work.actor.id:
            # One person under two lines would have looked at their own work.
            raise Forbidden("own_signature", slot=one.slot.value)
