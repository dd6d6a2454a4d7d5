"""Shifts that begin or end at a time that the clocks leave out: said before somebody wonders about the hours."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ticketing.domain.calendars.zones import next_valid
from ticketing.domain.days import wall_instant
from ticketing.domain.roster.plan import Cell, Finding, Plan, Template, Weight


def of_clock(plan: Plan, by_person: Mapping[str, Sequence[Cell]]) -> Iterator[Finding]:
    """A finding for each such cell: which time there is not, what counts instead, how long the shift becomes."""
    zone = plan.zone
    if zone is None:
        return
    # Few days and few kinds of shifts: each pair is looked up once, however many people work it.
    skipped = {
        (day, template.code): minutes
        for day in plan.days()
        for template in plan.templates.values()
        if template.working and (minutes := _skipped(zone, day, template))
    }
    for person in sorted(by_person) if skipped else ():
        for cell in by_person[person]:
            for minute in skipped.get((cell.on_day, cell.template or ""), ()):
                yield _said(plan, zone, cell, minute)


def _skipped(zone: ZoneInfo, day: date, template: Template) -> list[int]:
    ends = (template.start_min, template.end_min)
    return [minute for minute in ends if next_valid(zone, _at(day, minute)) is not None]


def _said(plan: Plan, zone: ZoneInfo, cell: Cell, minute: int) -> Finding:
    template = plan.templates[cell.template or ""]
    counts = wall_instant(cell.on_day, minute, zone).astimezone(zone)
    span = wall_instant(cell.on_day, template.end_min, zone) - wall_instant(cell.on_day, template.start_min, zone)
    params = {
        "time": f"{_at(cell.on_day, minute):%Y-%m-%d %H:%M}",
        "then": f"{counts:%H:%M}",
        "zone": zone.key,
        "hours": round(span.total_seconds() / 3600, 1),
        "usual": round(template.span_min / 60, 1),
    }
    cures = (("other_shift", {"template": cell.template}),)
    return Finding(cell.person, cell.on_day, "clock", "no_such_time", params, Weight.ELASTIC, cures)


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)
