"""The register of calls that a fault cut off (电话异常中断回拨登记表)."""

from datetime import timedelta
from typing import Any

import marshmallow as ma
from flask_babel import gettext
from marshmallow import validate

from ticketing.actions import audit, cutoffs
from ticketing.api.door import CSV, XLSX, Door
from ticketing.api.fields import day, prose
from ticketing.api.idempotent import idempotent
from ticketing.api.reports import file_of
from ticketing.api.requests import PageArgs, if_match, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import begin, centre, do, now, reading
from ticketing.domain.cutoffs import CutCause
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import SECOND_US, instant, micros
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.queries.cutoffs import page
from ticketing.reports import cutoffs as sheet
from ticketing.reports.forms import share

blp = Door("cutoffs", __name__, url_prefix="/cutoffs", description="Calls cut off by a fault, and their call-backs")

MOST_ROWS = 5_000


class CutoffsArgs(PageArgs):
    """Business days from `from` to `to`, both included; the last seven unless said."""

    first = day(data_key="from", load_default=None, allow_none=True)
    last = day(data_key="to", load_default=None, allow_none=True)
    status = ma.fields.String(validate=validate.OneOf(("", *page.STATUSES, *page.RATED)), load_default="")
    cause = ma.fields.String(validate=validate.OneOf(("", *(cause.value for cause in CutCause))), load_default="")
    format = ma.fields.String(validate=validate.OneOf(["json", "csv", "xlsx"]), load_default="json")


class CutoffSchema(ma.Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    phone = ma.fields.String()
    cause = ma.fields.Enum(CutCause, by_value=True)
    logged_cause = ma.fields.Enum(CutCause, by_value=True)
    by_hand = ma.fields.Boolean()
    hangup_cause = ma.fields.Integer(allow_none=True)
    part = ma.fields.String()
    talk_s = ma.fields.Float(allow_none=True)
    calls = ma.fields.Integer()
    queue = ma.fields.String(allow_none=True)
    customer = ma.fields.String(allow_none=True)
    person = ma.fields.String(allow_none=True)
    due_at = ma.fields.AwareDateTime()
    status = ma.fields.String()
    returned_at = ma.fields.AwareDateTime(allow_none=True)
    callback = ma.fields.Integer(allow_none=True)
    ticket = ma.fields.String(allow_none=True)
    owner = ma.fields.String(allow_none=True)
    attempts = ma.fields.Integer()
    first_attempt_at = ma.fields.AwareDateTime(allow_none=True)
    note = ma.fields.String()
    satisfied = ma.fields.Boolean(allow_none=True)


class CutoffsSchema(ma.Schema):
    """`rate_pct` is the share of the span's entries with an attempt within five minutes, null without any."""

    items = ma.fields.List(ma.fields.Nested(CutoffSchema))
    next = ma.fields.String(allow_none=True)
    count = ma.fields.Integer()
    attempted = ma.fields.Integer()
    returned = ma.fields.Integer()
    rate_pct = ma.fields.Float(allow_none=True)


def _said_cause() -> "ma.fields.Enum[CutCause]":
    return ma.fields.Enum(CutCause, by_value=True, allow_none=True, attribute="said_cause", data_key="cause")


class NoteBody(ma.Schema):
    """`cause` is what people found out, against what the log says; null leaves it to the log."""

    note = prose(2_000)
    satisfied = ma.fields.Boolean(allow_none=True)
    said_cause = _said_cause()


class EntryBody(ma.Schema):
    """`call` is a call's own number in the list of calls."""

    call = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, 2**62))
    cause = ma.fields.Enum(CutCause, by_value=True, required=True)
    note = prose(2_000, load_default="")


