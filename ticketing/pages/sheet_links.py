"""From a figure of a sheet to the rows that add up to it: stays, days, tickets or ratings with the same filter."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from ticketing.domain.centre import Centre
from ticketing.domain.instants import micros
from ticketing.domain.metrics import Formula
from ticketing.queries.figures import drill
from ticketing.reports.forms import Sheet
from ticketing.reports.periods import Period

Row = Mapping[str, Any]
_HALF_HOUR_US: Final = 1_800_000_000
#: The column of an agent's sheet, and the figure whose stays it counts.
_OF_AGENT: Final = {
    "answered": "answered",
    "answer_pct": "answered",
    "in_time_pct": "answered",
    "talk_s": "answered",
    "talk_avg_s": "att_s",
    "acw_avg_s": "avg_acw_s",
    "transferred": "transfers",
}
#: What stands on the picture of an agent's day.
_OF_DAY: Final = frozenset(
    (
        *("first_in", "last_out", "logins", "login_s", "ready_pct", "breaks", "break_s", "break_pct", "hold_s"),
        *("longest_s", "over", "over_s", "meal_s", "training_s", "meeting_s", "other_s", "total_s", "adherence_pct"),
        *("late_min", "early_min", "missed", "offered"),
    )
)
_RECEIVED: Final = frozenset(("received", "phone", "letter", "visit", "other"))
_OF_MONTH: Final = frozenset(
    ("count", "upheld", "closed", "closed_pct", "in_time_pct", "repeated", "compensated", "amount", "satisfied_pct")
)
_STANDING: Final = frozenset(("balance", "overdue", "major", "due_next", "carry"))
_ANSWERS: Final = {
    "invited": "",
    "rated": "rated",
    "satisfied": "satisfied",
    "neutral": "neutral",
    "dissatisfied": "dissatisfied",
    "attitude": "attitude",
    "solution": "solution",
    "both": "both",
    "rated_pct": "rated",
    "satisfied_pct": "satisfied",
}


def links_of(sheet: Sheet, centre: Centre) -> Callable[[Row, str], str]:
    """(row, column) -> where the rows behind this cell are; empty where it counts nothing that can be listed."""
    finder = _FINDERS.get(sheet.form.key)
    if finder is None or sheet.is_blank:
        return lambda row, column: ""
    first, _, last = sheet.on.partition(" – ")
    hour = 0 if sheet.form.key == "queue_day" else centre.day_start_hour
    period = Period(date.fromisoformat(first), centre.zone, hour, date.fromisoformat(last or first))
    return lambda row, column: finder(period, row, column) if row.get(column) else ""


def _queue_day(period: Period, row: Row, column: str) -> str:
    """Half an hour of one queue; of the total the whole day of all."""
    if row.get("slot"):
        from_us = micros(datetime.fromisoformat(row["slot"]))
        to_us = min(from_us + _HALF_HOUR_US, period.hi_us)
    else:
        from_us, to_us = period.lo_us, period.hi_us
    formula = Formula(row["sl_name"]) if row.get("sl_name") else Formula.OFFERED
    asked = drill.stays_behind(column, from_us, to_us, row.get("queue"), None, formula)
    return f"/stats/stays?{urlencode(asked)}" if asked else ""


def _agent_day(period: Period, row: Row, column: str) -> str:
    if not row.get("code"):
        return ""
    figure = _OF_AGENT.get(column)
    if figure is not None:
        asked = drill.stays_of_agent(figure, period.lo_us, period.hi_us, row["code"])
        return f"/stats/stays?{urlencode(asked)}" if asked else ""
    return f"/agents/{row['code']}/days/{period.day}" if column in _OF_DAY else ""


def _agent_month(period: Period, row: Row, column: str) -> str:
    """The days whose sum it is, as they were made night by night; behind a score the calls that were heard."""
    if column in _HEARD and row.get("code"):
        return f"/quality?{urlencode({'show': 'done', 'agent': row['code']})}"
    if not row.get("code") or row.get("belongs") or column in _NAMES:
        return ""
    return f"/reports/agent_days?{urlencode({'on': period.day, 'to': period.last, 'number': row['code']})}"


def _complaint_day(period: Period, row: Row, column: str) -> str:
    on, narrowed = period.day, {"number": row["category"]} if row.get("category") else {}
    if column in _RECEIVED:
        return f"/reports/complaint_register?{urlencode({'on': on, 'to': on, **narrowed})}"
    # What was carried over stood there at the end of the day before.
    as_of = on - timedelta(days=1) if column == "carry" else on
    return f"/reports/complaint_tracking?{urlencode({'on': as_of})}" if column in _STANDING else ""


def _complaint_month(period: Period, row: Row, column: str) -> str:
    if column not in _OF_MONTH:
        return ""
    narrowed = {"number": row["category"]} if row.get("category") else {}
    return f"/reports/complaint_register?{urlencode({'on': period.day, 'to': period.last, **narrowed})}"


def _ratings(period: Period, row: Row, column: str) -> str:
    if column not in _ANSWERS:
        return ""
    lo, hi = (at.isoformat() for at in period.bounds)
    part = {"by": row["by"], "part": row["key"]} if row.get("by") else {}
    return f"/stats/ratings?{urlencode({'from': lo, 'to': hi, 'answer': _ANSWERS[column], **part})}"


_NAMES: Final = frozenset(("month", "team", "code", "name", "belongs", "remark", "deviations"))
_HEARD: Final = frozenset(("scored", "quality"))
_FINDERS: Final[Mapping[str, Callable[[Period, Row, str], str]]] = {
    "queue_day": _queue_day,
    "agent_day": _agent_day,
    "agent_days": lambda period, row, column: _agent_day(_on(period, row), row, column),
    "agent_now": _agent_day,
    "rest": _agent_day,
    "agent_month": _agent_month,
    "complaint_day": _complaint_day,
    "complaint_statistics": _complaint_month,
    "satisfaction_statistics": _ratings,
}


def _on(period: Period, row: Row) -> Period:
    """The row's own day."""
    day = date.fromisoformat(row["on"]) if row.get("on") else period.day
    return Period(day, period.zone, period.start_hour)
