"""Callers who gave up waiting, and whether anybody has spoken with them since."""

from datetime import timedelta
from typing import Any

import marshmallow as ma
from flask_babel import gettext
from marshmallow import validate

from ticketing.actions import audit
from ticketing.api.door import CSV, XLSX, Door
from ticketing.api.fields import instant as instant_field
from ticketing.api.reports import file_of
from ticketing.api.requests import PageArgs, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import begin, centre, reading
from ticketing.domain.instants import SECOND_US, instant, micros
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.errors import Invalid
from ticketing.queries import abandoned as looks
from ticketing.queries import admin
from ticketing.reports import abandoned as sheet

blp = Door("abandoned", __name__, url_prefix="/stats/abandoned", description="Callers who gave up waiting")

MOST_ROWS = 5_000


class AbandonedArgs(PageArgs):
    """Gave up in [from, to), 31 days at most; `state` empty gives all of them; csv and xlsx the whole stretch."""

    since = instant_field(data_key="from", required=True)
    until = instant_field(data_key="to", required=True)
    queue = ma.fields.String(validate=validate.Length(max=256), load_default="")
    state = ma.fields.String(validate=validate.OneOf(("", *looks.STATES)), load_default="left")
    format = ma.fields.String(validate=validate.OneOf(["json", "csv", "xlsx"]), load_default="json")


class AbandonedSchema(ma.Schema):
    """`times` in the stretch; `state` left | rang_again | rung_back; the number is masked; `call` is a call's id."""

    at = ma.fields.AwareDateTime()
    phone = ma.fields.String()
    name = ma.fields.String()
    queue = ma.fields.String()
    times = ma.fields.Integer()
    longest_s = ma.fields.Float()
    state = ma.fields.String()
    reached_at = ma.fields.AwareDateTime(allow_none=True)
    call = ma.fields.Integer(allow_none=True)
    ticket = ma.fields.String(allow_none=True)
    callback = ma.fields.Dict(allow_none=True)


class AbandonedListSchema(ma.Schema):
    """`callers` gave up, of whom `left` were not reached since; `nameless` calls had no number."""

    items = ma.fields.List(ma.fields.Nested(AbandonedSchema))
    next = ma.fields.String(allow_none=True)
    callers = ma.fields.Integer()
    left = ma.fields.Integer()
    rang_again = ma.fields.Integer()
    rung_back = ma.fields.Integer()
    nameless = ma.fields.Integer()


@blp.route("", methods=["GET"])
@needs(Permission.CALL_READ)
@blp.arguments(AbandonedArgs, location="query")
@blp.response(200, AbandonedListSchema)
@blp.file(CSV, XLSX)
def find(args: dict[str, Any]) -> Any:
    """One entry per caller, the last to give up first."""
    if not timedelta() < args["until"] - args["since"] <= timedelta(days=looks.LONGEST_DAYS, hours=1):
        raise Invalid("stretch_too_long", most_days=looks.LONGEST_DAYS)
    wanted = looks.Filter(
        from_us=micros(args["since"]), to_us=micros(args["until"]), queue=args["queue"], state=args["state"]
    )
    if args["format"] != "json":
        return _file(wanted, args["format"])
    cursor = read_cursor(args["after"], int, int)
    with reading() as session:
        before = (cursor[0], cursor[1]) if cursor else None
        found = looks.page(session, current_actor(), wanted, before, args["limit"] + 1)
        items, more = paged(found, args["limit"], lambda entry: (entry.last_us, entry.visit_id))
        counts = looks.figures(session, current_actor(), wanted)
    return {"items": [_row(entry) for entry in items], "next": more, **counts._asdict()}


def _row(entry: looks.Entry) -> dict[str, Any]:
    owed = entry.callback
    return {name: getattr(entry, name) for name in ("name", "queue", "times", "state", "ticket")} | {
        "at": instant(entry.last_us),
        "phone": masked(entry.phone, centre().phone_region),
        "longest_s": entry.longest_us / SECOND_US,
        "reached_at": instant(entry.reached_us) if entry.reached_us is not None else None,
        "call": entry.call_id,
        "callback": owed._asdict() | {"due_at": owed.due_at.isoformat(), "state": owed.state.value} if owed else None,
    }


def _file(wanted: looks.Filter, kind: str) -> Any:
    """A download, which the audit remembers."""
    zone = centre().zone
    first, last = (instant(at).astimezone(zone).date() for at in (wanted.from_us, wanted.to_us - 1))
    on = first.isoformat() if first == last else f"{first} – {last}"
    with reading() as session:
        entries = looks.page(session, current_actor(), wanted, None, MOST_ROWS)
        counts = looks.figures(session, current_actor(), wanted)
        queues = {queue.code: queue.name for queue in admin.queues(session)}
    rows = [sheet.row_of(entry, zone, centre().phone_region, queues, gettext) for entry in entries]
    made = sheet.sheet_of(rows, counts, on, queues.get(wanted.queue, gettext("Whole centre")))
    with begin(current_actor(), nudge=False) as work:
        audit.record(work, "exported", "report:abandoned", on=on, format=kind, rows=len(rows))
    return file_of(made, kind)
