"""呼叫中心客户建议统计表: suggestions with what became of them (binder chapter 13, sheet 16)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.tickets import TicketKind
from ticketing.queries.sheets import matters, tickets
from ticketing.reports.asked import Asked, Row
from ticketing.reports.charts import Chart
from ticketing.reports.complaint_lists import stretch
from ticketing.reports.forms import N_, Column, FormDef, Kind

FORM = FormDef(
    key="suggestions",
    title=N_("Statistics of customers' suggestions"),
    version=1,
    item="13-16",
    subject="satisfied",
    columns=(
        Column("no", N_("Line no."), Kind.COUNT, 5),
        Column("on", N_("Date"), Kind.DAY, 11),
        Column("number", N_("Ticket no."), width=15),
        Column("customer", N_("Name of the customer"), width=10),
        Column("phone", N_("Contact phone"), width=13),
        Column("category", N_("Category"), width=8, words="suggestion_category"),
        Column("content", N_("Suggestion"), width=28),
        Column("count", N_("How many said so"), Kind.COUNT, 6, means=N_("this one and those who said the same")),
        Column("department", N_("Passed on to"), width=10),
        Column("adoption", N_("Adopted?"), width=9, words="adoption"),
        Column("answer", N_("Answer of the department"), width=18),
        Column("answered_on", N_("Answered on"), Kind.DAY, 11),
        Column("told", N_("Customer told"), width=7, words="yes"),
        Column("remark", N_("Remark"), width=12, written=True),
    ),
)


def rows(session: Session, asked: Asked) -> list[Row]:
    """Suggestions filed in the days; one that says the same as an earlier one is counted there and not listed."""
    found = tickets.filed(session, asked.actor, stretch(asked), TicketKind.SUGGESTION, asked.most)
    about, same = matters.suggestions(session, [case.ticket.id for case in found])
    listed = [case for case in found if not (about.get(case.ticket.id) and about[case.ticket.id].same_as_id)]
    return [
        {"no": no, **_row(case, about.get(case.ticket.id), 1 + same.get(case.ticket.id, 0), asked)}
        for no, case in enumerate(listed, 1)
    ]


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    return {"no": len(chosen), "count": sum(row["count"] for row in chosen)}


def draw(chosen: Sequence[Mapping[str, Any]]) -> tuple[Chart, ...]:
    """件数 · 占比 by category, at the foot of the sheet."""
    counts: Counter[str] = Counter()
    for row in chosen:
        counts[row["category"] or "other"] += row["count"]
    named = tuple((name, {"count": n}) for name, n in counts.most_common())
    title = N_("By category")
    return (Chart("categories", title, "bars", (("count", N_("Suggestions")),), named, words="suggestion_category"),)


def _row(case: tickets.Case, about: Any, count: int, asked: Asked) -> Row:
    ticket = case.ticket
    row: Row = {
        "on": asked.day_of(ticket.opened_at),
        "number": ticket.number,
        "customer": ticket.customer.name if ticket.customer else None,
        "phone": asked.phone(ticket.contact_phone),
        "content": ticket.content or ticket.subject,
        "count": count,
        "category": None,
    }
    if about is None:
        return row
    return row | {
        "category": about.category.value,
        "department": about.department,
        "adoption": about.adoption.value if about.adoption else None,
        "answer": about.answer,
        "answered_on": asked.day_of(about.answered_at),
        "told": "yes" if about.told_at else "no",
    }
