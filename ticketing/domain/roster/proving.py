"""A roster that a solver found, judged by the rules as any draft is: nothing of the solver's rows is used for it."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from ticketing.domain.days import wall_instant
from ticketing.domain.roster.instance import Instance
from ticketing.domain.roster.judging import judge
from ticketing.domain.roster.plan import Cell, Finding, Plan, Weight
from ticketing.domain.roster.result import Places

_WALL = ZoneInfo("UTC")


def hard_breaches(instance: Instance, cells: Places, leaders: Collection[tuple[str, date]] = ()) -> list[Finding]:
    """The hard rules that these cells break within the instance's days, with the cells around them."""
    inside = [Cell(person, day, code, is_leader=(person, day) in leaders) for (person, day), code in cells.items()]
    return [one for one in judge(_plan(instance, inside), instance.rules) if one.weight is Weight.HARD]


def unkept(instance: Instance, cells: Places) -> list[Finding]:
    """Locked cells that are something else in these cells (H9)."""
    working = {one.code for one in instance.working()}
    return [
        Finding(one.person, one.on_day, "H9", "not_kept", {"template": one.template})
        for one in instance.fixed
        if cells.get((one.person, one.on_day)) != (one.template if one.template in working else None)
    ]


def locked_breaches(instance: Instance) -> list[Finding]:
    """What the locked cells break by themselves: why no roster keeps all of them."""
    cells = {(one.person, one.on_day): one.template for one in instance.fixed if one.template is not None}
    found = hard_breaches(instance, cells)
    return [Finding(**(vars(one) | {"cures": (*one.cures, ("unlock", {}))})) for one in found]


def _plan(instance: Instance, inside: Iterable[Cell]) -> Plan:
    """By the wall clock alone, as the solver reckons; what a change of the clocks does is judged when it is drafted."""
    around = [*instance.past, *instance.after]
    return Plan(
        first=instance.first,
        last=instance.last,
        cells=[_timed(instance, cell) for cell in (*around, *inside)],
        members={one.code: one for one in instance.members},
        templates={one.code: one for one in instance.templates},
        away=instance.away,
        kinds=instance.kinds,
        owed_rests=instance.owed_rests,
    )


def _timed(instance: Instance, cell: Cell) -> Cell:
    template = next((one for one in instance.working() if one.code == cell.template), None)
    hours: dict[str, Any] = {"start_at": None, "end_at": None}
    if template is not None:
        ends = (template.start_min, template.end_min)
        hours = dict(zip(hours, (wall_instant(cell.on_day, minute, _WALL) for minute in ends), strict=True))
    return Cell(**(vars(cell) | hours))
