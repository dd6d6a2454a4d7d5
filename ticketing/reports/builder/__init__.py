"""A report that somebody put together: its plan checked, filled within the reader's reach, laid out as a sheet."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.builder import CHARTS, MOST_MEASURES, MOST_ROWS, Plan, check_choice, days_of
from ticketing.domain.permissions import Verdict, judge
from ticketing.errors import Forbidden, Invalid
from ticketing.reports.asked import Asked, Row
from ticketing.reports.builder.subjects import SUBJECTS, Subject
from ticketing.reports.charts import Chart
from ticketing.reports.forms import N_, Column, FormDef, Kind, Sheet
from ticketing.reports.made import Reader, said_days
from ticketing.reports.periods import Period

#: So many parts are told apart in a chart; the table has them all.
MOST_PARTS, MOST_SERIES = 6, 4
_UNTITLED = N_("Report without a name")


def checked(plan: Plan) -> Subject:
    """The plan's subject; `unknown_choice`, `measures_missing`, `too_many_measures`, `not_crossed` name the field."""
    subject = SUBJECTS.get(plan.subject)
    if subject is None:
        raise Invalid("unknown_choice", errors={"subject": ["unknown_choice"]}, known=list(SUBJECTS))
    check_choice("by", plan.by, list(subject.sides))
    check_choice("per", plan.per, list(subject.pers))
    check_choice("chart", plan.chart, CHARTS)
    for measure in plan.measures:
        check_choice("measures", measure, list(subject.measures))
    if not plan.measures:
        raise Invalid("measures_missing", errors={"measures": ["required"]})
    if len(set(plan.measures)) != len(plan.measures) or len(plan.measures) > MOST_MEASURES:
        raise Invalid("too_many_measures", most=MOST_MEASURES, errors={"measures": ["too_many_measures"]})
    if plan.by and plan.per and not subject.is_crossed:
        raise Invalid("not_crossed", errors={"per": ["not_crossed"]})
    for name in ("queue", "team", "agent"):
        if getattr(plan, name) and name not in subject.narrows:
            raise Invalid("not_narrowed", errors={name: ["not_narrowed"]})
    return subject


def result(session: Session, reader: Reader, plan: Plan, on: date, name: str = "", most: int = MOST_ROWS) -> Sheet:
    """The report as of a business day. `Forbidden` where the reader lacks the subject's right; `too_many_rows`."""
    subject = checked(plan)
    if judge(reader.actor, subject.right) is Verdict.FORBIDDEN:
        raise Forbidden(permission=subject.right.value)
    first, last = days_of(plan, on)
    period = Period.of(reader.centre, first, last)
    asked = Asked(period, reader.actor, at=reader.now, region=reader.centre.phone_region, most=most)
    rows, total = subject.fill(session, asked, plan)
    if len(rows) > most:
        raise Invalid("too_many_rows", most=most)
    kept = [_row(row, plan) for row in rows]
    return Sheet(
        form=form_of(subject, plan, name),
        number=f"CUSTOM-{first:%Y%m%d}-{last:%Y%m%d}",
        on=said_days(period),
        scope=" ".join(part for part in (plan.queue, plan.team, plan.agent) if part) or reader.whole,
        rows=kept,
        totals={key: total.get(key) for key in plan.measures} if len(kept) > 1 else {},
        made_at=reader.now.astimezone(period.zone).isoformat(),
        zone=f"{reader.centre.timezone} {reader.centre.day_start_hour:02d}:00",
        charts=_draw(subject, plan, kept),
    )


def form_of(subject: Subject, plan: Plan, name: str = "") -> FormDef:
    """Its columns: what makes a row, then the measures in the order in which they were chosen."""
    sides = []
    if plan.per:
        sides.append(Column("at", N_("Period"), width=18))
    if plan.by:
        title, words = subject.sides[plan.by]
        sides.append(Column("part", title, width=16, words=words))
    columns = (*sides, *(subject.measures[key] for key in plan.measures))
    return FormDef(
        key="custom",
        title=name or _UNTITLED,
        version=1,
        columns=columns,
        landscape=len(columns) > 7,
        subject="custom",
        notes=(N_("Each reader sees what their own rights reach."),),
    )


def _row(row: Mapping[str, Any], plan: Plan) -> Row:
    return {key: row.get(key) for key in ("at", "part") if key in row} | {key: row.get(key) for key in plan.measures}


def _draw(subject: Subject, plan: Plan, rows: Sequence[Row]) -> tuple[Chart, ...]:
    """Bars or lines of the counts, with the first share as a line; nothing to draw of a single row."""
    if plan.chart == "none" or len(rows) < 2:
        return ()
    if plan.by and plan.per:
        return _crossed(subject, plan, rows)
    columns = [subject.measures[key] for key in plan.measures]
    series = tuple((one.key, one.title) for one in columns if one.kind is not Kind.PERCENT)[:MOST_SERIES]
    lines = tuple((one.key, one.title) for one in columns if one.kind is Kind.PERCENT)
    words = subject.sides[plan.by][1] if plan.by else ""
    named = tuple((str(row.get("at") or row.get("part") or ""), row) for row in rows)
    if not series:
        return (Chart("custom", N_("Chart"), "lines", lines[:MOST_SERIES], named, words=words),)
    return (Chart("custom", N_("Chart"), plan.chart, series, named, lines[0] if lines else None, words),)


def _crossed(subject: Subject, plan: Plan, rows: Sequence[Row]) -> tuple[Chart, ...]:
    """The first measure over time, a series for each of the largest parts."""
    measure = subject.measures[plan.measures[0]]
    sums: dict[str, float] = {}
    for row in rows:
        sums[row["part"]] = sums.get(row["part"], 0) + (row[measure.key] or 0)
    largest = sorted(sums, key=lambda part: (-sums[part], part))[:MOST_PARTS]
    at: dict[str, Row] = {}
    for row in rows:
        if row["part"] in largest:
            at.setdefault(row["at"], dict.fromkeys(largest))[row["part"]] = row[measure.key]
    series = tuple((part, part or "—") for part in largest)
    return (Chart("custom", measure.title, plan.chart, series, tuple(at.items())),)
