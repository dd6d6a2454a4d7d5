"""Shifts that begin or end at a time that the clocks leave out: said before somebody wonders about the hours."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ticketing.domain.calendars.zones import next_valid
from ticketing.domain.roster.plan import Cell, Finding, Plan, Weight


def of_clock(plan: Plan, by_person: Mapping[str, Sequence[Cell]]) -> Iterator[Finding]:
    """A finding for each such cell: which time there is not, what counts instead, how long the shift becomes."""
    if plan.zone is None:
        return
    for person in sorted(by_person):
        for cell in by_person[person]:
            yield from _of_cell(plan, plan.zone, cell)


def _of_cell(plan: Plan, zone: ZoneInfo, cell: Cell) -> Iterator[Finding]:
    template = plan.templates.get(cell.template or "")
    if template is None or cell.start_at is None or cell.end_at is None:
        return
    for minute, at in ((template.start_min, cell.start_at), (template.end_min, cell.end_at)):
        if next_valid(zone, _wall(cell.on_day, minute)) is not None:
            hours = (cell.end_at - cell.start_at).total_seconds() / 3600
            params = {
                "time": f"{_wall(cell.on_day, minute):%Y-%m-%d %H:%M}",
                "then": f"{at.astimezone(zone):%H:%M}",
                "zone": zone.key,
                "hours": round(hours, 1),
                "usual": round(template.span_min / 60, 1),
            }
            cures = (("other_shift", {"template": cell.template}),)
            yield Finding(cell.person, cell.on_day, "clock", "no_such_time", params, Weight.ELASTIC, cures)


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)
