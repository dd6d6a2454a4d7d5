"""Tickets that find their owner by themselves, and those that are taken back when a shift ends."""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions.tickets.assign import hand_over
from ticketing.actions.tickets.held import readable
from ticketing.domain.assignment import AssignMode, Candidate, Rule, TakeBack, choose, falls_due_before
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TERMINAL
from ticketing.errors import Conflict, IllegalMove
from ticketing.models.assignment import AssignmentRule, ShiftEnd
from ticketing.models.people import Person
from ticketing.models.relations import Handover
from ticketing.models.tickets import Ticket
from ticketing.queries import assignment
from ticketing.work import Work

AUTO = "auto"
AT_ONCE = 50
SHIFT_END = "shift_end"


def distribute(work: Work, queue_id: int) -> int:
    """Give what nobody has in hand in a queue to those who are here; how many found an owner.

    The rule's row is held meanwhile: two who distribute at once go one after the other.
    """
    row = work.session.scalar(sa.select(AssignmentRule).filter_by(queue_id=queue_id).with_for_update(skip_locked=True))
    if row is None or row.mode is AssignMode.OFF:
        return 0
    people = assignment.here(work.session, queue_id, work.now)
    if not people:
        return 0
    given = 0
    for ticket in assignment.unowned(work.session, queue_id, AT_ONCE):
        chosen = _chosen(work, row, ticket, people)
        if chosen is not None:
            people = [replace(one, open_tickets=one.open_tickets + (one is chosen)) for one in people]
            _give(work, row, ticket, chosen)
            given += 1
    return given


def give(work: Work, number: str, version: int | None = None, reason: str = "") -> Ticket:
    """Let the queue's rule find an owner now. `no_rule` for a queue without one, `nobody_here` when nobody may."""
    ticket = readable(work, number, version)
    work.require(Permission.TICKET_ASSIGN, ticket.target)
    if ticket.state in TERMINAL:
        raise IllegalMove(move="assign", state=ticket.state.value, allowed=[])
    row = work.session.scalar(sa.select(AssignmentRule).filter_by(queue_id=ticket.queue_id).with_for_update())
    if row is None or row.mode is AssignMode.OFF:
        raise Conflict("no_rule")
    people = assignment.here(work.session, row.queue_id, work.now)
    chosen = _chosen(work, row, ticket, [one for one in people if one.person_id != ticket.owner_id])
    if chosen is None:
        raise Conflict("nobody_here")
    _give(work, row, ticket, chosen, reason)
    return ticket


def take_back(work: Work) -> int:
    """Whoever's shift has ended gives back what the queues' rules say, into the hand-over list; once per shift."""
    taken = 0
    for person_id, end_at in assignment.gone_home(work.session, work.now):
        claim = insert(ShiftEnd).values(person_id=person_id, end_at=end_at, taken=0)
        fresh = work.session.scalar(claim.on_conflict_do_nothing().returning(sa.literal_column("id")))
        if fresh is not None:
            count = _take_from(work, person_id)
            work.session.execute(sa.update(ShiftEnd).where(ShiftEnd.id == fresh).values(taken=count))
            taken += count
    return taken


def _take_from(work: Work, person_id: int) -> int:
    back_at = assignment.back_at(work.session, person_id, work.now)
    count = 0
    for ticket, rule in assignment.left_behind(work.session, person_id):
        due = falls_due_before(back_at, ticket.next_due_at, ticket.wake_at)
        if rule is TakeBack.ALL or due:
            hand_over(work, ticket, None, SHIFT_END)
            work.session.add(Handover(ticket_id=ticket.id, from_id=person_id, at=work.now))
            count += 1
    work.session.flush()
    return count


def _chosen(work: Work, row: AssignmentRule, ticket: Ticket, people: Sequence[Candidate]) -> Candidate | None:
    asked = assignment.skills_of(work.session, ticket.category) | ({row.skill} if row.skill else set())
    rule = Rule(row.mode, row.team_id, frozenset(asked), row.most_open, row.last_id)
    sticky = assignment.before(work.session, ticket) if row.sticky else None
    return choose(rule, people, sticky)


def _give(work: Work, row: AssignmentRule, ticket: Ticket, chosen: Candidate, reason: str = "") -> None:
    row.last_id = chosen.person_id
    hand_over(
        work, ticket, work.session.get_one(Person, chosen.person_id), reason or f"rule:{row.mode.value}", fit=True
    )
