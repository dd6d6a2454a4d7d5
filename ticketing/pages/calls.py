"""The log of calls: who rang whom, how it came out, and one call with everything told of it."""

from typing import Any

from flask import Blueprint, current_app, render_template, request

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import instant, micros
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.domain.recordings import Shelf
from ticketing.domain.whole_calls import CallOutcome, Direction
from ticketing.errors import NotFound
from ticketing.models.telephony import Pbx
from ticketing.pages.call_picture import picture
from ticketing.pages.call_story import story
from ticketing.pages.cutoffs import words_of
from ticketing.pages.formats import as_date, from_us, instant_us, local_day, zone
from ticketing.pages.frame import may
from ticketing.pages.places import queue_names
from ticketing.queries import quality, whole_calls
from ticketing.queries.cutoffs import page as cutoffs
from ticketing.queries.figures.resolution import AGAIN, WINDOWS_H, Again
from ticketing.queries.whole_calls import SORTS, CallFilter, Listed
from ticketing.telephony.told import told_of

blueprint = Blueprint("calls", __name__)

PER_PAGE = 50
US_PER_S = 1_000_000
#: What a list shows unless asked, and what it may show.
COLUMNS = (
    *("direction", "number", "customer", "queue", "agent", "outcome"),
    *("wait", "talk", "transfers", "ended", "ticket"),
)
MORE = ("dnis", "ivr", "hold", "cause", "recording", "pbx")


@blueprint.get("/calls")
@needs(Permission.CALL_READ)
def log() -> str:
    """Calls, newest first: of one day (`on`), of a stretch (`from`, `to`), or by their own numbers (`ids`)."""
    args, actor = request.args, current_actor()
    on = as_date(args.get("on"), centre().day_of(now()))
    wanted, sort = _wanted(on), args.get("sort") if args.get("sort") in SORTS else "time"
    with reading() as session:
        found = whole_calls.page(session, actor, wanted, _after(), PER_PAGE + 1, sort or "time", centre().phone_region)
        queues = list(queue_names(session).items())
    rows = [_row(one, dict(queues)) for one in found[:PER_PAGE]]
    more = _place(found[PER_PAGE - 1], sort or "time") if len(found) > PER_PAGE else None
    return render_template(
        "calls/list.html",
        rows=rows,
        queues=queues,
        on=on,
        more=more,
        args=args,
        sort=sort,
        columns=_columns(),
        every=(*COLUMNS, *MORE),
        stretch=bool(args.get("from") or args.get("to") or args.get("ids")),
        filtered=sum(bool(args.get(name)) for name in _FILTERS),
    )


_PLAIN = ("id", "root", "dnis", "ivr", "transfers", "has_recording", "survey")
_FILTERS = ("direction", "queue", "agent", "outcome", "number", "q", "has_recording", "has_ticket", "ids", "from", "to")


@blueprint.get("/calls/<int:call_id>")
@needs(Permission.CALL_READ)
def one(call_id: int) -> str:
    """One call: its way through time, its legs, the lines behind it, and why what was inferred was."""
    with reading() as session:
        whole = whole_calls.one(session, current_actor(), call_id, told_of)
        queues = queue_names(session)
        if whole is None:
            raise NotFound(what="call")
        cut = cutoffs.of_visits(session, whole.visits)
        cases = quality.of_call(session, current_actor(), call_id) if may("quality_read") else []
        shelf = Shelf.of(session.get_one(Pbx, whole.listed.call.pbx_id).settings)
    row = _row(whole.listed, queues)
    return render_template(
        "calls/one.html",
        row=row,
        whole=whole,
        picture=picture(whole),
        has_shelf=bool(shelf.root),
        cases=cases,
        voices=[(code, name) for code, name in whole.listed.people if code],
        cut_on=local_day(instant(cut.last_us)) if cut else None,
        causes=words_of("cut_cause"),
        **story(whole, queues),
    )


def _wanted(on: Any) -> CallFilter:
    """The filters of the address; one that is none narrows nothing."""
    args = request.args
    first, last = day_bounds(on, zone(), current_app.config["REXIAN"].day_start_hour)
    since, until, ids = instant_us(args.get("from")), instant_us(args.get("to")), _ids(args.get("ids"))
    words = args.get("q", "").strip()[:100].replace("\x00", "")
    whole_day = not (args.get("from") or args.get("to") or ids is not None or words)
    return CallFilter(
        from_us=micros(first) if whole_day else since,
        to_us=micros(last) if whole_day else until,
        direction=Direction(args["direction"]) if args.get("direction") in set(Direction) else None,
        queue=args.get("queue") or None,
        agent=args.get("agent") or None,
        number=args.get("number", "")[:40],
        words=words,
        outcomes=tuple(CallOutcome(word) for word in args.get("outcome", "").split(",") if word in set(CallOutcome)),
        has_recording=_flag("has_recording"),
        has_ticket=_flag("has_ticket"),
        answered_within=_seconds_of("answered_within"),
        abandoned_within=_seconds_of("abandoned_within"),
        transferred=_flag("transferred") or False,
        again=_again(),
        now_us=micros(now()),
        ids=ids,
    )


def _again() -> Again | None:
    which, hours = request.args.get("again", ""), request.args.get("hours", "")
    return Again(which, int(hours)) if which in AGAIN and hours in map(str, WINDOWS_H) else None


def _row(one: Listed, queues: dict[str, str]) -> dict[str, Any]:
    call = one.call
    return {
        name: getattr(call, name) for name in ("id", "root", "dnis", "ivr", "transfers", "has_recording", "survey")
    } | {
        "at": from_us(call.first_us),
        "end": from_us(call.end_us),
        "direction": call.direction.value,
        "outcome": call.outcome.value,
        "number": _number(call.number_norm or call.number),
        "customer": one.customer or call.caller_name or "",
        "queues": [queues.get(code, code) for code in (*call.queues, *call.refused_by)],
        "agents": [name for _, name in one.people] if len(one.people) == len(call.agents) else call.agents,
        **{name: _seconds(getattr(call, f"{name}_us")) for name in ("wait", "talk", "hold")},
        "hung_up_by": call.hung_up_by.value if call.hung_up_by is not None else "",
        "cause": call.hangup_cause,
        "ticket": one.ticket,
        "pbx": one.pbx,
    }


def _number(told: str | None) -> str | None:
    """Masked; a caller who hides sends a word ("anonymous") where others send digits."""
    return masked(told, centre().phone_region) if told and any(sign.isdigit() for sign in told) else None


def _columns() -> tuple[str, ...]:
    chosen = set(request.args.getlist("col"))
    return tuple(name for name in (*COLUMNS, *MORE) if name in chosen) or COLUMNS


def _seconds(us: int | None) -> float | None:
    return None if us is None else us / US_PER_S


def _flag(name: str) -> bool | None:
    return {"1": True, "true": True, "0": False, "false": False}.get(request.args.get(name, ""))


def _seconds_of(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _ids(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    return tuple(int(word) for word in text.split(",")[:200] if word.isascii() and word.isdigit() and len(word) < 19)


def _place(one: Listed, sort: str) -> str:
    return f"{getattr(one.call, SORTS[sort].key)}.{one.call.id}"


def _after() -> tuple[int, int] | None:
    value, _, call_id = request.args.get("after", "").partition(".")
    if all(word.isascii() and word.isdigit() and len(word) < 19 for word in (value, call_id)):
        return int(value), int(call_id)
    return None
