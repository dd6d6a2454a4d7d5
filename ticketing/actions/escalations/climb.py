"""Fire the rungs that are due: each once, to whoever is on shift, and never into nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from ticketing.actions import ladders, notices, timers
from ticketing.actions.escalations import recipients
from ticketing.domain.clocks import ClockState
from ticketing.domain.escalations import (
    DEFAULT_LADDER,
    PROMISE_LADDER,
    Cause,
    EscalationState,
    Level,
    RecipientRole,
    Step,
    after_firing,
    needs_fallback,
    reopen_level,
)
from ticketing.domain.events import Escalated, EscalationResolved
from ticketing.domain.tickets import TicketKind
from ticketing.domain.triggers import LADDERS
from ticketing.models.callbacks import Callback
from ticketing.models.clocks import TicketClock
from ticketing.models.escalations import Escalation
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket
from ticketing.queries import clocks, on_shift, terms
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
        ladder = _of_clock(ticket, clock)
        while (step := ladders.clock_step(work, clock, now)) and step.at <= work.now:
            _fire(work, ladder, step)
    timers.plan(work, *ladders.follow_clock(work, clock, now))


def climb_promise(work: Work, callback: Callback) -> None:
    """The same for a promise whose window ends without a try."""
    if callback.is_open and callback.first_attempt_at is None:
        ladder = Ladder(_ticket(work, callback), ladders.PROMISE, callback.id, PROMISE_LADDER, callback_id=callback.id)
        while (step := ladders.promise_step(work, callback)) and step.at <= work.now:
            _fire(work, ladder, step)
    timers.plan(work, *ladders.follow_promise(work, callback))


def came_back(work: Work, ticket: Ticket) -> None:
    """A ticket reopened once too often goes up at once (R9), a complaint each time by one level more (4.6)."""
    level = reopen_level(ticket.reopen_count)
    if ticket.kind is TicketKind.COMPLAINT:
        level = max(level or 0, min(_highest(work, ticket) + 1, len(DEFAULT_LADDER)))
    clock = next((one for one in reversed(clocks.of(work.session, ticket.id)) if one.kind in LADDERS), None)
    if level is None or clock is None or clock.state is not ClockState.RUNNING:
        return
    _fire(work, _of_clock(ticket, clock), Step(level, work.now, Cause.REOPENED))
    climb_clock(work, ticket, clock)


def _highest(work: Work, ticket: Ticket) -> int:
    """The highest level that any deadline of the ticket has ever reached."""
    reached = sa.select(sa.func.max(Escalation.level)).where(Escalation.ticket_id == ticket.id)
    return work.session.scalar(reached) or 0


def _of_clock(ticket: Ticket, clock: TicketClock) -> Ladder:
    return Ladder(ticket, ladders.CLOCK, clock.id, LADDERS[clock.kind], clock_id=clock.id)


def _ticket(work: Work, callback: Callback) -> Ticket:
    return work.get(Ticket, callback.ticket_id or 0)


def _fire(work: Work, ladder: Ladder, step: Step) -> None:
    """One rung: its row, its notices, and the lower open rungs superseded."""
    rung = ladder.rung(step.level)
    people = recipients.of(work.session, ladder.ticket, rung, work.now)
    role = rung.recipients[-1]
    nobody = not people
    if needs_fallback(ladder.rungs, step.level, reached_anyone=not nobody):
        people, role = list(on_shift.admins(work.session)), RecipientRole.FALLBACK
    level = work.add(_row(work, ladder, rung, step, role, reached=bool(people)))
    _supersede(work, ladder, level)
    kind = "no_recipient" if role is RecipientRole.FALLBACK else "escalation"
    for person in people:
        _tell(work, ladder.ticket, level, person, kind)
    work.record(Escalated(ladder.ticket.id, level.id, rung.level, step.cause.value, [one.id for one in people]))


def _row(work: Work, ladder: Ladder, rung: Level, step: Step, role: RecipientRole, *, reached: bool) -> Escalation:
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
        rule=_rule(rung),
        role=role.value,
        due_at=step.at,
        created_at=work.now,
        notified_at=work.now if reached else None,
        ack_due_at=work.now + timeout if reached and timeout else None,
    )


def _rule(rung: Level) -> str:
    """The rung's trigger in code, as the screens explain it: `75%`, `100%`, `+7200s working`."""
    return f"{rung.pct}%" if rung.pct is not None else f"+{rung.offset_s}s {rung.basis.value}"


def _supersede(work: Work, ladder: Ladder, fired: Escalation) -> None:
    rows = {one.level: one for one in clocks.levels(work.session, ladder.subject, ladder.subject_id)}
    for lower in after_firing([one.instance for one in rows.values()], fired.level):
        row = rows[lower.level]
        if row.end(EscalationState.SUPERSEDED, f"L{fired.level}", work.now):
            work.record(EscalationResolved(row.ticket_id, row.id, EscalationState.SUPERSEDED.value))


def _tell(work: Work, ticket: Ticket, level: Escalation, person: Person, kind: str) -> None:
    subject = notices.Subject(ticket_id=ticket.id, escalation_id=level.id, callback_id=level.callback_id)
    params: notices.Params = {
        "number": ticket.number,
        "subject": ticket.subject,
        "level": level.level,
        "cause": level.cause,
    }
    notices.tell_or_group(work, person.id, kind, f"escalation:{level.id}", subject, params)
