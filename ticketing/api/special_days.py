"""Special days of a calendar out of a file: shown before anything is kept."""

from typing import Any

import marshmallow as ma
from flask import request
from flask_babel import gettext
from werkzeug.exceptions import UnsupportedMediaType

from ticketing.api.calendars import PreviewSchema
from ticketing.api.door import CSV, Door
from ticketing.api.large import large_body
from ticketing.auth import needs
from ticketing.db import now, reading
from ticketing.domain.calendars.imports import Fault, laid_over, special_days
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid
from ticketing.queries import calendars as looks

blp = Door("special-days", __name__, url_prefix="/calendars", description="Days off and on, out of a file")

MOST_BYTES = 1_000_000
FILE_TYPES = ("application/octet-stream", "text/calendar", CSV, "application/vnd.ms-excel")
_BINARY = {"schema": {"type": "string", "format": "binary"}}
UPLOAD = {
    "requestBody": {
        "required": True,
        "description": "The file itself: an iCalendar (.ics) or a CSV, in UTF-8 or GB 18030.",
        "content": dict.fromkeys(FILE_TYPES, _BINARY),
    },
    "responses": {"415": {"$ref": "#/components/responses/Problem"}},
}


class SpecialDaySchema(ma.Schema):
    """`before` is what the calendar said of that day, null where it said nothing."""

    date = ma.fields.String(metadata={"format": "date"})
    type = ma.fields.String()
    name = ma.fields.String()
    as_ = ma.fields.String(data_key="as", attribute="as")
    windows = ma.fields.List(ma.fields.List(ma.fields.String()))
    before = ma.fields.Dict(allow_none=True)


class DayFaultSchema(ma.Schema):
    """`line` of the file; `column` is a head of the CSV or a name of the iCalendar, empty for the line as a whole."""

    line = ma.fields.Integer()
    column = ma.fields.String()
    code = ma.fields.String()
    value = ma.fields.String()
    reason = ma.fields.String()


class SpecialDaysSchema(ma.Schema):
    """`definition` is the whole calendar as it would be, to be sent with `PUT /calendars/{code}`; `moves`: what that
    would do to deadlines that run."""

    days = ma.fields.List(ma.fields.Nested(SpecialDaySchema))
    faults = ma.fields.List(ma.fields.Nested(DayFaultSchema))
    definition = ma.fields.Dict()
    moves = ma.fields.Nested(PreviewSchema)


@blp.route("/<name_code>/special-days", methods=["POST"])
@needs(Permission.CALENDAR_ADMIN)
@large_body(MOST_BYTES + 1)
@blp.doc(**UPLOAD)
@blp.response(200, SpecialDaysSchema)
def read(name_code: str) -> dict[str, Any]:
    """What the file says, line by line what it cannot mean, and what the calendar would be; keeps nothing."""
    if request.mimetype not in FILE_TYPES:
        raise UnsupportedMediaType()
    found = special_days(_text(request.get_data(cache=False)))
    with reading() as session:
        calendar = looks.one(session, name_code)
        before = {str(one.get("date")): one for one in calendar.definition.get("exceptions", ())}
        definition = laid_over(calendar.definition, found.days)
        return {
            "days": [{**one, "before": before.get(one["date"])} for one in found.days],
            "faults": [{**vars(fault), "reason": _reason(fault)} for fault in found.faults],
            "definition": definition,
            "moves": looks.preview(session, name_code, definition, now()),
        }


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Invalid("file_too_large", most=MOST_BYTES)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise Invalid("bad_file")


def _reason(fault: Fault) -> str:
    words = {
        "bad_date": gettext("This is no day, e.g. 2027-02-06."),
        "unknown_type": gettext("Say holiday, makeup or special."),
        "unknown_weekday": gettext("Say like which weekday it is worked, mon to sun."),
        "bad_windows": gettext("Say when it is open, e.g. 08:30-12:00; 13:30-17:30."),
        "no_head": gettext("The first line must name the columns: date, type, name, as, windows."),
        "no_event": gettext("There is no event in this calendar."),
        "not_whole_days": gettext("Only whole days can be taken over; write the hours as a special day."),
        "too_many_days": gettext("These are more days than can be taken over at once."),
        "comes_round": gettext("Write each year's day by itself."),
        "said_twice": gettext("The file says something else of this day before."),
        "unreadable": gettext("This line cannot be read."),
    }
    return str(words[fault.code])
