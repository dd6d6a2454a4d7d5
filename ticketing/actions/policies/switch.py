"""Another policy, or a further version of it, takes over a ticket: its clocks live through the change (R4, R5)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ticketing.actions import clocks, ladders, timers
from ticketing.actions.clocks import Held
from ticketing.actions.timers import Owed
from ticketing.domain.calendars import WorkingTime
from ticketing.domain.clocks import ClockState, History, Policy, Switch, machine
from ticketing.domain.clocks.ledger import Ledger, Moment
from ticketing.domain.events import PolicySwitched
from ticketing.models.calendars import SlaPolicy
from ticketing.models.clocks import TicketClock
from ticketing.models.tickets import Ticket
from ticketing.queries import lives, terms
from ticketing.work import Work


@dataclass(frozen=True)
class Side:
    """One side of a change: a policy version with the calendar that it is reckoned by."""

    policy_id: int
    code: str
    version: int
    policy: Policy
    calendar_id: int
    calendar_version: int
    time: WorkingTime


def follow(work: Work, ticket: Ticket, severity: str | None = None) -> bool:
    """Give the ticket the policy that fits it now (R4); whether that is another one than before.

    For whoever changed its kind, queue or category, or found a complaint to be of another severity.
    """
    chosen = terms.chosen(work.session, terms.words(work.session, ticket, severity))
    if chosen.id == ticket.policy_id:
        return False
    after = side(work, chosen)
    known = clocks.held(work, ticket)
    timers.plan(work, *switch(work, ticket, known, after, lambda: lives.histories(work.session, [ticket])[ticket.id]))
    return True


def side(work: Work, policy: SlaPolicy) -> Side:
    """The newest version of a policy."""
    held = terms.read_policy(policy.definition)
    return Side(
        policy.id,
        policy.code,
        policy.version,
        held,
        policy.calendar_id,
        terms.calendar_version(work.session, policy.calendar_id),
        terms.working_time(work.session, policy.calendar_id),
    )


def switch(
    work: Work,
    ticket: Ticket,
    known: Held,
    to: Side,
    history: Callable[[], History],
    *,
    retroactive: bool = False,
) -> list[Owed]:
    """The ticket's clocks under the other side; gives the timers to plan. `history` is asked only where it matters."""
    before = {row.id: machine.judge(row.record, work.now) for row in known.rows}
    ticket.policy_id, ticket.policy_version = to.policy_id, to.version

    def event(ledger: Ledger, now: Moment) -> Ledger:
        changing = Switch(known.policy, known.time, now, retroactive)
        return changing.apply(ledger, history() if changing.begins_any else History(created_at=ticket.opened_at))

    after = replace(
        known, policy=to.policy, time=to.time, calendar_id=to.calendar_id, calendar_version=to.calendar_version
    )
    owed = clocks.live_through(work, ticket, after, event)
    for row in known.rows:
        _reckon(work, row, before[row.id].breached_at is None and retroactive, to, known.policy)
    ticket.touch("policy")
    work.record(PolicySwitched(ticket.id, to.code, to.version, retroactive))
    return owed


def _reckon(work: Work, row: TicketClock, anew: bool, to: Side, old: Policy) -> None:
    if row.state not in (ClockState.RUNNING, ClockState.PAUSED):
        return
    row.reckon_by(to.calendar_id, to.calendar_version, anew=anew)
    if row.kind in old.ladders and row.kind not in to.policy.ladders:
        ladders.end(work, ladders.CLOCK, row.id, "policy")
