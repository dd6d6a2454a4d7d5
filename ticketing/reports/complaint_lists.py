"""The three lists of complaints: 投诉处理情况一览表, 投诉登记表 and 案件登记追踪表 (sheets 13-15, 9-8 and 9-18)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.tickets import TicketKind
from ticketing.queries.sheets import tickets
from ticketing.queries.sheets.tickets import Case, Stretch
from ticketing.reports.asked import Asked, Row
from ticketing.reports.charts import Chart
from ticketing.reports.forms import N_, Column, FormDef, Kind

_NO = Column("no", N_("Line no."), Kind.COUNT, 5)
_NUMBER = Column("number", N_("Complaint no."), width=15)
_AT = Column("at", N_("Complained at"), Kind.INSTANT, 15)
_CUSTOMER = Column("customer", N_("Name of the customer"), width=10)
_PHONE = Column("phone", N_("Contact phone"), width=13)
_CHANNEL = Column("channel", N_("Channel"), width=7, words="channel")
_CATEGORY = Column("category", N_("Category of the complaint"), width=10)
_CONTENT = Column("content", N_("What is complained of"), width=24)
_TAKER = Column("taker", N_("Taken by"), width=9)
_DEPARTMENT = Column("department", N_("Department that answers for it"), width=10)
_RESULT = Column("result", N_("Result of handling"), width=18)
_REMARK = Column("remark", N_("Remark"), width=12, written=True)

OVERVIEW = FormDef(
    key="complaint_overview",
    title=N_("Overview of how complaints are handled"),
    version=1,
    item="13-15",
    subject="complaints",
    columns=(
        *(_NO, _NUMBER, _AT, _CUSTOMER, _PHONE, _CHANNEL, _CATEGORY, _CONTENT),
        Column("severity", N_("Severity"), width=8, words="severity"),
        *(_TAKER, _DEPARTMENT),
        Column("person", N_("Person who answers for it"), width=9),
        Column("measure", N_("What was done"), width=18),
        _RESULT,
        Column("due", N_("Promised by"), Kind.INSTANT, 15),
        Column("done", N_("Finished at"), Kind.INSTANT, 15),
        Column("spent_s", N_("Time taken"), Kind.DURATION, 9, means=N_("finished − complained, by the wall clock")),
        Column("late", N_("Overdue"), width=6, words="yes"),
        Column("orders", N_("Orders from above"), Kind.COUNT, 6),
        Column("answer", N_("Follow-up"), width=9, words="score"),
        Column("state", N_("State"), width=8, words="state"),
        _REMARK,
    ),
)

REGISTER = FormDef(
    key="complaint_register",
    title=N_("Register of customers' complaints"),
    version=1,
    item="9-8",
    subject="complaints",
    columns=(
        *(_NO, _NUMBER, _AT, _CUSTOMER),
        Column("contact", N_("Contact person"), width=9),
        _PHONE,
        Column("address", N_("Address"), width=16),
        *(_CHANNEL, _CATEGORY),
        Column("target", N_("Whom or what it is about"), width=11),
        _CONTENT,
        Column("demand", N_("What the customer asks for"), width=16),
        Column("priority", N_("Urgency"), width=7, words="priority"),
        *(_TAKER, _DEPARTMENT),
        Column("due", N_("Answer promised by"), Kind.INSTANT, 15),
        _RESULT,
        Column("closed", N_("Closed on"), Kind.DAY, 11),
        _REMARK,
    ),
)

TRACKING = FormDef(
    key="complaint_tracking",
    title=N_("Tracking sheet of complaint cases"),
    version=1,
    item="9-18",
    subject="complaints",
    columns=(
        *(_NO, _NUMBER, _CUSTOMER),
        Column("on", N_("Complained on"), Kind.DAY, 11),
        Column("filed_on", N_("Filed on"), Kind.DAY, 11),
        Column("matter", N_("Product / matter"), width=20),
        Column("harm", N_("Quantity / effect"), width=9),
        _DEPARTMENT,
        Column("cause", N_("Cause in short"), width=14),
        Column("measure", N_("Remedy in short"), width=14),
        Column("due_on", N_("To be done by"), Kind.DAY, 11),
        Column("done_on", N_("Done on"), Kind.DAY, 11),
        Column("stage", N_("Progress"), width=9, words="stage"),
        Column("track1", N_("Tracking 1"), width=15),
        Column("track2", N_("Tracking 2"), width=15),
        Column("track3", N_("Tracking 3"), width=15),
        Column("closed", N_("Closed on"), Kind.DAY, 11),
        Column("why_not", N_("Why not in time"), width=14, written=True),
        _REMARK,
    ),
)


def rows(session: Session, asked: Asked) -> list[Row]:
    """Complaints that were filed within the days; `asked.number` narrows them to one category."""
    found = tickets.filed(session, asked.actor, stretch(asked), TicketKind.COMPLAINT, asked.most)
    return numbered([case for case in found if not asked.number or _category(case) == asked.number], asked)


def _category(case: Case) -> str:
    return (case.complaint.category if case.complaint else "") or case.ticket.category


def open_rows(session: Session, asked: Asked) -> list[Row]:
    """Complaints in work at the end of the period: the state as of the cut."""
    at = asked.period.bounds[1]
    return numbered(tickets.in_work_at(session, asked.actor, at, TicketKind.COMPLAINT, asked.most), asked)


def stretch(asked: Asked) -> Stretch:
    lo, hi = asked.period.bounds
    return Stretch(lo, hi, asked.period.day, asked.period.last)


def numbered(found: Sequence[Case], asked: Asked) -> list[Row]:
    return [{"no": no, **cells(case, asked)} for no, case in enumerate(found, 1)]


def totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    """How many, and how many orders from above they took."""
    return {"no": len(chosen), "orders": sum(row.get("orders") or 0 for row in chosen)}


def draw_due(chosen: Sequence[Mapping[str, Any]]) -> tuple[Chart, ...]:
    """How the open complaints burn down: after each day on which one falls due, how many are not due yet and, if
    nothing were done, how many would be overdue."""
    dues = sorted(row["due_on"] for row in chosen if row["due_on"] and not row["done_on"])
    days = sorted(set(dues))
    ahead = tuple(
        (day, {"ahead": sum(due > day for due in dues), "over": sum(due <= day for due in dues)}) for day in days
    )
    series = (("ahead", N_("Not due yet")), ("over", N_("Overdue if nothing is done")))
    return (Chart("due", N_("When the open complaints fall due"), "lines", series, tuple(ahead)),)


def cells(case: Case, asked: Asked) -> Row:
    """One complaint as any of the three lists wants it; a ticket of another kind has what it has."""
    ticket, about = case.ticket, case.complaint
    details = about.details if about else {}
    return {
        **_who(case, asked, details),
        **_when(case, asked),
        **_tracks(case, asked),
        "number": ticket.number,
        "source": ticket.source.value,
        "channel": about.channel if about else None,
        "category": _category(case),
        "content": ticket.content or ticket.subject,
        "target": about.target if about else None,
        "demand": (about.demand if about else "") or ticket.demand,
        "severity": about.severity if about else None,
        "priority": ticket.priority.value,
        "department": (about.liable_department if about else "") or ticket.department,
        "person": about.liable_person if about else None,
        "cause": (about.cause_analysis if about else "") or ticket.root_cause,
        "measure": about.proposal if about else None,
        "result": ticket.resolution_text,
        "orders": case.orders,
        "answer": str(about.satisfaction) if about and about.satisfaction else None,
        "state": ticket.state.value,
        "stage": about.stage if about else None,
        "matter": details.get("product") or ticket.subject,
        "harm": str(details.get("bad_quantity") or ""),
        "product": ticket.product_ref or details.get("product"),
    }


def _who(case: Case, asked: Asked, details: Mapping[str, Any]) -> Row:
    ticket, customer = case.ticket, case.ticket.customer
    return {
        "customer": customer.name if customer else None,
        "contact": details.get("contact_person"),
        "phone": asked.phone(ticket.contact_phone),
        "address": customer.address if customer else details.get("address"),
        "taker": case.taker.name if case.taker else None,
        "owner": ticket.owner.name if ticket.owner else None,
        "team": ticket.team.name if ticket.team else None,
    }


def _when(case: Case, asked: Asked) -> Row:
    ticket = case.ticket
    end = ticket.resolved_at
    late = ticket.breached if end is None or case.due_at is None else end > case.due_at
    return {
        "at": asked.when(ticket.opened_at),
        "on": asked.day_of(ticket.opened_at),
        "filed_on": asked.day_of(ticket.opened_at),
        "due": asked.when(case.due_at),
        "due_on": asked.day_of(case.due_at),
        "done": asked.when(end),
        "done_on": asked.day_of(end),
        "closed": asked.day_of(ticket.closed_at),
        "spent_s": (end - ticket.opened_at).total_seconds() if end else None,
        "late": "yes" if late else "no",
    }


def _tracks(case: Case, asked: Asked) -> Row:
    """The first three follow-up calls: day, what came of it, who rang."""
    found = {}
    for n, call in enumerate(case.follow_ups[:3], 1):
        at = call.done_at or call.window_start
        said = (asked.day_of(at), call.outcome or call.state.value, call.owner.name if call.owner else "")
        found[f"track{n}"] = " ".join(part for part in said if part)
    return found
