"""A roster that a solver found: who works what, who leads, what it misses and how good it is known to be."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date
from typing import Any

from ticketing.domain.roster.instance import Instance
from ticketing.domain.roster.program import Program

Places = Mapping[tuple[str, date], str]


@dataclass(frozen=True)
class Solved:
    """`cells`: (person, day) to template; `leaders`: the places that lead; `gap` null without any bound.

    `state`: optimal, feasible (the best until the budget was over), cancelled, or infeasible (locked cells clash).
    """

    state: str
    cells: Places
    leaders: frozenset[tuple[str, date]]
    objective: float
    bound: float | None
    gap: float | None
    seconds: float
    missed: Sequence[dict[str, Any]]

    @property
    def digest(self) -> str:
        """sha256 of the roster, the same for the same cells and leaders."""
        rows = sorted([person, day.isoformat(), code] for (person, day), code in self.cells.items())
        led = sorted([person, day.isoformat()] for person, day in self.leaders)
        return hashlib.sha256(json.dumps([rows, led], ensure_ascii=False).encode()).hexdigest()


def question(instance: Instance, seed: int) -> str:
    """sha256 of what was asked, the same for the same people, shifts, wishes and rules, whatever order they came in."""
    said = {name: value for name, value in vars(instance).items() if name not in ("rules", "demand")}
    rows = {name: sorted(map(_plainly, _each(value))) for name, value in said.items()}
    asked = {**rows, "rules": instance.rules.document(), "demand": sorted(map(_plainly, instance.demand.items()))}
    return hashlib.sha256(json.dumps([seed, asked], ensure_ascii=False, default=_plainly).encode()).hexdigest()


def _each(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value.items())
    return list(value) if isinstance(value, Sequence) else [value]


def _plainly(value: Any) -> str:
    """A value as a text that does not hang on the order in which a set is kept."""
    if isinstance(value, frozenset):
        return str(sorted(map(str, value)))
    if isinstance(value, tuple):
        return str([_plainly(one) for one in value])
    return str({name: _plainly(one) for name, one in vars(value).items()}) if is_dataclass(value) else str(value)


def read(instance: Instance, program: Program, values: Sequence[float]) -> tuple[Places, frozenset[tuple[str, date]]]:
    """The cells of an answer, and who leads each shift: a lead who works it, or whoever is there alone."""
    cells = {(person, day): code for (person, day, code), column in program.works.items() if values[column] > 0.5}
    by_shift: dict[tuple[date, str], list[str]] = {}
    for (person, day), code in sorted(cells.items()):
        by_shift.setdefault((day, code), []).append(person)
    leads = {one.code for one in instance.members if one.leads}
    found: set[tuple[str, date]] = set()
    for (day, _), people in by_shift.items():
        leading = [one for one in people if one in leads][: max(instance.rules.leaders, 1)]
        # In a small team the one who is there leads (seed 003).
        found |= {(one, day) for one in leading or (people if len(people) == 1 else [])}
    return cells, frozenset(found)


def missed(
    instance: Instance, program: Program, cells: Places, leaders: frozenset[tuple[str, date]]
) -> list[dict[str, Any]]:
    """What the roster misses, each with day, shift and by how much; as findings are written."""
    found: list[dict[str, Any]] = []
    for (code, day, template, skill), _ in sorted(program.missed.items()):
        here = [person for (person, on), worked in cells.items() if on == day and worked == template]
        wanted, planned = _figures(instance, code, day, template, skill, here, leaders)
        if planned < wanted:
            params = {"template": template, "wanted": wanted, "planned": planned, "short": wanted - planned}
            params |= {"skill": skill} if skill else {}
            found.append({"person": None, "on_day": day.isoformat(), "code": code, "params": params, "cures": []})
    return found


def _figures(
    instance: Instance,
    code: str,
    day: date,
    template: str,
    skill: str,
    here: Sequence[str],
    leaders: frozenset[tuple[str, date]],
) -> tuple[int, int]:
    members = {one.code: one for one in instance.members}
    match code:
        case "short_staff":
            return instance.demand.get((day, template), 0), len(here)
        case "no_leader":
            return instance.rules.leaders, sum((person, day) in leaders for person in here)
        case "short_skill":
            return (instance.rules.skills or {})[skill], sum(skill in members[person].skills for person in here)
    return int(bool(here)), int(any(not members[person].is_new(day) for person in here))
