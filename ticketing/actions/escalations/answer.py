"""What people do with an escalation: acknowledge it, take it, hand it to somebody."""

from collections.abc import Sequence
from datetime import timedelta

from ticketing.actions import ladders, notices, timers
from ticketing.domain.escalations import PROMISE_LADDER, Level
from ticketing.domain.events import EscalationAcknowledged, EscalationAssigned
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Forbidden, Invalid
from ticketing.models.escalations import Escalation
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket
from ticketing.queries import terms
from ticketing.work import Work, expect_version


def acknowledge(work: Work, escalation_id: int) -> Escalation:
    """Somebody has seen it: the next level waits for the hold; a second acknowledgement changes nothing."""
    work.require(Permission.ESCALATION_ACKNOWLEDGE)
    level, ticket = _held(work, escalation_id)
    _allow(work, Permission.ESCALATION_ACKNOWLEDGE, level, ticket)
    hold_until = work.now + timedelta(seconds=_hold_s(work, level, ticket))
    if level.acknowledge(work.actor.id, work.now, hold_until):
        level.version += 1
        work.record(EscalationAcknowledged(ticket.id, level.id, work.actor.id or 0))
        _follow(work, level, ticket)
    return level


def take(work: Work, escalation_id: int, version: int | None) -> Escalation:
    """Mine: compare-and-set, so of two who reach for it one has it and the other learns who and when."""
    work.require(Permission.ESCALATION_ACKNOWLEDGE)
    level, ticket = _held(work, escalation_id)
    _allow(work, Permission.ESCALATION_ACKNOWLEDGE, level, ticket)
    if work.actor.id is None:
        raise Forbidden(permission=Permission.ESCALATION_ACKNOWLEDGE.value)
    if level.assignee_id == work.actor.id:
        return level
    # Before the version: who lost the race is told by whom, not only that the row has moved.
    level.take(work.actor.id, work.now)
    expect_version(level, version)
    _assigned(work, level, ticket)
    return level


def assign(work: Work, escalation_id: int, assignee: str, version: int | None) -> Escalation:
    """Hand it to a person by code, whoever had it before; they are told once. `unknown_person` names no one active."""
    work.require(Permission.ESCALATION_ASSIGN)
    level, ticket = _held(work, escalation_id)
    _allow(work, Permission.ESCALATION_ASSIGN, level, ticket)
    person = _person(work, assignee)
    expect_version(level, version)
    level.assign(person.id, work.now)
    _assigned(work, level, ticket)
    notices.tell(
        work,
        person.id,
        "escalation_assigned",
        f"escalation:{level.id}:assigned:{level.version}",
        notices.Subject(ticket_id=ticket.id, escalation_id=level.id),
        {"number": ticket.number, "subject": ticket.subject, "level": level.level},
    )
    return level


def _held(work: Work, escalation_id: int) -> tuple[Escalation, Ticket]:
    """The level under its ticket's lock, in the order in which everybody takes them."""
    level = work.session.get(Escalation, escalation_id)
    ticket = work.get(Ticket, level.ticket_id if level else 0)
    return work.get(Escalation, escalation_id), ticket


def _allow(work: Work, permission: Permission, level: Escalation, ticket: Ticket) -> None:
    work.require(permission, Target(level.assignee_id or ticket.owner_id, ticket.team_id, ticket.queue_id))


def _assigned(work: Work, level: Escalation, ticket: Ticket) -> None:
    work.record(EscalationAssigned(ticket.id, level.id, level.assignee_id, work.actor.id))


def _person(work: Work, code: str) -> Person:
    person = work.session.query(Person).filter_by(code=code, active=True).one_or_none()
    if person is None:
        raise Invalid("unknown_person", errors={"assignee": ["unknown_person"]})
    return person


def _hold_s(work: Work, level: Escalation, ticket: Ticket) -> int:
    if level.clock is None:
        rungs: Sequence[Level] = PROMISE_LADDER
    else:
        rungs = terms.of_ticket(work.session, ticket).policy.ladders.get(level.clock.kind, ())
    # An edited policy may have lost the level since it fired.
    return next((rung.hold_s for rung in rungs if rung.level == level.level), 0)


def _follow(work: Work, level: Escalation, ticket: Ticket) -> None:
    if level.clock is not None:
        timers.plan(work, *ladders.follow_clock(work, level.clock, terms.moment(work.session, ticket, work.now)))
    elif level.callback is not None:
        timers.plan(work, *ladders.follow_promise(work, level.callback))
