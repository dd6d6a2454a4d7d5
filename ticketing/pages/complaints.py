"""One complaint: the record with what it still needs, and its sheet with the signatures below."""

from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext
from sqlalchemy.orm import Session

from ticketing.actions import audit
from ticketing.actions import complaints as deeds
from ticketing.auth import current_actor, needs
from ticketing.db import begin, reading
from ticketing.domain.complaints import ORDER, Gate, SignatureSlot, Stage, is_ahead
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.domain.phones import masked
from ticketing.domain.tickets import WORKED, TicketState
from ticketing.errors import Hidden, NotFound
from ticketing.pages.vocabulary import word
from ticketing.queries import complaints, tickets

blueprint = Blueprint("complaint_pages", __name__)

LIVE = WORKED | {TicketState.NEW}
FINISHED = frozenset({TicketState.RESOLVED, TicketState.CLOSED})


@blueprint.get("/complaints/<number>")
@needs(Permission.TICKET_READ)
def one(number: str) -> str:
    """The record: every part with its form, every stage with what stands before it; who looks is noted."""
    with begin(current_actor(), nudge=False) as work:
        ahead = dict(deeds.steps(work, number))
        audit.record(work, "complaint_seen", f"ticket:{number}")
    with reading() as session:
        whole = _seen(session, number)
        stages = _stages(Stage(whole.complaint.stage), ahead)
        return render_template("complaints/one.html", **_around(whole), stages=stages)


@blueprint.get("/complaints/<number>/sheet")
@needs(Permission.TICKET_READ)
def sheet(number: str) -> str:
    """客户投诉处理表: the whole matter on paper, signed by whoever stands for each line."""
    with reading() as session:
        whole = _seen(session, number)
        signed = {each.slot.value: each for each in whole.signatures}
        slots = [slot for slot in SignatureSlot if slot.value not in signed and _may_sign(whole, slot)]
        page = render_template(
            "complaints/sheet.html",
            **_around(whole),
            rows=_rows(whole),
            signed=signed,
            open_slots=[(slot.value, word("slot", slot.value)) for slot in slots],
        )
    with begin(current_actor(), nudge=False) as work:
        audit.record(work, "complaint_seen", f"sheet:{number}")
    return page


def _seen(session: Session, number: str) -> complaints.Whole:
    ticket = tickets.by_number(session, number)
    if ticket is None:
        raise NotFound()
    if judge(current_actor(), Permission.TICKET_READ, ticket.target) is not Verdict.ALLOWED:
        raise Hidden()
    whole = complaints.whole(session, ticket)
    if whole is None:
        raise NotFound()
    return whole


def _around(whole: complaints.Whole) -> dict[str, Any]:
    ticket = whole.ticket
    writes = judge(current_actor(), Permission.TICKET_WRITE, ticket.target) is Verdict.ALLOWED
    return {"whole": whole, "ticket": ticket, "one": whole.complaint, "live": writes and ticket.state in LIVE}


def _stages(at: Stage, ahead: dict[Stage, tuple[Gate, ...]]) -> list[dict[str, Any]]:
    """In order: what is done, where it stands, what comes with what it lacks."""
    return [
        {
            "code": stage.value,
            "word": word("stage", stage.value),
            "tone": "mute" if is_ahead(stage, at) else "info" if stage is at else "ok",
            "unmet": [word("gate", gate.value) for gate in ahead.get(stage, ())],
        }
        for stage in ORDER
    ]


def _may_sign(whole: complaints.Whole, slot: SignatureSlot) -> bool:
    """Who may sign which line at all; whether it is their turn the action says."""
    actor, target = current_actor(), whole.ticket.target
    if any(each.person_id == actor.id for each in whole.signatures):
        return False
    if slot is SignatureSlot.TAKER:
        return judge(actor, Permission.TICKET_WRITE, target) is Verdict.ALLOWED
    return whole.ticket.state in FINISHED and judge(actor, Permission.COMPLAINT_DECIDE, target) is Verdict.ALLOWED


def _rows(whole: complaints.Whole) -> list[tuple[str, str]]:
    one, ticket = whole.complaint, whole.ticket
    customer = ticket.customer.name if ticket.customer else ""
    verdict = word("complaint_verdict", one.verdict.value) if one.verdict else ""
    score = word("score", str(one.satisfaction)) if one.satisfaction else ""
    return [
        (gettext("Customer"), f"{customer} {masked(ticket.contact_phone) or ''}".strip()),
        (gettext("Channel"), word("channel", one.channel)),
        (gettext("Complained of"), one.target),
        (gettext("Content"), ticket.content or ticket.subject),
        (gettext("Asks for"), one.demand),
        (gettext("Department that answers for it"), f"{one.liable_department} {one.liable_person}".strip()),
        (gettext("Who looks into it"), one.investigator),
        (gettext("What was found"), f"{one.findings} {one.evidence}".strip()),
        (gettext("Does the complaint hold?"), f"{verdict} {one.verdict_reason}".strip()),
        (gettext("Confirmation of the finding"), f"{one.signed_by} {one.signed_note}".strip() or one.dispute_decision),
        (gettext("Proposal"), one.proposal),
        (gettext("Reply"), one.reply_text),
        (gettext("Root cause"), f"{one.cause_category} {ticket.root_cause or ''}".strip()),
        (gettext("Resolution"), ticket.resolution_text or ""),
        (gettext("Follow-up"), score),
    ]
