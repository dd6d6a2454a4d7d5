"""Show a telephone number in full: for a reason, written down, and not a whole card index in an hour."""

from datetime import timedelta

import sqlalchemy as sa

from ticketing.actions import audit, notices
from ticketing.actions.notices import Subject
from ticketing.domain.actors import Role
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Forbidden, NotFound, TooMany
from ticketing.models.customers import Customer, CustomerPhone
from ticketing.models.system import AuditRow
from ticketing.models.tickets import Ticket
from ticketing.queries import on_shift
from ticketing.queries.openings import dealt_with
from ticketing.work import Work

DEED = "phone_opened"
MOST, WITHIN = 30, timedelta(hours=1)


def of_customer(work: Work, customer_id: int, reason: str) -> list[str]:
    """The customer's numbers in E.164. Raises `Forbidden` unless the actor (or their team) has a call or ticket of
    this customer, `TooMany` after 30 in an hour; the thirtieth tells the leads."""
    work.require(Permission.PHONE_OPEN)
    if work.session.get(Customer, customer_id) is None:
        raise NotFound()
    if not dealt_with(work.session, work.actor, customer_id):
        raise Forbidden("not_your_customer")
    numbers = sa.select(CustomerPhone.e164).where(CustomerPhone.customer_id == customer_id).order_by(CustomerPhone.id)
    found = list(work.session.scalars(numbers))
    _note(work, f"customer:{customer_id}", reason)
    return found


def of_ticket(work: Work, number: str, reason: str) -> list[str]:
    """The number to call back of a ticket within the actor's reach, under the same limit."""
    ticket = work.session.scalar(sa.select(Ticket).where(Ticket.number == number))
    if ticket is None:
        raise NotFound()
    work.require(Permission.PHONE_OPEN, Target(ticket.owner_id, ticket.team_id, ticket.queue_id))
    _note(work, f"ticket:{number}", reason)
    return [ticket.contact_phone] if ticket.contact_phone else []


def _note(work: Work, what: str, reason: str) -> None:
    audit.record(work, DEED, what, reason=reason)
    since = work.now - WITHIN
    count = sa.select(sa.func.count()).where(
        AuditRow.action == DEED, AuditRow.actor_id == work.actor.id, AuditRow.at > since
    )
    opened = work.session.scalar(count) or 0
    if opened > MOST:
        raise TooMany("too_many_numbers", retry_after_s=int(WITHIN.total_seconds()))
    if opened == MOST:
        _alarm(work)


def _alarm(work: Work) -> None:
    team_id = work.actor.scope.team_id
    leads = on_shift.people(work.session, Role.LEAD, work.now, team_id) if team_id is not None else ()
    told = leads or on_shift.people(work.session, Role.SUPERVISOR, work.now)
    for person in told:
        cause = f"openings:{work.actor.id}:{work.now:%Y%m%d%H}"
        params: notices.Params = {"person": work.actor.name, "count": MOST}
        notices.tell(work, person.id, "many_numbers_opened", cause, Subject(), params)
