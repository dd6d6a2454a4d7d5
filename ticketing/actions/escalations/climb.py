"""Fire the rungs that are due: each once, to whoever is on shift, and never into nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from ticketing.actions import ladders, notices, timers
from ticketing.actions.escalations import channels, effects, recipients
from ticketing.domain.clocks import ClockKind, ClockState, Moment
from ticketing.domain.escalations import (
    PROMISE_LADDER,
    Cause,
    EscalationState,
    Level,
    Occasion,
    RecipientRole,
    Step,
    after_firing,
    needs_fallback,
    reopen_level,
)
from ticketing.domain.events import Escalated, EscalationResolved
from ticketing.domain.tickets import TicketKind
from ticketing.models.callbacks import Callback
from ticketing.models.clocks import TicketClock
from ticketing.models.escalations import Escalation
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket
from ticketing.queries import clocks, duties, terms
from ticketing.work import Work


@dataclass(frozen=True)
class Ladder:
    """One subject's ladder: a clock's or a promise's."""

    ticket: Ticket
    subject: str
    subject_id: int
    rungs: Sequence[Level]
    clock_id: int | None = None
    callback_id: int | None = None

    def rung(self, level: int) -> Level:
        return next(one for one in self.rungs if one.level == level)


def climb_clock(work: Work, ticket: Ticket, clock: TicketClock) -> None:
    """Fire what a running clock owes by now, then plan the next rung."""
    now = terms.moment(work.session, ticket, work.now)
    if clock.record.is_open:
        ladder = _of_clock(ticket, clock, now)
        while (step := ladders.clock_step(work, clock, now)) and step.at <= work.now:
            _fire(work, ladder, [step])
            if ladder.rung(step.level).effects:
                # An effect may have dated the clock anew.
                now = terms.moment(work.session, ticket, work.now)
    timers.plan(work, *ladders.follow_clock(work, clock, now))


def climb_promise(work: Work, callback: Callback) -> None:
    """The same for a promise whose window ends without a try."""
    if callback.is_open and callback.first_attempt_at is None:
        ladder = Ladder(_ticket(work, callback), ladders.PROMISE, callback.id, PROMISE_LADDER, callback_id=callback.id)
        while (step := ladders.promise_step(work, callback)) and step.at <= work.now:
            _fire(work, ladder, [step])
    timers.plan(work, *ladders.follow_promise(work, callback))


def came_back(work: Work, ticket: Ticket) -> None:
    """A ticket reopened once too often goes up at once (R9), a complaint each time by one level more (4.6)."""
    now = terms.moment(work.session, ticket, work.now)
    often = reopen_level(ticket.reopen_count) is not None
    levels = now.policy.at_once.get(Occasion.REOPENED, ()) if often else ()
    if ticket.kind is TicketKind.COMPLAINT:
        top = len(now.policy.ladders.get(ClockKind.RESOLUTION, ()))
        levels = (max((*levels, min(_highest(work, ticket) + 1, top))),)
    _at_once(work, ticket, now, levels, Cause.REOPENED, f"reopened {ticket.reopen_count}")


def raise_for(work: Work, ticket: Ticket, occasion: Occasion, rule: str) -> None:
    """The levels that the ticket's policy calls on this occasion, all together; those that fired before stay.

    `rule` says in code what happened (`severity S1`, `3 calls in 7 days`) and stands on each level.
    """
    now = terms.moment(work.session, ticket, work.now)
    _at_once(work, ticket, now, now.policy.at_once.get(occasion, ()), Cause(occasion.value), rule)


def _at_once(work: Work, ticket: Ticket, now: Moment, levels: Sequence[int], cause: Cause, rule: str) -> None:
    """Fire these levels on the ladder of the promise to resolve, while that runs."""
    clock = next(
        (one for one in reversed(clocks.of(work.session, ticket.id)) if one.kind is ClockKind.RESOLUTION), None
    )
    if not levels or clock is None or clock.state is not ClockState.RUNNING:
        return
    ladder = _of_clock(ticket, clock, now)
    known = {rung.level for rung in ladder.rungs}
    fired = {one.level for one in clocks.levels(work.session, ladder.subject, ladder.subject_id)}
    steps = [Step(level, work.now, cause) for level in levels if level in known - fired]
    if steps:
        _fire(work, ladder, steps, rule)
    climb_clock(work, ticket, clock)


