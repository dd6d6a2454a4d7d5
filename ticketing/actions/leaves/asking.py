"""Ask for leave or a day of rest, within its deadline and entitlement, and take it back."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from ticketing.actions.roster_notices import tell_deciders
from ticketing.domain.events import LeaveMoved
from ticketing.domain.permissions import Permission, Target
from ticketing.domain.roster.entitlement import deadline
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.leaves import Leave, LeaveKind, LeaveState
from ticketing.models.people import Person
from ticketing.queries import leaves as looks
from ticketing.queries import rosters
from ticketing.work import Work, expect_version

LONGEST_DAYS = 180
HALF_DAY_S = 4 * 3600


@dataclass(frozen=True)
class LeaveWish:
    """`start_at`/`end_at` for an errand only; `phoned_at` when the leader was told by telephone before the form.

    `override`: why a leader lets the request pass after its deadline; `person_code` null asks for oneself.
    """

    kind: LeaveKind
    first_on: date
    last_on: date
    reason: str = ""
    start_at: datetime | None = None
    end_at: datetime | None = None
    phoned_at: datetime | None = None
    override: str = ""
    person_code: str | None = None


def ask(work: Work, wish: LeaveWish) -> Leave:
    """A request that waits for whoever decides.

    Raises `Invalid`: `too_late` (with the last instant), `no_entitlement` (with what took it), `bad_range`,
    `errand_hours`; `Conflict` (`leave_overlaps`) with the request that is there already.
    """
    person = _whose(work, wish)
    _sound(wish)
    _not_twice(work, person, wish)
    late = _deadlines(work, person, wish)
    if wish.kind is LeaveKind.REST:
        _entitled(work, person, wish)
    leave = work.add(
        Leave(
            person_id=person.id,
            kind=wish.kind,
            first_on=wish.first_on,
            last_on=wish.last_on,
            start_at=wish.start_at,
            end_at=wish.end_at,
            days=_days(wish),
            reason=wish.reason,
            asked_at=work.now,
            asked_by=work.actor.id,
            retroactive=late and wish.phoned_at is not None,
            phoned_at=wish.phoned_at,
            decision=wish.override,
        )
    )
    tell_deciders(work, leave, person)
    work.record(LeaveMoved(leave.id, person.id, leave.state.value))
    return leave


def cancel(work: Work, leave_id: int, version: int | None = None) -> Leave:
    """Take one's own request back; what was approved only before its first day.

    Raises `NotFound`, `Conflict` (`leave_decided`, `leave_begun`).
    """
    work.require(Permission.LEAVE_ASK)
    leave = work.get(Leave, leave_id)
    if leave.person_id != work.actor.id:
        raise NotFound(what="leave")
    expect_version(leave, version)
    if leave.state is LeaveState.APPROVED and leave.first_on <= work.centre.day_of(work.now):
        raise Conflict("leave_begun", first_on=leave.first_on.isoformat())
    leave.cancel(work.now)
    work.record(LeaveMoved(leave.id, leave.person_id, leave.state.value))
    return leave


def _whose(work: Work, wish: LeaveWish) -> Person:
    """Oneself, or somebody of one's own people on whose behalf a leader writes the request down."""
    if wish.person_code is None:
        work.require(Permission.LEAVE_ASK)
        if wish.override:
            work.require(Permission.LEAVE_DECIDE)
        return work.session.scalars(sa.select(Person).where(Person.id == work.actor.id)).one()
    person = work.session.scalar(sa.select(Person).filter_by(code=wish.person_code, active=True))
    if person is None:
        raise NotFound(what="person")
    work.require(Permission.LEAVE_DECIDE, Target(owner_id=person.id, team_id=person.team_id))
    return person


def _sound(wish: LeaveWish) -> None:
    if not 0 <= (wish.last_on - wish.first_on).days < LONGEST_DAYS:
        raise Invalid("bad_range", errors={"last_on": "after the first day"}, most_days=LONGEST_DAYS)
    errand = wish.kind is LeaveKind.ERRAND
    hours = wish.start_at is not None and wish.end_at is not None and wish.start_at < wish.end_at
    if errand != hours or (not errand and (wish.start_at or wish.end_at)):
        raise Invalid("errand_hours", errors={"start_at": "from when to when, for an errand only"})


def _days(wish: LeaveWish) -> Decimal:
    """Whole days; an errand of up to four hours is none, a longer one half a day."""
    if wish.start_at is None or wish.end_at is None:
        return Decimal((wish.last_on - wish.first_on).days + 1)
    return Decimal("0.5") if (wish.end_at - wish.start_at).total_seconds() > HALF_DAY_S else Decimal(0)


def _not_twice(work: Work, person: Person, wish: LeaveWish) -> None:
    open_states = (LeaveState.ASKED, LeaveState.APPROVED)
    other = work.session.scalar(
        sa.select(Leave).where(
            Leave.person_id == person.id,
            Leave.state.in_(open_states),
            Leave.kind != LeaveKind.ERRAND,
            Leave.first_on <= wish.last_on,
            Leave.last_on >= wish.first_on,
        )
    )
    if other is not None and wish.kind is not LeaveKind.ERRAND:
        span = {"first_on": other.first_on.isoformat(), "last_on": other.last_on.isoformat()}
        raise Conflict("leave_overlaps", kind=other.kind.value, state=other.state.value, **span)


def _deadlines(work: Work, person: Person, wish: LeaveWish) -> bool:
    """Whether it comes after its deadline; only a telephone call or a leader's reason lets that pass (B4, B5)."""
    place = rosters.place_of(work.session, person.team_id, work.centre)
    notice = place.rules.rest_notice_days if wish.kind is LeaveKind.REST else place.rules.leave_notice_days
    if wish.kind in (LeaveKind.SICK, LeaveKind.ERRAND):
        return wish.phoned_at is not None
    too_late_at = deadline(wish.first_on, notice, place.zone)
    late = work.now >= too_late_at
    phoned = wish.kind is not LeaveKind.REST and wish.phoned_at is not None
    if late and not phoned and not wish.override:
        raise Invalid("too_late", until=too_late_at.isoformat(), notice_days=notice)
    return late


def _entitled(work: Work, person: Person, wish: LeaveWish) -> None:
    place = rosters.place_of(work.session, person.team_id, work.centre)
    if place.rules.month_rests is None:
        return
    for month in sorted({wish.first_on.replace(day=1), wish.last_on.replace(day=1)}):
        held = looks.entitlement_of(work.session, person.id, month, place.rules.month_rests)
        wanted = sum(1 for n in range((wish.last_on - wish.first_on).days + 1) if _in(wish.first_on, n, month))
        if wanted > held.left and not wish.override:
            lost = [day.isoformat() for day in held.lost_by]
            raise Invalid("no_entitlement", month=held.month, days=held.days, used=held.used, lost_by=lost)


def _in(first: date, n: int, month: date) -> bool:
    day = date.fromordinal(first.toordinal() + n)
    return (day.year, day.month) == (month.year, month.month)
