"""The neighbours of the binders: after-sales register, follow-up calls, promises, customers, key accounts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.tickets import TicketKind
from ticketing.queries.sheets import dossiers, matters, tickets
from ticketing.reports.asked import Asked, Row
from ticketing.reports.complaint_lists import cells, stretch
from ticketing.reports.forms import N_, Column, FormDef, Kind, share

_NO = Column("no", N_("Line no."), Kind.COUNT, 5)
_CUSTOMER = Column("customer", N_("Name of the customer"), width=10)
_PHONE = Column("phone", N_("Contact phone"), width=13)
_TICKET = Column("ticket", N_("Ticket no."), width=15)
_REMARK = Column("remark", N_("Remark"), width=12, written=True)

SERVICE_REGISTER = FormDef(
    key="service_register",
    title=N_("Register of after-sales service"),
    version=1,
    subject="service",
    columns=(
        _NO,
        Column("number", N_("Service no."), width=15),
        Column("at", N_("Asked for at"), Kind.INSTANT, 15),
        *(_CUSTOMER, _PHONE),
        Column("address", N_("Address"), width=16),
        Column("product", N_("Product"), width=12),
        Column("content", N_("Trouble"), width=24),
        Column("priority", N_("Urgency"), width=7, words="priority"),
        Column("taker", N_("Taken by"), width=9),
        Column("owner", N_("Handled by"), width=9),
        Column("due", N_("Promised by"), Kind.INSTANT, 15),
        Column("done", N_("Finished at"), Kind.INSTANT, 15),
        Column("late", N_("Overdue"), width=6, words="yes"),
        Column("result", N_("Result of handling"), width=18),
        Column("state", N_("State"), width=8, words="state"),
        _REMARK,
    ),
)

FOLLOW_UPS = FormDef(
    key="follow_ups",
    title=N_("Register of follow-up calls"),
    version=1,
    subject="callbacks",
    columns=(
        _NO,
        Column("at", N_("Rung at"), Kind.INSTANT, 15),
        *(_CUSTOMER, _PHONE),
        Column("kind", N_("Reason for the call"), width=10, words="callback_kind"),
        _TICKET,
        Column("nth", N_("Attempt no."), Kind.COUNT, 6),
        Column("result", N_("Result of the call"), width=13, words="result"),
        Column("note", N_("What was said"), width=26),
        Column("by", N_("Rung by"), width=9),
        _REMARK,
    ),
)

PROMISES = FormDef(
    key="promises",
    title=N_("Promised call-backs"),
    version=1,
    subject="callbacks",
    columns=(
        _NO,
        Column("due", N_("Promised until"), Kind.INSTANT, 15),
        *(_CUSTOMER, _PHONE),
        Column("kind", N_("Reason for the call"), width=10, words="callback_kind"),
        _TICKET,
        Column("first", N_("First attempt"), Kind.INSTANT, 15),
        Column("tries", N_("Tries"), Kind.COUNT, 6),
        Column("kept", N_("Kept"), width=6, words="yes", means=N_("first counted attempt inside the agreed window")),
        Column("reached", N_("Reached"), width=6, words="yes"),
        Column("state", N_("State"), width=9, words="callback_state"),
        Column("owner", N_("Owner"), width=9),
        Column("kept_pct", N_("Kept %"), Kind.PERCENT, 8, means=N_("kept ÷ (due − cancelled)")),
        _REMARK,
    ),
)

CUSTOMERS = FormDef(
    key="customers",
    title=N_("Register of customers"),
    version=1,
    subject="service",
    columns=(
        _NO,
        Column("id", N_("File no."), width=8),
        Column("name", N_("Name"), width=10),
        Column("grade", N_("Grade"), width=9, words="grade"),
        Column("company", N_("Company"), width=16),
        Column("address", N_("Address"), width=20),
        Column("phones", N_("Phones"), width=16),
        Column("product", N_("Product"), width=12),
        Column("since", N_("File since"), Kind.DAY, 11),
        _REMARK,
    ),
)

KEY_ACCOUNTS = FormDef(
    key="key_accounts",
    title=N_("Visits to key accounts"),
    version=1,
    subject="service",
    columns=(
        _NO,
        _CUSTOMER,
        Column("company", N_("Company"), width=14),
        Column("grade", N_("Grade"), width=9, words="grade"),
        _PHONE,
        Column("matter", N_("What for"), width=20),
        Column("rule", N_("How often"), width=16),
        Column("last", N_("Last time"), Kind.DAY, 11),
        Column("owner", N_("Visited by"), width=9),
        Column("result", N_("Result of the visit"), width=24, written=True),
        _REMARK,
    ),
)


def service_register(session: Session, asked: Asked) -> list[Row]:
    """Repairs that were asked for within the days."""
    found = tickets.filed(session, asked.actor, stretch(asked), TicketKind.REPAIR, asked.most)
    return [{"no": no, **cells(case, asked)} for no, case in enumerate(found, 1)]


def follow_ups(session: Session, asked: Asked) -> list[Row]:
    """A line for each attempt at a call-back within the days."""
    lo, hi = asked.period.bounds
    found = dossiers.attempts(session, asked.actor, lo, hi, asked.most)
    return [{"no": no, **_attempt(one, owed, asked)} for no, (one, owed) in enumerate(found, 1)]


def _attempt(one: Any, owed: Any, asked: Asked) -> Row:
    return {
        "at": asked.when(one.started_at),
        **_whom(owed, asked),
        "nth": one.no,
        "result": one.result.value if one.result else None,
        "note": one.note,
        "by": one.person.name if one.person else None,
    }


def promises(session: Session, asked: Asked) -> list[Row]:
    """Call-backs whose window ended within the days, kept or not."""
    lo, hi = asked.period.bounds
    found = dossiers.promises(session, asked.actor, lo, hi, asked.most)
    return [{"no": no, **_promise(one, asked)} for no, one in enumerate(found, 1)]


def kept(chosen: Sequence[Mapping[str, Any]]) -> Row:
    """Due, kept and cancelled: 20 promised, 17 kept, 1 cancelled come to 17 ÷ 19."""
    called_off = sum(row["state"] == "cancelled" for row in chosen)
    done = sum(row["kept"] == "yes" for row in chosen)
    said = f"{done} / {len(chosen) - called_off}"
    return {
        "no": len(chosen),
        "kept": said,
        "kept_pct": share(done, len(chosen) - called_off),
        "state": f"−{called_off}",
    }


def _promise(one: Any, asked: Asked) -> Row:
    judged = {True: "yes", False: "no", None: None}
    return {
        "due": asked.when(one.window_end),
        **_whom(one, asked),
        "first": asked.when(one.first_attempt_at),
        "tries": one.counted_attempts,
        "kept": judged[one.promise_kept],
        "reached": "yes" if one.reached else "no",
        "state": one.state.value,
        "owner": one.owner.name if one.owner else None,
    }


def _whom(owed: Any, asked: Asked) -> Row:
    return {
        "customer": owed.customer.name if owed.customer else None,
        "phone": asked.phone(owed.phone),
        "kind": owed.kind.value,
        "ticket": owed.ticket.number if owed.ticket else None,
    }


def customers(session: Session, asked: Asked) -> list[Row]:
    """Files that were opened within the days."""
    lo, hi = asked.period.bounds
    found = matters.customers(session, lo, hi, asked.most)
    return [
        {
            "no": no,
            "id": str(one.id),
            **{name: getattr(one, name) for name in ("name", "grade", "company", "address", "product")},
            "phones": ", ".join(asked.phone(phone.e164) or "" for phone in one.phones),
            "since": asked.day_of(one.created_at),
        }
        for no, one in enumerate(found, 1)
    ]


def key_accounts(session: Session, asked: Asked) -> list[Row]:
    """What comes round for important customers."""
    found = matters.rounds(session, asked.actor, asked.period.day, asked.most)
    return [
        {
            "no": no,
            "customer": one.customer.name,
            "company": one.customer.company,
            "grade": one.customer.grade,
            "phone": asked.phone(one.phone),
            "matter": one.note or one.ticket.subject,
            "rule": one.rrule,
            "last": one.last_on.isoformat() if one.last_on else None,
            "owner": one.owner.name if one.owner else None,
        }
        for no, one in enumerate(found, 1)
    ]