class NotedSchema(ma.Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    note = ma.fields.String()
    satisfied = ma.fields.Boolean(allow_none=True)
    said_cause = _said_cause()
    callback = ma.fields.Integer(attribute="callback_id", allow_none=True)


@blp.route("", methods=["GET"])
@needs(Permission.CALLBACK_WORK)
@blp.arguments(CutoffsArgs, location="query")
@blp.response(200, CutoffsSchema)
@blp.file(CSV, XLSX)
def find(args: dict[str, Any]) -> Any:
    """The register, newest first; as `csv` or `xlsx` the whole span as the form has it."""
    wanted, on = _wanted(args)
    if args["format"] != "json":
        return _file(wanted, on, args["format"])
    cursor = read_cursor(args["after"], int, int)
    with reading() as session:
        before = (cursor[0], cursor[1]) if cursor else None
        found = page.page(session, current_actor(), wanted, before, args["limit"] + 1)
        items, more = paged(found, args["limit"], lambda entry: (entry.row.last_us, entry.row.id))
        counts = page.figures(session, current_actor(), wanted)
    about = {name: getattr(counts, name) for name in ("count", "attempted", "returned")}
    rate = share(counts.attempted, counts.count)
    return {"items": [_row(entry) for entry in items], "next": more, **about, "rate_pct": rate}


@blp.route("", methods=["POST"])
@needs(Permission.CALLBACK_WORK)
@idempotent
@blp.arguments(EntryBody)
@blp.response(201, NotedSchema)
def register(body: dict[str, Any]) -> Any:
    """Enter a call that no log tells to have been cut off; its caller is owed a call-back."""
    return do(current_actor(), lambda work: cutoffs.register(work, body["call"], body["cause"], body["note"]))


@blp.route("/<int:cutoff_id>", methods=["PATCH"])
@needs(Permission.CALLBACK_WORK)
@blp.arguments(NoteBody)
@blp.response(200, NotedSchema)
def note(body: dict[str, Any], cutoff_id: int) -> Any:
    """Write the remark, the cause that was found out, or whether the caller was satisfied."""
    version = if_match()
    return do(current_actor(), lambda work: cutoffs.note(work, cutoff_id, version, body))


def _wanted(args: dict[str, Any]) -> tuple[page.Filter, str]:
    last = args["last"] or centre().day_of(now())
    first = args["first"] or last - timedelta(days=6)
    start, _ = day_bounds(first, centre().zone, centre().day_start_hour)
    _, end = day_bounds(last, centre().zone, centre().day_start_hour)
    on = first.isoformat() if first == last else f"{first} – {last}"
    span = {"from_us": micros(start), "to_us": micros(end)}
    return page.Filter(**span, status=args["status"], cause=args["cause"]), on


def _file(wanted: page.Filter, on: str, kind: str) -> Any:
    with reading() as session:
        entries = page.page(session, current_actor(), wanted, None, MOST_ROWS)
        counts = page.figures(session, current_actor(), wanted)
        rows = [sheet.row_of(entry, centre().zone, sheet_word) for entry in reversed(entries)]
    made = sheet.sheet_of(rows, counts, on, gettext("Whole centre"))
    with begin(current_actor(), nudge=False) as work:
        audit.record(work, "exported", "report:cutoffs", on=on, format=kind, rows=len(rows))
    return file_of(made, kind)


def sheet_word(table: str, code: str) -> str:
    """The word that the form has for a code."""
    word: str = gettext(sheet.WORDS[table].get(code, code))
    return word


def _row(entry: page.Entry) -> dict[str, Any]:
    row, owed = entry.row, entry.row.callback
    same = ("id", "version", "hangup_cause", "due_at", "returned_at", "note", "satisfied")
    return {name: getattr(row, name) for name in same} | {
        "at": instant(row.last_us),
        "phone": masked(row.phone),
        "cause": row.why,
        "logged_cause": row.cause,
        "by_hand": row.entered_by is not None,
        "part": row.part.value,
        "talk_s": None if row.talk_us is None else row.talk_us / SECOND_US,
        "calls": len(row.visits),
        "queue": row.queue.code if row.queue else None,
        "customer": row.customer.name if row.customer else None,
        "person": row.person.code if row.person else None,
        "status": entry.status,
        "callback": row.callback_id,
        "ticket": owed.ticket.number if owed and owed.ticket else None,
        "owner": owed.owner.code if owed and owed.owner else None,
        "attempts": len(entry.tries),
        "first_attempt_at": owed.first_attempt_at if owed else None,
    }
