"""Who is to be rung, one call-back with its tries, and what was handed on."""

from datetime import timedelta
from typing import Any

from flask.views import MethodView
from flask_babel import gettext
from sqlalchemy.orm import Session

from ticketing.actions import tickets
from ticketing.actions.callbacks import Promise
from ticketing.api.callbacks import answers, bodies
from ticketing.api.callbacks.blueprint import blp
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import LARGEST_PAGE, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import centre, do, now, reading
from ticketing.domain import instants
from ticketing.domain.callbacks import (
    MOST_A_SLOT,
    CallbackKind,
    CallbackState,
    CallingHours,
    OwnerMode,
    Window,
)
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.errors import Hidden, Invalid, NotFound
from ticketing.models.callbacks import Callback
from ticketing.queries import callbacks as looks
from ticketing.queries import first_steps, scripts
from ticketing.work import Work

HANDOVER = timedelta(hours=12)
SLOT = timedelta(minutes=30)


@blp.route("")
class Callbacks(MethodView):
    @needs(Permission.CALLBACK_WORK)
    @blp.arguments(bodies.CallbacksArgs, location="query")
    @blp.response(200, bodies.CallbacksSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """Who is to be rung, the window that ends first in front."""
        cursor = read_cursor(args["after"], int, int)
        after = (instants.instant(cursor[0]), cursor[1]) if cursor else None
        wanted = looks.Filter(
            states=_states(args["state"]), mine=args["mine"], overdue_at=now() if args["overdue"] else None
        )
        with reading() as session:
            found = looks.page(session, current_actor(), wanted, after, args["limit"] + 1)
            items, following = paged(found, args["limit"], _place)
            return {"items": [answers.row(callback) for callback in items], "next": following}

    @needs(Permission.CALLBACK_WORK)
    @idempotent
    @blp.arguments(bodies.CallbackBody)
    @blp.response(201, bodies.CallbackSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Promise a call; it becomes ready ten minutes before its window."""

        def deed(work: Work) -> Callback:
            agreed = Promise(
                phone=body["phone"],
                window=Window(body["window_start"], body["window_end"]),
                note=body["note"],
                kind=CallbackKind(body["kind"]),
                owner_id=None if body["owner_mode"] is OwnerMode.TEAM else work.actor.id,
                by_team=body["owner_mode"] is OwnerMode.TEAM,
                tz=body["tz"],
                max_attempts=body["max_attempts"],
            )
            return tickets.promise(work, body["ticket"], agreed)

        return answers.seen(do(current_actor(), deed).id)


@blp.route("/handover", methods=["GET"])
@needs(Permission.CALLBACK_WORK)
@blp.arguments(bodies.HandoverArgs, location="query")
@blp.response(200, bodies.HandoverSchema)
def handover(args: dict[str, Any]) -> dict[str, Any]:
    """What was taken off people who were not there and is still owed: read out when the shift changes hands."""
    since = args["since"] or now() - HANDOVER
    with reading() as session:
        found = looks.handed_on(session, current_actor(), since, LARGEST_PAGE)
        return {"items": [answers.row(callback) for callback in found]}


@blp.route("/slot", methods=["GET"])
@needs(Permission.CALLBACK_WORK)
@blp.arguments(bodies.SlotArgs, location="query")
@blp.response(200, bodies.SlotSchema)
def slot(args: dict[str, Any]) -> dict[str, Any]:
    """Whether customers may be rung then, the next time if not, and how much of it the asker has promised already."""
    start = CallingHours(tz=centre().timezone).next_opening(args["start"])
    window = Window(start, start + SLOT)
    with reading() as session:
        mine = looks.promised_in(session, current_actor().id, window)
    said = {"start": window.start, "end": window.end, "moved": start != args["start"]}
    return said | {"mine": mine, "most": MOST_A_SLOT, "full": mine >= MOST_A_SLOT}


@blp.route("/<int:callback_id>", methods=["GET"])
@needs(Permission.CALLBACK_WORK)
@blp.response(200, bodies.WholeCallbackSchema)
def one(callback_id: int) -> dict[str, Any]:
    """One call-back with every try at it."""
    with reading() as session:
        callback = _visible(session, callback_id)
        tries = [answers.one_try(attempt) for attempt in looks.attempts(session, callback_id)]
        return answers.row(callback) | {"attempts": tries}


def _place(callback: Callback) -> tuple[int, int]:
    return instants.micros(callback.window_end), callback.id


def _states(text: str) -> tuple[CallbackState, ...]:
    try:
        return tuple(CallbackState(part) for part in text.split(",") if part)
    except ValueError:
        raise Invalid("unknown_state", errors={"state": ["unknown_state"]}) from None


@blp.route("/<int:callback_id>/script", methods=["GET"])
@needs(Permission.CALLBACK_WORK)
@blp.response(200, bodies.SaidSchema)
def script(callback_id: int) -> dict[str, Any]:
    """What to say in this call, its gaps filled; `text` is null where nobody wrote a script for it."""
    actor = current_actor()
    with reading() as session:
        callback = _visible(session, callback_id)
        found = scripts.of_callback(session, callback)
        text = (
            scripts.said(
                found, callback, actor.name, first_steps.name_of_centre(session) or gettext("Customer service centre")
            )
            if found
            else None
        )
        return {"title": found.title if found else None, "text": text}


def _visible(session: Session, callback_id: int) -> Callback:
    """The call-back for somebody who may work on it; 404 otherwise."""
    callback = looks.get(session, callback_id)
    if callback is None:
        raise NotFound()
    targets = [callback.target, *([callback.ticket.target] if callback.ticket else [])]
    if all(judge(current_actor(), Permission.CALLBACK_WORK, target) is not Verdict.ALLOWED for target in targets):
        raise Hidden()
    return callback
