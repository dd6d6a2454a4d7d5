"""A calendar month by person: what its days come to, and the service complaints that were upheld."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.adherence import Kept
from ticketing.domain.attendance import DayFacts, Month, Step, complaints_of, month_of
from ticketing.domain.centre import Centre
from ticketing.domain.complaints import Verdict
from ticketing.domain.days import day_bounds
from ticketing.models.attendance import AttendanceDay
from ticketing.models.complaints import Complaint
from ticketing.models.leaves import LeaveKind
from ticketing.models.people import Person
from ticketing.queries.attendance.days import people
from ticketing.queries.attendance.excuses import approved

#: The source speaks of complaints "for reasons of service" (因服务原因); the category of the complaint says so.
_NO_LEAVE = frozenset({LeaveKind.REST, LeaveKind.ERRAND, LeaveKind.TRAINING})
SERVICE = ("service", "服务")


@dataclass(frozen=True)
class MonthRow:
    """One person's month; `overtime_s` and `kept` are sums of its judged days, `probation_until` is there where some of
    it is a probation."""

    code: str
    name: str
    team: str
    days: int
    late_s: int
    early_s: int
    overtime_s: int
    month: Month
    kept: Kept
    complaints: list[tuple[date, Step]]
    probation_until: date | None


def months(session: Session, actor: Actor, first: date, centre: Centre, team: str | None = None) -> list[MonthRow]:
    """Everybody's month whom the actor may see, by number. Five statements."""
    seen = people(session, actor, team)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    day = AttendanceDay
    rows = session.scalars(
        sa.select(day).where(day.is_current, day.on_day.between(first, last), day.person_id.in_(seen))
    ).all()
    by_person: dict[int, list[AttendanceDay]] = {person_id: [] for person_id in seen}
    for row in rows:
        by_person[row.person_id].append(row)
    against = _complaints(session, seen, first, last, centre)
    away = _leave_days(session, seen, first, last)
    known = against.keys() | away.keys() | {who for who, found in by_person.items() if found}
    new = _probations(session, seen, first)
    return [
        _month(seen[who], by_person[who], against.get(who, []), away.get(who, {}), new.get(who))
        for who in seen
        if who in known
    ]


def _month(
    who: tuple[str, str, str],
    days: list[AttendanceDay],
    against: list[date],
    away: Mapping[date, str],
    new_until: date | None,
) -> MonthRow:
    said = {row.on_day: [(one["code"], one["half_days"]) for one in row.findings] for row in days}
    facts = [DayFacts(day, said.get(day, []), away.get(day, "")) for day in said.keys() | away.keys()]
    kept = Kept()
    for row in days:
        kept += Kept(row.scheduled_us, row.adherent_us, row.planned_queue_us, row.worked_queue_us, row.paid_us)
    return MonthRow(
        *who,
        days=sum(row.in_at is not None or row.out_at is not None for row in days),
        late_s=sum(row.late_s for row in days),
        early_s=sum(row.early_s for row in days),
        overtime_s=sum(row.overtime_s for row in days),
        month=month_of(facts, on_probation=new_until is not None),
        kept=kept,
        complaints=complaints_of(against),
        probation_until=new_until,
    )


def _probations(session: Session, people: Collection[int], first: date) -> dict[int, date]:
    """Who of them was still on probation when the month began, and until when."""
    rows = session.execute(
        sa.select(Person.id, Person.probation_until).where(Person.id.in_(people), Person.probation_until >= first)
    )
    return {person_id: until for person_id, until in rows if until is not None}


def _leave_days(session: Session, people: Mapping[int, object], first: date, last: date) -> dict[int, dict[date, str]]:
    """The days of leave by person, with the kind; days of rest, errands and trainings are none."""
    found: dict[int, dict[date, str]] = {}
    for leave in approved(session, people, first, last):
        if leave.kind not in _NO_LEAVE:
            days = found.setdefault(leave.person_id, {})
            for number in range((min(leave.last_on, last) - max(leave.first_on, first)).days + 1):
                days[max(leave.first_on, first) + timedelta(days=number)] = leave.kind.value
    return found


def _complaints(
    session: Session, seen: Mapping[int, tuple[str, str, str]], first: date, last: date, centre: Centre
) -> dict[int, list[date]]:
    """The days on which service complaints against these people were upheld, by person."""
    named: dict[str, int] = {}
    for person_id, (code, name, _) in seen.items():
        named[code] = named[name] = person_id
    low, _ = day_bounds(first, centre.zone, 0)
    _, high = day_bounds(last, centre.zone, 0)
    fields = (Complaint.category, Complaint.cause_category)
    rows = session.execute(
        sa.select(Complaint.liable_person, Complaint.found_at).where(
            Complaint.verdict == Verdict.UPHELD,
            Complaint.found_at >= low,
            Complaint.found_at < high,
            Complaint.liable_person.in_(named),
            sa.or_(*(field.icontains(word) for field in fields for word in SERVICE)),
        )
    )
    found: dict[int, list[date]] = {}
    for liable, at in rows:
        if at is not None:
            found.setdefault(named[liable], []).append(at.astimezone(centre.zone).date())
    return found
