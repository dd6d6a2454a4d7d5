"""What each agent's business day came to, one grouped query per source of facts."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calls.visit import Mark
from ticketing.domain.instants import instant
from ticketing.models.attendance import AttendanceDay
from ticketing.models.callbacks import CallbackAttempt
from ticketing.models.calls import QueueVisit, RingAttempt
from ticketing.models.people import Person, Team
from ticketing.models.presence import PersonSlice
from ticketing.models.satisfaction import Rating
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.models.tickets import Ticket
from ticketing.queries import satisfaction

# A conversation whose end was guessed, or across a step of the clock, has no length worth adding up.
_UNMEASURED = Mark.INFERRED_END | Mark.CLOCK_STEP

Facts = dict[int, dict[str, Any]]

# A slice that reaches into a day began at most this long before it; nobody is on line for a week without a break.
_REACH_BACK_US = 7 * 86_400 * 1_000_000
ANSWERED_RESULTS = ("answered_resolved", "answered_pending", "customer_reschedule", "wrong_person", "refused")


def people(session: Session) -> list[tuple[int, str, str, str | None]]:
    """(id, code, name, team name) of everyone with a code, by team and code."""
    rows = session.execute(
        sa.select(Person.id, Person.code, Person.name, Team.name)
        .outerjoin(Team, Person.team_id == Team.id)
        .where(Person.code.is_not(None))
        .order_by(Team.code, Person.code)
    )
    return [(row[0], row[1] or "", row[2], row[3]) for row in rows]


def time_spent(session: Session, lo_us: int, hi_us: int) -> Facts:
    """Seconds by state inside the day, first and last moment on line, number of log-ins and of breaks."""
    seen = _with_what_came_before(_on_line(lo_us, hi_us))
    length = seen.c.b - seen.c.a
    new_login = sa.or_(seen.c.before.is_(None), seen.c.a > seen.c.before)
    new_break = sa.and_(seen.c.state == "paused", sa.or_(seen.c.was.is_distinct_from("paused"), new_login))
    sums = [
        (sa.func.coalesce(sa.func.sum(length).filter(seen.c.state == state), 0) / 1_000_000.0).label(f"{state}_s")
        for state in ("ready", "ringing", "talking", "acw", "paused")
    ]
    query = sa.select(
        seen.c.person_id,
        sa.func.min(seen.c.a).label("first_us"),
        sa.func.max(seen.c.b).label("last_us"),
        (sa.func.sum(length) / 1_000_000.0).label("login_s"),
        sa.func.count().filter(new_login).label("logins"),
        sa.func.count().filter(new_break).label("breaks"),
        *sums,
    ).group_by(seen.c.person_id)
    return _by_person(session, query)


def _on_line(lo_us: int, hi_us: int) -> sa.Subquery:
    """The pieces of everybody's one timeline that lie in the day, cut to it, from `a` to `b`: a person who is on line
    under two names is on line once."""
    return (
        sa.select(
            PersonSlice.person_id.label("person_id"),
            PersonSlice.state.label("state"),
            sa.func.greatest(PersonSlice.start_us, lo_us).label("a"),
            sa.func.least(sa.func.coalesce(PersonSlice.end_us, hi_us), hi_us).label("b"),
        )
        .where(
            PersonSlice.state != "offline",
            PersonSlice.start_us.between(lo_us - _REACH_BACK_US, hi_us - 1),
            sa.func.coalesce(PersonSlice.end_us, hi_us) > lo_us,
        )
        .subquery()
    )


def _with_what_came_before(pieces: sa.Subquery) -> sa.Subquery:
    """Each piece with the end and the state of the one before it."""
    who, when = pieces.c.person_id, pieces.c.a
    return sa.select(
        *pieces.c,
        sa.func.lag(pieces.c.b).over(partition_by=who, order_by=when).label("before"),
        sa.func.lag(pieces.c.state).over(partition_by=who, order_by=when).label("was"),
    ).subquery()


def calls(session: Session, lo_us: int, hi_us: int, within_us: int) -> Facts:
    """Answered visits of the day's arrivals: counts, talk, wrap-up and hold in seconds, transfers, in time."""
    measured = QueueVisit.marks.op("&")(_UNMEASURED) == 0
    query = (
        sa.select(
            QueueVisit.person_id,
            sa.func.count().label("answered"),
            sa.func.count().filter(QueueVisit.wait_us <= within_us).label("in_time"),
            sa.func.count().filter(QueueVisit.end_reason.like("%transfer%")).label("transferred"),
            sa.func.count().filter(QueueVisit.talk_us.is_not(None), measured).label("talks"),
            (sa.func.coalesce(sa.func.sum(QueueVisit.talk_us).filter(measured), 0) / 1_000_000.0).label("talk_s"),
            (sa.func.coalesce(sa.func.sum(QueueVisit.hold_us), 0) / 1_000_000.0).label("hold_s"),
        )
        .where(
            QueueVisit.person_id.is_not(None),
            QueueVisit.connect_us.is_not(None),
            QueueVisit.enter_us >= lo_us,
            QueueVisit.enter_us < hi_us,
        )
        .group_by(QueueVisit.person_id)
    )
    return _by_person(session, query)


