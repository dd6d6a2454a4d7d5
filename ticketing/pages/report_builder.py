"""The report builder: a form that asks, the answer below it as paper and chart, and what was kept."""

from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.builder import CHARTS, Cadence, Plan, Sharing
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.errors import Forbidden, Invalid
from ticketing.pages.reports import blueprint, problems
from ticketing.queries import custom_reports as looks
from ticketing.reports import builder, made
from ticketing.reports.builder.subjects import PERIOD_WORDS, PERS, SUBJECTS, Subject
from ticketing.reports.catalogue import TITLES
from ticketing.reports.forms import N_, Sheet
from ticketing.reports.words import worded

SHARING = {
    Sharing.NOBODY: N_("only me"),
    Sharing.TEAM: N_("my team"),
    Sharing.EVERYBODY: N_("everybody"),
}
CADENCES = {Cadence.DAY: N_("every morning"), Cadence.WEEK: N_("every Monday"), Cadence.MONTH: N_("every first")}
CHART_WORDS = {"bars": N_("bars"), "lines": N_("lines"), "none": N_("no chart")}
#: What is ticked when a subject is chosen.
FIRST_MEASURES = 4


@blueprint.get("/builder")
@needs(Permission.REPORT_BUILD)
def build() -> str:
    """Put a report together: every choice is in the address, so that it can be sent to a colleague."""
    plan = _plan()
    sheet, problem = _result(plan, "") if request.args.get("measures") else (None, "")
    return render_template("reports/builder.html", sheet=sheet, problem=problem, row=None, **_around(plan))


@blueprint.get("/builder/<int:report_id>")
@needs(Permission.REPORT_BUILD)
def kept(report_id: int) -> str:
    """One that is kept: its answer of today, and for its owner the form; `print` is the paper alone."""
    with reading() as session:
        row = looks.one(session, current_actor(), report_id)
        order = looks.order_of(session, current_actor(), report_id)
    if row is None:
        abort(404)
    is_changed = bool(request.args.get("measures"))
    plan = _plan() if is_changed else Plan.of(row.plan)
    sheet, problem = _result(plan, row.name)
    if request.args.get("print") and sheet is not None:
        return render_template("reports/print.html", sheet=sheet, back=f"/reports/builder/{report_id}")
    around = _around(plan) | {"row": row, "order": order, "is_mine": row.owner_id == current_actor().id}
    return render_template("reports/builder.html", sheet=sheet, problem=problem, is_changed=is_changed, **around)


def _plan() -> Plan:
    """The plan in the address; without figures the first few of the subject, and what a subject lacks is dropped."""
    args = request.args
    subject = _subject(args.get("subject", ""))
    chosen = tuple(key for key in args.getlist("measures") if key in subject.measures)
    plain = {name: args.get(name, "").strip()[:256] for name in ("first", "last", "queue", "team", "agent")}
    by, per = args.get("by", next(iter(subject.sides))), args.get("per", "")
    return Plan(
        subject=subject.key,
        measures=chosen or tuple(subject.measures)[:FIRST_MEASURES],
        by=by if by in subject.sides else "",
        per=per if per in subject.pers else "",
        period=args.get("period", "last_7"),
        chart=args.get("chart", "bars"),
        **{name: value if name in (*subject.narrows, "first", "last") else "" for name, value in plain.items()},
    )


def _subject(key: str) -> Subject:
    mine = _subjects()
    return next((one for one in mine if one.key == key), mine[0])


def _subjects() -> list[Subject]:
    return [one for one in SUBJECTS.values() if judge(current_actor(), one.right) is not Verdict.FORBIDDEN]


def _result(plan: Plan, name: str) -> tuple[Sheet | None, str]:
    """The sheet, or None and why there is none."""
    reader = made.Reader(current_actor(), centre(), now(), gettext("Whole centre"))
    try:
        with reading() as session:
            found = builder.result(session, reader, plan, centre().day_of(now()), name)
    except (Invalid, Forbidden) as refusal:
        return None, problems().get(refusal.code, refusal.code)
    return worded(found, gettext, TITLES), ""


def _around(plan: Plan) -> dict[str, Any]:
    subject = SUBJECTS[plan.subject]
    return {
        "plan": plan,
        "subject": subject,
        "subjects": [(one.key, one.title) for one in _subjects()],
        "sides": [(key, title) for key, (title, _) in subject.sides.items()],
        "pers": {key: PERS[key] for key in subject.pers},
        "periods": PERIOD_WORDS,
        "charts": {key: CHART_WORDS[key] for key in CHARTS},
        "sharing": {key.value: title for key, title in SHARING.items()},
        "cadences": {key.value: title for key, title in CADENCES.items()},
        "plan_words": plan.to_words(),
    }
