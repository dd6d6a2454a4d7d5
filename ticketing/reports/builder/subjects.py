"""What can be asked for: subjects, what they can be parted by, and their measures with the formula of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.builder import Plan
from ticketing.domain.permissions import Permission
from ticketing.reports.asked import Asked, Row
from ticketing.reports.builder import fills
from ticketing.reports.figures import AGENTS, QUEUES
from ticketing.reports.forms import N_, Column, Kind

Fill = Callable[[Session, Asked, Plan], tuple[list[Row], Row]]
_C, _D, _P = Kind.COUNT, Kind.DURATION, Kind.PERCENT


@dataclass(frozen=True)
class Subject:
    """`sides` are (key, title, table of words) that make parts; `pers` the stretches it can be cut by; `is_crossed`
    allows both at once; `narrows` are the filters it understands."""

    key: str
    title: str
    right: Permission
    sides: Mapping[str, tuple[str, str]]
    pers: Sequence[str]
    measures: Mapping[str, Column]
    fill: Fill
    is_crossed: bool = False
    narrows: Sequence[str] = ()


def _of(columns: Sequence[Column], leave_out: frozenset[str]) -> dict[str, Column]:
    return {column.key: column for column in columns if column.key not in leave_out}


def _named(*columns: Column) -> dict[str, Column]:
    return {column.key: column for column in columns}


_TIMES = ("hour", "day", "month")
_CALLS = _of(QUEUES.columns, frozenset({"bucket", "queue", "sl_name", "sl_threshold_s"}))
_AGENTS = _of(AGENTS.columns, frozenset({"bucket", "agent", "name", "pauses"}))
_TICKETS = _named(
    Column("opened", N_("Filed"), _C, means=N_("filed within the days")),
    Column("resolved", N_("Resolved of them"), _C, means=N_("of those filed, resolved by now")),
    Column("closed", N_("Closed of them"), _C, means=N_("of those filed, closed by now")),
    Column("still_open", N_("Still open of them"), _C),
    Column("breached", N_("Overdue"), _C, means=N_("a deadline of theirs passed")),
    Column("reopened", N_("Taken up again"), _C),
    Column("resolved_pct", N_("Resolved %"), _P, means=N_("resolved ÷ filed")),
    Column("breached_pct", N_("Overdue %"), _P, means=N_("overdue ÷ filed")),
    Column("to_resolve_s", N_("Mean time to resolve"), _D, means=N_("from filing to resolving, by the wall clock")),
)
_COMPLAINTS = _named(
    Column("count", N_("Complaints"), _C, means=N_("filed within the days")),
    Column("upheld", N_("Upheld"), _C),
    Column("closed", N_("Settled"), _C),
    Column("in_time", N_("Settled in time"), _C),
    Column("repeated", N_("Repeated"), _C),
    Column("compensated", N_("Compensated"), _C),
    Column("amount", N_("Compensation"), Kind.MONEY),
    Column("closed_pct", N_("Settled %"), _P, means=N_("settled ÷ received")),
    Column("in_time_pct", N_("In time %"), _P, means=N_("settled in time ÷ settled or due")),
    Column("satisfied_pct", N_("Satisfied %"), _P, means=N_("satisfied ÷ rated")),
)
_RATINGS = _named(
    Column("invited", N_("Asked"), _C),
    Column("rated", N_("Rated"), _C),
    Column("rated_pct", N_("Response rate"), _P, means=N_("rated ÷ asked")),
    Column("satisfied", N_("Satisfied with us"), _C),
    Column("neutral", N_("So-so"), _C),
    Column("dissatisfied", N_("Dissatisfied"), _C),
    Column("satisfied_pct", N_("Satisfied %"), _P, means=N_("satisfied (4 and 5) ÷ rated; never ÷ asked")),
)

SUBJECTS: Mapping[str, Subject] = {
    one.key: one
    for one in (
        Subject(
            "calls",
            N_("Calls by queue"),
            Permission.BOARD_READ,
            {"queue": (N_("Queue"), "")},
            _TIMES,
            _CALLS,
            fills.calls,
            is_crossed=True,
            narrows=("queue",),
        ),
        Subject(
            "agents",
            N_("Work of agents"),
            Permission.REPORT_READ,
            {"agent": (N_("Agent"), "")},
            _TIMES,
            _AGENTS,
            fills.agents,
            is_crossed=True,
            narrows=("agent", "team"),
        ),
        Subject(
            "tickets",
            N_("Tickets"),
            Permission.TICKET_READ,
            {
                "kind": (N_("Kind"), "kind"),
                "category": (N_("Category"), ""),
                "priority": (N_("Urgency"), "priority"),
                "source": (N_("Source"), "source"),
                "queue": (N_("Queue"), ""),
                "team": (N_("Team"), ""),
                "owner": (N_("Owner"), ""),
                "department": (N_("Department"), ""),
            },
            ("day", "month"),
            _TICKETS,
            fills.tickets,
            is_crossed=True,
            narrows=("queue", "team"),
        ),
        Subject(
            "complaints",
            N_("Complaints"),
            Permission.REPORT_READ,
            {
                "category": (N_("Category"), ""),
                "department": (N_("Department"), ""),
                "product": (N_("Product"), ""),
                "cause": (N_("Cause"), "cause"),
            },
            (),
            _COMPLAINTS,
            fills.complaints,
        ),
        Subject(
            "ratings",
            N_("Satisfaction"),
            Permission.REPORT_READ,
            {
                "queue": (N_("Queue"), ""),
                "agent": (N_("Agent"), ""),
                "via": (N_("Asked by"), "via"),
                "kind": (N_("Kind"), "kind"),
            },
            ("day", "month"),
            _RATINGS,
            fills.ratings,
        ),
    )
}
#: What stands in the catalogue of pages and doors beside the subjects.
PERS: Mapping[str, str] = {"hour": N_("by hour"), "day": N_("by day"), "month": N_("by month")}
PERIOD_WORDS: Mapping[str, str] = {
    "today": N_("today so far"),
    "yesterday": N_("yesterday"),
    "last_7": N_("the last 7 days"),
    "last_30": N_("the last 30 days"),
    "this_week": N_("this week so far"),
    "last_week": N_("last week"),
    "this_month": N_("this month so far"),
    "last_month": N_("last month"),
    "days": N_("these days"),
}


def plain(values: Mapping[str, Any], measures: Sequence[str]) -> Row:
    return {key: values.get(key) for key in measures}
