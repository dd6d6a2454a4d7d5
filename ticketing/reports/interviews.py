"""电话访谈计划表: plans of calls with how far they are (binder chapter 13, sheet 10)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.queries.sheets import matters
from ticketing.reports.asked import Asked, Row
from ticketing.reports.forms import N_, Column, FormDef, Kind, share

FORM = FormDef(
    key="interview_plan",
    title=N_("Plan of telephone interviews"),
    version=1,
    item="13-10",
    subject="callbacks",
    columns=(
        Column("no", N_("Line no."), Kind.COUNT, 5),
        Column("name", N_("Interview / purpose"), width=18),
        Column("audience", N_("Whom"), width=12),
        Column("first", N_("Planned from"), Kind.DAY, 11),
        Column("last", N_("Planned until"), Kind.DAY, 11),
        Column("hours", N_("Time of day"), width=11),
        Column("who", N_("Planned by"), width=9),
        Column("script", N_("Outline / questions"), width=14),
        Column("sample", N_("Sample"), Kind.COUNT, 7),
        Column("done", N_("Reached"), Kind.COUNT, 7),
        Column("done_pct", N_("Reached %"), Kind.PERCENT, 7, means=N_("reached ÷ sample")),
        Column("state", N_("How far"), width=9, words="campaign_state"),
        Column("not_reached", N_("Not reached"), Kind.COUNT, 7),
        Column("invalid_number", N_("Wrong number"), Kind.COUNT, 7),
        Column("refused", N_("Refused"), Kind.COUNT, 7),
        Column("summary", N_("Summary of results"), width=20),
        Column("reviewer", N_("Checked by"), width=9),
    ),
)
_WHY = ("not_reached", "invalid_number", "refused")


def rows(session: Session, asked: Asked) -> list[Row]:
    """Plans that touch the days."""
    found = matters.campaigns(session, asked.actor, asked.period.day, asked.period.last)
    states = matters.states_of(session, [plan.id for plan in found])
    return [{"no": no, **_row(plan, states.get(plan.id, {}))} for no, plan in enumerate(found, 1)]


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    sums = {key: sum(row[key] for row in chosen) for key in ("sample", "done", *_WHY)}
    return sums | {"done_pct": share(sums["done"], sums["sample"])}


def _row(plan: Any, states: Mapping[str, int]) -> Row:
    sample, done = sum(states.values()), states.get("reached", 0)
    hours = (plan.from_min, plan.to_min)
    return {
        "name": " / ".join(part for part in (plan.name, plan.purpose) if part),
        "audience": plan.audience,
        "first": plan.first_on.isoformat(),
        "last": plan.last_on.isoformat(),
        "hours": "–".join(f"{at // 60:02d}:{at % 60:02d}" for at in hours if at is not None),
        "who": plan.creator.name if plan.creator else None,
        "script": plan.script.title if plan.script else None,
        "sample": sample,
        "done": done,
        "done_pct": share(done, sample),
        "state": plan.state.value,
        **{state: states.get(state, 0) for state in _WHY},
        "summary": plan.summary,
        "reviewer": plan.reviewer.name if plan.reviewer else None,
    }
