"""Policies, their versions, their edits under way, and what an edit would do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks import OPEN_STATES, Apply, ClockRecord, ClockState, Ledger, Moment, Policy, Switch
from ticketing.domain.clocks.policy_documents import policy_from
from ticketing.domain.documents import Node
from ticketing.domain.tickets import TERMINAL, TicketState
from ticketing.errors import NotFound
from ticketing.models.calendars import Calendar, DeadlineEdit, SlaPolicy, SlaPolicyVersion
from ticketing.models.clocks import TicketClock
from ticketing.models.tickets import Ticket
from ticketing.queries import clocks, lives, terms

#: The sides of a ticket that a policy may be matched by.
SIDES = frozenset({"kind", "queue", "priority", "severity", "category"})
MOST_LOOKED_AT = 2_000
MOST_SHOWN = 20
_GOVERNED = tuple(sorted(TERMINAL))


@dataclass(frozen=True)
class Move:
    """A clock that an edit would date anew; `breached` when it would be broken there and then."""

    ticket: str
    kind: str
    due_at: datetime | None
    would_be_due_at: datetime | None
    breached: bool


@dataclass(frozen=True)
class Preview:
    """How many open tickets the policy has, at how many was looked (those due first), how many would breach."""

    tickets: int
    looked_at: int
    moved: int
    would_breach: int
    examples: Sequence[Move]


def read(definition: dict[str, Any], calendars: Collection[str]) -> Policy:
    """A definition as a policy; DocumentError names the place of what it cannot mean."""
    return policy_from(Node(definition), calendars)


def everyone(session: Session) -> Sequence[tuple[SlaPolicy, str]]:
    """All policies with the code of their calendar, in the order in which they are tried."""
    found = sa.select(SlaPolicy, Calendar.code).join(Calendar, Calendar.id == SlaPolicy.calendar_id)
    return [(row[0], row[1]) for row in session.execute(found.order_by(SlaPolicy.rank, SlaPolicy.id))]


def by_code(session: Session, code: str) -> SlaPolicy:
    """The policy as it stands; `NotFound` without one."""
    policy = session.scalar(sa.select(SlaPolicy).filter_by(code=code))
    if policy is None:
        raise NotFound(what="sla_policies")
    return policy


def versions(session: Session, code: str) -> Sequence[SlaPolicyVersion]:
    """Everything that a policy ever said, newest first."""
    found = sa.select(SlaPolicyVersion).filter_by(policy_id=by_code(session, code).id)
    return session.scalars(found.order_by(SlaPolicyVersion.version.desc())).all()


def edits(session: Session, limit: int = 20) -> Sequence[tuple[DeadlineEdit, str]]:
    """The last edits with the code of what was edited."""
    code = sa.func.coalesce(SlaPolicy.code, Calendar.code)
    found = (
        sa.select(DeadlineEdit, code)
        .outerjoin(SlaPolicy, SlaPolicy.id == DeadlineEdit.policy_id)
        .outerjoin(Calendar, Calendar.id == DeadlineEdit.calendar_id)
    )
    return [(row[0], row[1]) for row in session.execute(found.order_by(DeadlineEdit.id.desc()).limit(limit))]


def running_edit(session: Session, policy_id: int) -> int | None:
    """The edit of this policy that is still on its way through the tickets."""
    found = sa.select(DeadlineEdit.id).where(
        DeadlineEdit.policy_id == policy_id, DeadlineEdit.state.in_(["owed", "running"])
    )
    return session.scalar(found.limit(1))


def reached(edit: DeadlineEdit) -> sa.Select[Any]:
    """The ids of the tickets that an edit has still to go through."""
    if edit.calendar_id is None:
        return sa.select(Ticket.id).where(
            Ticket.policy_id == edit.policy_id, Ticket.id > edit.last_ticket_id, Ticket.state.not_in(_GOVERNED)
        )
    running = sa.select(TicketClock.ticket_id).where(
        TicketClock.calendar_id == edit.calendar_id,
        TicketClock.state == ClockState.RUNNING,
        TicketClock.ticket_id > edit.last_ticket_id,
    )
    if edit.first_change_at is not None:
        running = running.where(TicketClock.due_at >= edit.first_change_at)
    return running.distinct()


def preview(session: Session, code: str, definition: dict[str, Any], apply: Apply, at: datetime) -> Preview:
    """What a definition would do to the policy's open tickets at `at`; looks at the 2,000 that are due first."""
    policy = by_code(session, code)
    open_ones = sa.and_(Ticket.policy_id == policy.id, Ticket.state.not_in(_GOVERNED))
    count = session.scalars(sa.select(sa.func.count()).where(open_ones)).one()
    if apply is Apply.NEW_ONLY:
        return Preview(count, 0, 0, 0, [])
    first = sa.select(Ticket).where(open_ones).order_by(Ticket.next_due_at.asc().nulls_last(), Ticket.id)
    tickets = session.scalars(first.limit(MOST_LOOKED_AT)).all()
    named = session.scalars(sa.select(Calendar).filter_by(code=definition["calendar"])).one()
    after = read(definition, [named.code]), terms.working_time(session, named.id)
    moves, breached = [], 0
    for ticket, found in _imagined(session, tickets, after, apply, at):
        moves += [_move(ticket, before, one) for before, one in found]
        breached += any(one.breached_at and not before.breached_at for before, one in found)
    return Preview(count, len(tickets), len({one.ticket for one in moves}), breached, moves[:MOST_SHOWN])


def _imagined(
    session: Session, tickets: Sequence[Ticket], after: tuple[Policy, WorkingTime], apply: Apply, at: datetime
) -> Sequence[tuple[Ticket, list[tuple[ClockRecord, ClockRecord]]]]:
    """Each ticket with the clocks that the edit would move, as they are and as they would be."""
    rows = clocks.by_ticket(session, [ticket.id for ticket in tickets])
    histories = lives.histories(session, tickets)
    under = terms.under_many(session, {(ticket.policy_id, ticket.policy_version) for ticket in tickets})
    found = []
    for ticket in tickets:
        _, _, old, time = under[ticket.policy_id, ticket.policy_version]
        waiting = ticket.state is TicketState.WAITING_CUSTOMER
        now = Moment(at, after[0], after[1], ticket.priority, waiting)
        before = Ledger(tuple(row.record for row in rows.get(ticket.id, []))).judged(at)
        switch = Switch(old, time, now, apply is Apply.OPEN_RETROACTIVE)
        changed = switch.apply(before, histories[ticket.id]).clocks
        pairs = zip(before.clocks, changed, strict=False)
        found.append((ticket, [pair for pair in pairs if pair[0].state in OPEN_STATES and _differs(*pair)]))
    return found


def _differs(before: ClockRecord, after: ClockRecord) -> bool:
    return (before.due_at, before.state, before.breached_at) != (after.due_at, after.state, after.breached_at)


def _move(ticket: Ticket, before: ClockRecord, after: ClockRecord) -> Move:
    found = bool(after.breached_at and not before.breached_at)
    return Move(ticket.number, before.kind.value, before.due_at, after.due_at, found)
