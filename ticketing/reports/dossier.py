"""One matter in the words of its forms: what any form of a complaint, a repair or a suggestion may ask for."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.complaints import CompensationState, MeasureKind, SignatureSlot
from ticketing.queries.complaints import Whole
from ticketing.queries.sheets import dossiers
from ticketing.queries.sheets.dossiers import Dossier
from ticketing.reports import complaint_lists
from ticketing.reports.asked import Asked, Row
from ticketing.reports.calls import call_cells

#: What people wrote into a complaint's details, under the same names.
_DETAILS = (
    *("gender", "postcode", "company", "product", "model", "batch_no", "order_no", "voucher_no", "quantity"),
    *("bad_quantity", "bought_on", "delivered_on", "occurrence", "letter_no", "letter_received_on", "letter_kind"),
    *("letter_title", "letter_recipient", "attachments", "archive_no", "reply_no", "visit_place", "received_by"),
    "on_the_spot",
)
#: The slots of the complaint sheets by who signs them.
_SLOTS = {SignatureSlot.TAKER: "Taken by", SignatureSlot.SUPERVISOR: "Supervisor", SignatureSlot.MANAGER: "Manager"}


def rows(session: Session, asked: Asked) -> list[Row]:
    """The one row of the matter `asked.number`; `NotFound` without one within reach."""
    found = dossiers.of(session, asked.actor, asked.number)
    return [{**_ticket(found, asked), **_complaint(found.whole, asked), **_call(found, asked)}]


def signed(session: Session, asked: Asked) -> dict[str, str]:
    """Who signed which line of the present loop: name and minute."""
    whole = dossiers.of(session, asked.actor, asked.number).whole
    if whole is None:
        return {}
    return {_SLOTS[each.slot]: f"{each.person.name} {_minute(asked.when(each.at))}" for each in whole.signatures}


def _ticket(found: Dossier, asked: Asked) -> Row:
    ticket, rating = found.case.ticket, found.rating
    customer = ticket.customer
    return {
        **complaint_lists.cells(found.case, asked),
        "kind": ticket.kind.value,
        "subject": ticket.subject,
        "grade": customer.grade if customer else None,
        "company": customer.company if customer else None,
        "root_cause": ticket.root_cause,
        "score": str(rating.score) if rating and rating.score else None,
        "comment": rating.comment if rating else None,
        "rated_on": asked.day_of(rating.answered_at) if rating else None,
    }


def _complaint(whole: Whole | None, asked: Asked) -> Row:
    if whole is None:
        return {}
    one = whole.complaint
    details = {key: value for key in _DETAILS if (value := one.details.get(key)) not in (None, "")}
    texts = ("investigator", "findings", "evidence", "verdict_reason", "proposal", "reply_text", "cause_category")
    return {
        **{name: getattr(one, name) for name in texts},
        **details,
        **_decided(whole, asked),
        **_money(whole, asked),
        "flags": list(one.flags),
        "methods": list(one.investigation_methods),
        "verdict": one.verdict.value if one.verdict else None,
        "found_on": asked.day_of(one.found_at),
        "cause_analysis": one.cause_analysis,
        "asked_amount": one.amount_minor / 100 if one.amount_minor else None,
        "expected_reply": one.details.get("expected_reply_at"),
        "reply_channel": one.reply_channel if one.replied_at else None,
        "replied": asked.when(one.replied_at),
        "corrective": _measures(whole, MeasureKind.CORRECTIVE),
        "preventive": _measures(whole, MeasureKind.PREVENTIVE),
        "repeat_of": whole.repeat_of,
    }


def _decided(whole: Whole, asked: Asked) -> Row:
    one = whole.complaint

    def name(key: int | None) -> str | None:
        return whole.people[key].name if key is not None and key in whole.people else None

    return {
        "sign_off": _joined((one.signed_by, asked.day_of(one.signed_at), one.signed_note)),
        "heard_by": name(one.sign_off_heard_by),
        "dispute": _joined((one.disputed_by, one.dispute_text)),
        "dispute_decision": _joined((one.dispute_decision, name(one.dispute_decided_by))),
        "proposed_by": name(one.proposed_by),
        "proposed_on": asked.day_of(one.proposed_at),
        "replied_by": name(one.replied_by),
    }


def _money(whole: Whole, asked: Asked) -> Row:
    """The latest claim that was not taken back; what was granted in all."""
    claims = [one for one in whole.compensations if one.state is not CompensationState.WITHDRAWN]
    if not claims:
        return {}
    last = claims[-1]
    granted = (CompensationState.APPROVED, CompensationState.EXECUTED)
    return {
        "compensation": last.kind.value,
        "compensation_state": last.state.value,
        "compensation_amount": last.amount_minor / 100,
        "granted": sum(one.amount_minor for one in claims if one.state in granted) / 100,
        "basis": last.basis,
        "borne_by": last.borne_by,
        "decided_by": _joined((last.decider.name if last.decider else "", asked.day_of(last.decided_at))),
        "decision_note": last.decision_note,
        "paid_on": _joined((asked.day_of(last.executed_at), last.ref)),
    }


def _call(found: Dossier, asked: Asked) -> Row:
    """Of the call that it came by; the ticket's own words go before the call's."""
    if found.call is None:
        return {}
    cells = call_cells(found.call, asked)
    return {"call_at": cells["at"], "callid": found.call[0].callid} | {
        key: cells[key] for key in ("talk_s", "agent", "recording", "promised", "handling", "queue")
    }


def _measures(whole: Whole, kind: MeasureKind) -> str:
    found = [one for one in whole.measures if one.kind is kind]
    return "; ".join(_joined((one.text, one.owner, one.due_on.isoformat())) for one in found)


def _joined(parts: Iterable[Any]) -> str:
    return " · ".join(str(part) for part in parts if part)


def _minute(at: str | None) -> str:
    return at[:16].replace("T", " ") if at else ""
