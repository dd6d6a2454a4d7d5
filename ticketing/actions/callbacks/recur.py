"""Follow-ups that come round: only the next occurrence exists; it is made when the one before has ended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from ticketing.actions.callbacks.promise import Promise, check_zone, written
from ticketing.domain.calendars.documents import calendar_from
from ticketing.domain.calendars.rules import Calendar as Days
from ticketing.domain.calendars.zones import MINUTE, from_us, next_valid, wall_us, zone
from ticketing.domain.callbacks import CallbackKind, Window
from ticketing.domain.documents import Node
from ticketing.domain.events import RecurrenceBegun, RecurrenceEnded
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import normal
from ticketing.domain.recurrences import Roll, read_rule, rolled
from ticketing.errors import Conflict, Invalid
from ticketing.models.calendars import Calendar
from ticketing.models.callbacks import Callback
from ticketing.models.recurrences import Recurrence
from ticketing.models.tickets import Ticket
from ticketing.queries import relations
from ticketing.work import Work

SATISFIED, STOPPED = "satisfied", "stopped"


@dataclass(frozen=True)
class Round:
    """What comes round: the rule, the wall time of its window in minutes (length up to a day), where days off roll to.

    `calendar` is the code of the one that says which days are worked.
    """

    phone: str
    rrule: str
    start_on: date
    from_min: int
    length_min: int
    roll: Roll = Roll.SAME
    calendar: str = "CAL-DAY"
    until_satisfied: bool = False
    note: str = ""
    owner_id: int | None = None
    tz: str | None = None


def begin(work: Work, ticket: Ticket, wanted: Round) -> Recurrence:
    """Owe a follow-up again and again. Raises `Invalid`: `bad_phone`, `bad_rule`, `unknown_zone`, `unknown_calendar`,
    `no_such_time` for a first window that the clocks skip, `rule_is_over` when no day of it lies ahead."""
    work.require(Permission.CALLBACK_WORK, ticket.target)
    number = normal(wanted.phone, work.centre.phone_region)
    if number is None or "*" in wanted.phone:
        raise Invalid("bad_phone", errors={"phone": ["bad_phone"]})
    check_zone(wanted.tz)
    row = work.add(
        Recurrence(
            ticket_id=ticket.id,
            customer_id=ticket.customer_id,
            queue_id=ticket.queue_id,
            owner_id=wanted.owner_id,
            phone=number,
            note=wanted.note,
            rrule=wanted.rrule,
            start_on=wanted.start_on,
            from_min=wanted.from_min,
            length_min=wanted.length_min,
            tz=wanted.tz or work.centre.timezone,
            roll=wanted.roll,
            calendar_id=_calendar(work, wanted.calendar).id,
            until_satisfied=wanted.until_satisfied,
        )
    )
    read_rule(wanted.rrule, wanted.start_on)
    _refuse_skipped(row, wanted)
    work.record(RecurrenceBegun(ticket.id, row.id, row.rrule))
    if _next(work, row) is None:
        raise Invalid("rule_is_over", errors={"rrule": ["rule_is_over"]})
    return row


def stop(work: Work, recurrence_id: int) -> Recurrence:
    """No further occurrence; the one that is owed now stays owed. 409 `recurrence_ended` when it has ended."""
    row = work.get(Recurrence, recurrence_id)
    work.require(Permission.CALLBACK_WORK, row.target)
    if row.ended_at is not None:
        raise Conflict("recurrence_ended")
    _end(work, row, STOPPED)
    return row


def follow(work: Work, callback: Callback, *, satisfied: bool) -> None:
    """An occurrence has ended: the next one is owed, unless that was the last."""
    if callback.recurrence_id is None:
        return
    row = work.get(Recurrence, callback.recurrence_id)
    if row.ended_at is not None:
        return
    if satisfied and row.until_satisfied:
        _end(work, row, SATISFIED)
    elif _next(work, row) is None:
        _end(work, row, "count" if row.rule.count is not None else "until")


def _next(work: Work, row: Recurrence) -> Callback | None:
    """The first occurrence whose window is not over; those that a stopped service slept through are not made up."""
    ticket = _where_it_goes_on(work, row)
    day = row.last_on
    while ticket is not None and (day := row.rule.next_after(day)) is not None:
        window = window_on(row, _days(row.calendar), day)
        row.last_on = day
        if window.end > work.now:
            return _owed(work, row, ticket, window)
    return None


def _where_it_goes_on(work: Work, row: Recurrence) -> Ticket | None:
    """The ticket that the rule was made for, or the one that took it up since."""
    ticket = work.session.get(Ticket, row.ticket_id)
    return next(reversed(relations.chain(work.session, ticket)), ticket) if ticket is not None else None


def window_on(row: Recurrence, days: Days, nominal: date) -> Window:
    """The window of the occurrence of a nominal day; a wall time in a gap of the clocks is the first valid instant."""
    day = rolled(nominal, row.roll, partial(_is_worked, days))
    start = wall_us(zone(row.tz), day, row.from_min)
    return Window(from_us(start), from_us(start + row.length_min * MINUTE))


def _owed(work: Work, row: Recurrence, ticket: Ticket, window: Window) -> Callback:
    agreed = Promise(row.phone, window, row.note, CallbackKind.RECURRING, row.owner_id, tz=row.tz)
    callback = written(work, ticket, agreed, row.phone)
    callback.recurrence_id = row.id
    return callback


def _end(work: Work, row: Recurrence, reason: str) -> None:
    row.end(reason, work.now)
    row.version += 1
    work.record(RecurrenceEnded(row.ticket_id, row.id, reason))


def _is_worked(days: Days, day: date) -> bool:
    return bool(days.openings_on(day, [one for one in days.exceptions if one.on == day]))


def _days(calendar: Calendar) -> Days:
    return calendar_from(Node(calendar.definition))


def _calendar(work: Work, code: str) -> Calendar:
    found = work.session.scalar(sa.select(Calendar).filter_by(code=code))
    if found is None:
        raise Invalid("unknown_calendar", errors={"calendar": ["unknown_calendar"]})
    return found


def _refuse_skipped(row: Recurrence, wanted: Round) -> None:
    """The first time that somebody names must exist (R11); what comes round into a gap moves by itself."""
    naive = datetime.combine(wanted.start_on, datetime.min.time()) + timedelta(minutes=wanted.from_min)
    valid = next_valid(zone(row.tz), naive)
    if valid is not None:
        shown = valid.astimezone(zone(row.tz)).isoformat()
        raise Invalid("no_such_time", next=shown, errors={"from_min": ["no_such_time"]})
