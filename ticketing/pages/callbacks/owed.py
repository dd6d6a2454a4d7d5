"""Who is to be rung, one call-back with its tries, what was handed on, what comes round."""

from datetime import timedelta
from typing import Any

from flask import request
from flask_babel import gettext
from sqlalchemy.orm import Session

from ticketing.auth import current_actor, needs
from ticketing.db import now, reading
from ticketing.domain.callbacks import CallbackState
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.domain.phones import masked
from ticketing.errors import Hidden, NotFound
from ticketing.models.callbacks import Callback
from ticketing.pages.callbacks import blueprint, page
from ticketing.pages.dialling import dialling
from ticketing.pages.formats import instant_us
from ticketing.pages.frame import person
from ticketing.pages.places import queue_name
from ticketing.queries import callbacks, first_steps, recurrences, scripts, surveys
from ticketing.queries.figures.resolution import MET

MOST = 200
HANDOVER = timedelta(hours=12)


@blueprint.get("")
@needs(Permission.CALLBACK_WORK)
def promised() -> str:
    """Who is to be rung, the soonest first; `mine`, `overdue`, `state`, `queue` narrow; `met` is a figure's word."""
    args, at = request.args, now()
    state = args.get("state")
    behind = _behind()
    wanted = callbacks.Filter(
        states=(CallbackState(state),) if state in set(CallbackState) else (),
        mine=bool(args.get("mine")),
        overdue_at=at if args.get("overdue") else None,
        met=(args["met"], *behind, at) if behind and args.get("met") in MET else None,
        queue=args.get("queue") or None,
    )
    with reading() as session:
        rows = [_row(one) for one in callbacks.page(session, current_actor(), wanted, None, MOST)]
        why = dialling(session)
    return page("list", "list", rows=rows, args=args, at=at, dialling=why)


@blueprint.get("/handover")
@needs(Permission.CALLBACK_WORK)
def handed_on() -> str:
    """What was taken off people who were not there in the last twelve hours, and is still owed."""
    at = now()
    with reading() as session:
        rows = [_row(one) for one in callbacks.handed_on(session, current_actor(), at - HANDOVER, MOST)]
    return page("handover", "handover", rows=rows, at=at)


@blueprint.get("/<int:callback_id>")
@needs(Permission.CALLBACK_WORK)
def one(callback_id: int) -> str:
    """One call-back: the script, every try, and what can be done about it."""
    with reading() as session:
        found = callbacks.get(session, callback_id)
        if found is None:
            raise NotFound()
        if not _may_see(found):
            raise Hidden()
        tries = callbacks.attempts(session, callback_id)
        script = scripts.of_callback(session, found)
        who = person()
        name = who.name if who else ""
        said = (
            scripts.said(script, found, name, first_steps.name_of_centre(session) or gettext("Customer service centre"))
            if script
            else None
        )
        why = dialling(session)
        asked = _asked(session, found)
        return page("one", "list", one=found, row=_row(found), tries=tries, said=said, at=now(), dialling=why, **asked)


def _asked(session: Session, found: Callback) -> dict[str, Any]:
    """The questionnaire of a call that belongs to a survey, as long as there is something to ask."""
    subject = surveys.of_callback(session, found)
    if subject is None or subject.answered_at is not None or subject.plan.edition is None:
        return {}
    return {"asked": subject.plan.edition.asked, "survey": subject.plan.number}


@blueprint.get("/recurring")
@needs(Permission.CALLBACK_WORK)
def recurring() -> str:
    """What comes round, the newest first, each with the one occurrence that exists."""
    with reading() as session:
        found = recurrences.page(session, current_actor(), recurrences.Filter(ended=True), MOST)
        owed = recurrences.owed(session, [row.id for row in found])
        return page("recurring", "recurring", rows=found, owed=owed, masked=masked)


def _may_see(found: Callback) -> bool:
    targets = [found.target, *([found.ticket.target] if found.ticket else [])]
    return any(judge(current_actor(), Permission.CALLBACK_WORK, target) is Verdict.ALLOWED for target in targets)


def _row(one: Callback) -> dict[str, Any]:
    names = (
        *("id", "window_start", "window_end", "original_start", "original_end", "counted_attempts", "max_attempts"),
        *("note", "call_count", "promise_kept", "reached", "moved_at", "next_attempt_at", "is_open", "rang_at"),
        *("reschedule_count", "outcome", "done_at", "cancel_reason", "tz"),
    )
    return {name: getattr(one, name) for name in names} | {
        "kind": one.kind.value,
        "state": one.state.value,
        "customer": one.customer.name if one.customer else (one.listed.name if one.listed else ""),
        # Open to whoever holds it, as at the door of the API.
        "phone": one.phone if one.claimed_by == current_actor().id else masked(one.phone),
        "queue": queue_name(one.queue) if one.queue else "",
        "owner": one.owner.name if one.owner else "",
        "moved_from": one.moved_from.name if one.moved_from else "",
        "number": one.ticket.number if one.ticket else None,
        "plan": (one.listed.campaign.id, one.listed.campaign.name) if one.listed else None,
    }


def _behind() -> tuple[int, int] | None:
    """The stretch of a figure whose list this is."""
    first, last = instant_us(request.args.get("from")), instant_us(request.args.get("to"))
    return (first, last) if first is not None and last is not None else None