def missed_rings(session: Session, lo_us: int, hi_us: int) -> Facts:
    """Rings that nobody picked up; under three seconds it was the phone, not the person (telephony.md 3.2)."""
    rang = RingAttempt.end_us - RingAttempt.start_us
    query = (
        sa.select(RingAttempt.person_id, sa.func.count().filter(rang >= 3_000_000).label("missed"))
        .where(
            RingAttempt.person_id.is_not(None),
            RingAttempt.result == "rna",
            RingAttempt.start_us >= lo_us,
            RingAttempt.start_us < hi_us,
        )
        .group_by(RingAttempt.person_id)
    )
    return _by_person(session, query)


def desk_work(session: Session, lo: Any, hi: Any) -> Facts:
    """Tickets opened and resolved, and calls made to keep promises."""
    opened = sa.select(Ticket.created_by.label("person_id"), sa.func.count().label("opened")).where(
        Ticket.created_by.is_not(None), Ticket.opened_at >= lo, Ticket.opened_at < hi
    )
    resolved = sa.select(Ticket.owner_id.label("person_id"), sa.func.count().label("resolved")).where(
        Ticket.owner_id.is_not(None), Ticket.resolved_at >= lo, Ticket.resolved_at < hi
    )
    tries = sa.select(
        CallbackAttempt.person_id.label("person_id"),
        sa.func.count().label("outbound"),
        sa.func.count().filter(CallbackAttempt.result.in_(ANSWERED_RESULTS)).label("outbound_connected"),
        sa.func.count(sa.distinct(CallbackAttempt.callback_id)).label("callbacks"),
    ).where(CallbackAttempt.person_id.is_not(None), CallbackAttempt.started_at >= lo, CallbackAttempt.started_at < hi)
    facts: Facts = {}
    sources: tuple[tuple[Any, Any], ...] = (
        (opened, Ticket.created_by),
        (resolved, Ticket.owner_id),
        (tries, CallbackAttempt.person_id),
    )
    for query, who in sources:
        for person_id, row in _by_person(session, query.group_by(who)).items():
            facts.setdefault(person_id, {}).update(row)
    return facts


def shifts(session: Session, day: Any) -> Facts:
    """The published shift of each person on the day it began."""
    query = (
        sa.select(
            Shift.person_id,
            ShiftTemplate.code.label("shift"),
            ShiftTemplate.break_min.label("break_min"),
            Shift.published_start_at.label("start_at"),
            Shift.published_end_at.label("end_at"),
        )
        .join(ShiftTemplate, Shift.published_template_id == ShiftTemplate.id)
        .where(Shift.on_day == day)
    )
    return _by_person(session, query)


def time_in_shift(session: Session, day: Any) -> Facts:
    """Seconds at work and seconds paused inside each person's published shift of the day."""
    start = sa.cast(sa.func.extract("epoch", Shift.published_start_at) * 1_000_000, sa.BigInteger)
    end = sa.cast(sa.func.extract("epoch", Shift.published_end_at) * 1_000_000, sa.BigInteger)
    overlap = sa.func.least(sa.func.coalesce(PersonSlice.end_us, end), end) - sa.func.greatest(
        PersonSlice.start_us, start
    )
    query = (
        sa.select(
            Shift.person_id,
            (sa.func.sum(overlap).filter(PersonSlice.state.not_in(("paused", "lost"))) / 1_000_000.0).label("worked_s"),
            (sa.func.sum(overlap).filter(PersonSlice.state == "paused") / 1_000_000.0).label("rested_s"),
        )
        .join(PersonSlice, PersonSlice.person_id == Shift.person_id)
        .where(
            Shift.on_day == day,
            Shift.published_start_at.is_not(None),
            PersonSlice.state != "offline",
            PersonSlice.start_us.between(start - _REACH_BACK_US, end - 1),
            sa.func.coalesce(PersonSlice.end_us, end) > start,
        )
        .group_by(Shift.person_id)
    )
    return _by_person(session, query)


def judged(session: Session, day: Any) -> Facts:
    """Of the day as it was judged: seconds late and early, planned seconds that nothing excuses, seconds kept to."""
    row = AttendanceDay
    query = sa.select(
        row.person_id,
        row.late_s.label("judged_late_s"),
        row.early_s.label("judged_early_s"),
        (row.scheduled_us / 1_000_000.0).label("judged_planned_s"),
        (row.adherent_us / 1_000_000.0).label("judged_kept_s"),
    ).where(row.is_current, row.on_day == day)
    return _by_person(session, query)


def ratings(session: Session, lo_us: int, hi_us: int) -> Facts:
    """How many of each person's customers were asked about the day, answered, were satisfied, and held what against
    us; counted on the day of asking."""
    found = (
        sa.select(Rating.person_id)
        .distinct()
        .where(Rating.asked_at >= instant(lo_us), Rating.asked_at < instant(hi_us), Rating.person_id.is_not(None))
    )
    ids = [one for one in session.scalars(found) if one is not None]
    tallies = satisfaction.by_person(session, ids, [lo_us], hi_us) if ids else {}
    return {
        person_id: {
            **{name: getattr(tally, name) for name in ("invited", "rated", "satisfied")},
            **{f"bad_{name}": getattr(tally, name) for name in ("attitude", "solution", "both")},
        }
        for (person_id, _), tally in tallies.items()
    }


def _by_person(session: Session, query: sa.Executable) -> Facts:
    facts: Facts = {}
    for row in session.execute(query).mappings():
        values = {key: _plain(value) for key, value in row.items()}
        facts[values.pop("person_id")] = values
    return facts


def _plain(value: Any) -> Any:
    """PostgreSQL's exact numerics as Python numbers; whole ones as integers."""
    if hasattr(value, "as_tuple"):
        return int(value) if value == int(value) else float(value)
    return value