def _highest(work: Work, ticket: Ticket) -> int:
    """The highest level that any deadline of the ticket has ever reached."""
    reached = sa.select(sa.func.max(Escalation.level)).where(Escalation.ticket_id == ticket.id)
    return work.session.scalar(reached) or 0


def _of_clock(ticket: Ticket, clock: TicketClock, now: Moment) -> Ladder:
    return Ladder(ticket, ladders.CLOCK, clock.id, now.policy.ladders.get(clock.kind, ()), clock_id=clock.id)


def _ticket(work: Work, callback: Callback) -> Ticket:
    return work.get(Ticket, callback.ticket_id or 0)


def _fire(work: Work, ladder: Ladder, steps: Sequence[Step], rule: str = "") -> None:
    """One rung, or several at once: their rows and notices, what they do, and the open rungs below superseded."""
    lowest = min(step.level for step in steps)
    for step in steps:
        rung = ladder.rung(step.level)
        people = recipients.of(work.session, ladder.ticket, rung, work.now)
        role = rung.recipients[-1] if rung.recipients else RecipientRole.OWNER
        if needs_fallback(ladder.rungs, step.level, reached_anyone=bool(people)):
            people, role = list(duties.answering(work.session, work.now)), RecipientRole.FALLBACK
        level = work.add(_row(work, ladder, rung, step, role, rule or rung.rule, reached=bool(people)))
        _supersede(work, ladder, level, lowest)
        kind = "no_recipient" if role is RecipientRole.FALLBACK else "escalation"
        for person in people:
            cause = _tell(work, ladder.ticket, level, person, kind)
            channels.tell(work, ladder.ticket, rung, level, person, cause)
        told = [one.id for one in people]
        work.record(Escalated(ladder.ticket.id, level.id, rung.level, step.cause.value, told, level.rule))
        effects.do(work, ladder.ticket, rung, people)


def _row(
    work: Work, ladder: Ladder, rung: Level, step: Step, role: RecipientRole, rule: str, *, reached: bool
) -> Escalation:
    timeout = timedelta(seconds=rung.ack_timeout_s) if rung.ack_timeout_s is not None else None
    return Escalation(
        ticket_id=ladder.ticket.id,
        subject=ladder.subject,
        subject_id=ladder.subject_id,
        clock_id=ladder.clock_id,
        callback_id=ladder.callback_id,
        level=rung.level,
        state=EscalationState.NOTIFIED,
        cause=step.cause.value,
        rule=rule,
        role=role.value,
        due_at=step.at,
        created_at=work.now,
        notified_at=work.now if reached else None,
        ack_due_at=work.now + timeout if reached and timeout else None,
    )


def _supersede(work: Work, ladder: Ladder, fired: Escalation, below: int) -> None:
    rows = {one.level: one for one in clocks.levels(work.session, ladder.subject, ladder.subject_id)}
    for lower in after_firing([one.instance for one in rows.values()], min(fired.level, below)):
        row = rows[lower.level]
        if row.end(EscalationState.SUPERSEDED, f"L{fired.level}", work.now):
            work.record(EscalationResolved(row.ticket_id, row.id, EscalationState.SUPERSEDED.value))


def _tell(work: Work, ticket: Ticket, level: Escalation, person: Person, kind: str) -> str:
    """Ring the bell; gives the cause of the notice that says it, which may be a group's."""
    subject = notices.Subject(ticket_id=ticket.id, escalation_id=level.id, callback_id=level.callback_id)
    params: notices.Params = {
        "number": ticket.number,
        "subject": ticket.subject,
        "level": level.level,
        "cause": level.cause,
        "rule": level.rule,
    }
    return notices.tell_or_group(work, person.id, kind, channels.cause_of(level), subject, params)
