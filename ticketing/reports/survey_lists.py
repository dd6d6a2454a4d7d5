"""客户满意度调查计划表 and 调查分析表: surveys as they were planned, and their scores side by side with marks where
another questionnaire was asked (binder chapter 10, sheets 5 and 6)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.satisfaction import Tally
from ticketing.domain.surveys import breaks
from ticketing.models.surveys import SurveyPlan
from ticketing.queries import surveys
from ticketing.reports.asked import Asked, Row
from ticketing.reports.charts import Chart
from ticketing.reports.forms import N_, Column, FormDef, Kind, share

_C, _P, _D = Kind.COUNT, Kind.PERCENT, Kind.DAY

PLANS = FormDef(
    key="survey_plans",
    title=N_("Plan of surveys of satisfaction"),
    version=1,
    subject="satisfied",
    columns=(
        Column("no", N_("Line no."), _C, 5),
        Column("number", N_("Survey no."), width=14),
        Column("name", N_("Subject"), width=16),
        Column("purpose", N_("Purpose"), width=16),
        Column("population", N_("Whose word"), width=10, words="survey_population"),
        Column("first", N_("Period from"), _D, 11),
        Column("last", N_("Period to"), _D, 11),
        Column("drawing", N_("How drawn"), width=10, words="survey_drawing"),
        Column("sample", N_("Sample"), _C, 7),
        Column("method", N_("How asked"), width=9, words="survey_method"),
        Column("ask_from", N_("Asked from"), _D, 11),
        Column("ask_until", N_("Asked until"), _D, 11),
        Column("form", N_("Questionnaire"), width=10),
        Column("owner", N_("Owner"), width=8),
        Column("state", N_("State"), width=9, words="survey_state"),
        Column("approver", N_("Approved by"), width=8),
        Column("remark", N_("Remarks"), width=12),
    ),
)

ANALYSIS = FormDef(
    key="survey_analysis",
    title=N_("Analysis of surveys of satisfaction"),
    version=1,
    subject="satisfied",
    columns=(
        Column("no", N_("Line no."), _C, 5),
        Column("number", N_("Survey no."), width=14),
        Column("name", N_("Subject"), width=18),
        Column("ask_until", N_("Asked until"), _D, 11),
        Column("form", N_("Questionnaire"), width=10),
        Column(
            "break",
            N_("Break in the series"),
            width=12,
            means=N_("asked otherwise than the survey before"),
        ),
        Column("sample", N_("Sample"), _C, 7),
        Column("invited", N_("Asked"), _C, 7),
        Column("rated", N_("Rated"), _C, 7),
        Column("rated_pct", N_("Response rate"), _P, 8, means=N_("rated ÷ asked")),
        Column("satisfied", N_("Satisfied with us"), _C, 7),
        Column("neutral", N_("So-so"), _C, 7),
        Column("dissatisfied", N_("Dissatisfied"), _C, 7),
        Column("satisfied_pct", N_("Satisfied %"), _P, 8, means=N_("satisfied (4 and 5) ÷ rated; never ÷ asked")),
        Column("mean", N_("Mean"), _C, 6, means=N_("of the first question with a scale")),
        Column("findings", N_("Conclusions"), width=24),
    ),
)
_SUMS = ("sample", "invited", "rated", "satisfied", "neutral", "dissatisfied")


def plans(session: Session, asked: Asked) -> list[Row]:
    """Those whose days of asking touch the stretch."""
    found = surveys.touching(session, asked.period.day, asked.period.last)
    return [{"no": no, **_head(plan), **_planned(plan)} for no, plan in enumerate(found, 1)]


def compared(session: Session, asked: Asked) -> list[Row]:
    """Those that were drawn, in the order in which they asked; a break stands where they asked otherwise."""
    found = [one for one in surveys.touching(session, asked.period.day, asked.period.last) if one.drawn_at is not None]
    sums = surveys.tallies(session, [plan.id for plan in found])
    marks = breaks([_asked(plan) for plan in found])
    rows = []
    for no, (plan, mark) in enumerate(zip(found, marks, strict=True), 1):
        size, tally, mean = sums.get(plan.id, (0, Tally(), None))
        broken = f"{mark.before} → {mark.after}" if mark is not None else ""
        row = {"no": no, "sample": size, "break": broken, "mean": mean, "findings": plan.findings}
        rows.append({**_head(plan), **row, **counted(tally)})
    return rows


def planned_totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    return {"no": len(chosen), "sample": sum(row["sample"] for row in chosen)}


def compared_totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    """Sums and their shares, as long as all asked the same; scores of different questionnaires have no sum."""
    sums: Row = {key: sum(row[key] for row in chosen) for key in _SUMS}
    if any(row["break"] for row in chosen):
        return {key: sums[key] for key in ("sample", "invited", "rated")}
    return sums | shares(sums)


def draw(chosen: Sequence[Mapping[str, Any]]) -> tuple[Chart, ...]:
    named = tuple(
        ((row["number"] + (" ‖" if row["break"] else "")), {key: row[key] for key in ("satisfied_pct", "rated_pct")})
        for row in chosen
    )
    series = (("satisfied_pct", N_("Satisfied %")),)
    line = ("rated_pct", N_("Response rate"))
    return (Chart("surveys", N_("Surveys one after the other"), "bars", series, named, line),) if named else ()


def counted(tally: Tally) -> Row:
    """A score never without the response rate."""
    sums: Row = {key: getattr(tally, key) for key in _SUMS if key != "sample"}
    return sums | shares(sums)


def shares(sums: Mapping[str, Any]) -> Row:
    return {
        "rated_pct": share(sums["rated"], sums["invited"]),
        "satisfied_pct": share(sums["satisfied"], sums["rated"]),
    }


def _asked(plan: SurveyPlan) -> str:
    return plan.edition.label if plan.edition is not None else plan.questionnaire.code


def _head(plan: SurveyPlan) -> Row:
    return {
        "number": plan.number,
        "name": plan.name,
        "form": _asked(plan),
        "ask_until": plan.ask_until.isoformat(),
    }


def _planned(plan: SurveyPlan) -> Row:
    days = {"first": plan.first_on, "last": plan.last_on, "ask_from": plan.ask_from}
    words = ("population", "drawing", "method", "state")
    return {
        **{key: day.isoformat() for key, day in days.items()},
        **{key: getattr(plan, key).value for key in words},
        "purpose": plan.purpose,
        "sample": plan.sample_size,
        "owner": plan.owner.name,
        "approver": plan.approver.name if plan.approver else None,
        "remark": plan.remark,
    }
