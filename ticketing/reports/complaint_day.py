"""客户投诉处理日报表: what was carried over, came, went and stands, by category (binder chapter 9, sheet 19)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.queries.sheets import complaints
from ticketing.reports.asked import Asked, Row
from ticketing.reports.forms import N_, Column, FormDef, Kind

_C = Kind.COUNT
SUMMED = (
    *("carry", "received", "phone", "letter", "visit", "other", "closed", "balance", "overdue", "major", "due_next"),
    *("followed", "reached"),
)

FORM = FormDef(
    key="complaint_day",
    title=N_("Day report on complaints"),
    version=1,
    item="9-19",
    subject="complaints",
    columns=(
        Column("on", N_("Date"), Kind.DAY, 11),
        Column("category", N_("Category"), width=12),
        Column("carry", N_("Carried over"), _C, 8),
        Column("received", N_("Received"), _C, 8, means=N_("filed on this day, by any channel")),
        Column("phone", N_("by telephone"), _C, 7),
        Column("letter", N_("by letter"), _C, 7),
        Column("visit", N_("in person"), _C, 7),
        Column("other", N_("other ways"), _C, 7),
        Column("closed", N_("Settled"), _C, 7),
        Column("balance", N_("In work at the end"), _C, 8, means=N_("carried over + received − settled")),
        Column("overdue", N_("Overdue"), _C, 7),
        Column("due_next", N_("Due tomorrow"), _C, 7),
        Column("major", N_("Major"), _C, 6),
        Column("majors", N_("Major complaints"), width=30),
        Column("followed", N_("Follow-ups"), _C, 7),
        Column("reached", N_("Reached"), _C, 7),
        Column("matters", N_("To be coordinated"), width=14, written=True),
    ),
    notes=(N_("As of the end of the day; the instants of filing and settling decide."),),
)


def rows(session: Session, asked: Asked) -> list[Row]:
    """One row per category in which anything was carried over, came or went; follow-ups stand in a row of their own."""
    lo, hi = asked.period.bounds
    on = asked.period.day.isoformat()
    listed = _majors(session, asked)
    found = [
        {"on": on, "category": category, **_row(sums), "majors": "; ".join(listed.get(category, ()))}
        for category, sums in complaints.movement(session, asked.actor, lo, hi).items()
    ]
    followed, reached = complaints.followed_up(session, lo, hi)
    if followed:
        found.append({"on": on, "category": "—", **dict.fromkeys(SUMMED, 0), "followed": followed, "reached": reached})
    return found


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    return {key: sum(row[key] for row in chosen) for key in SUMMED}


def _row(sums: Mapping[str, int]) -> Row:
    other = sums["received"] - sums["phone"] - sums["letter"] - sums["visit"]
    return {**sums, "other": other, "followed": 0, "reached": 0}


def _majors(session: Session, asked: Asked) -> dict[str, list[str]]:
    """编号 · 客户 · 进展 · 责任部门 of each major complaint, by category."""
    found: dict[str, list[str]] = {}
    for ticket, complaint in complaints.major(session, asked.actor, asked.period.bounds[1]):
        said = (ticket.number, ticket.customer.name if ticket.customer else "", complaint.liable_department)
        found.setdefault(complaint.category or ticket.category, []).append(" ".join(part for part in said if part))
    return found
