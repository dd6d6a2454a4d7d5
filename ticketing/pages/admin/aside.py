"""Quarantine: what could not be taken of which feed, why, and what can be done about it."""

from flask import request
from flask_babel import lazy_gettext as _l

from ticketing.auth import needs
from ticketing.db import reading
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.pages.admin import blueprint, page
from ticketing.queries import quarantine
from ticketing.queries.quarantine import Wanted
from ticketing.telephony.quarantine import shown

PER_PAGE = 50

#: reason: what is wrong with the line, and what helps.
REASONS = {
    "too_few_fields": (_l("Too few fields"), _l("Torn, or of another program. Usually it is dropped.")),
    "bad_epoch": (_l("No time stamp"), _l("It does not begin with a time: torn, or of another program.")),
    "no_event": (_l("No event"), _l("The place where the event's name should stand is empty.")),
    "missing_fields": (_l("Values are missing"), _l("The event needs more values than the line has.")),
    "bad_number": (_l("Not a number"), _l("Where a number should stand the line has something else.")),
    "not_utf8": (_l("Not UTF-8"), _l("Another encoding. Released, what is unreadable in it stays marked.")),
    "nul_bytes": (_l("NUL bytes"), _l("The file was damaged, as by a crash of the machine. Usually it is dropped.")),
    "too_long": (_l("Too long"), _l("Longer than any line of a phone system. Only its beginning was kept.")),
    "future": (_l("Stamp lies ahead"), _l("A clock was ahead, or the feed's time zone is wrong. Release it later.")),
    "open_quote": (_l("Open quotation mark"), _l("A line break tore the record in two. Usually it is dropped.")),
    "unknown_columns": (_l("Unknown columns"), _l("Name the columns in the feed's settings, then release.")),
    "bad_time": (_l("Unreadable time"), _l("Put the feed's date format or columns right, then release.")),
    "unfoldable": (_l("No rule fits"), _l("Readable, but the fold could not bear it. Release it after an update.")),
    "malformed": (_l("Unreadable"), _l("What was sent is not in the form that was agreed.")),
}  # fmt: skip


@blueprint.get("/quarantine")
@needs(Permission.QUARANTINE_WORK)
def aside() -> str:
    """The heaps by feed and reason, and below them the newest lines; `?source=` and `?reason=` narrow."""
    source_id, before = _number("source"), _number("after")
    wanted = Wanted(source_id, request.args.get("reason") or None)
    with reading() as session:
        heaps = quarantine.heaps(session)
        found = quarantine.page(session, wanted, before, PER_PAGE + 1)
        rows = [shown(row, source) for row, source in found[:PER_PAGE]]
    more = rows[-1]["id"] if len(found) > PER_PAGE else None
    return page("quarantine", heaps=heaps, rows=rows, more=more, wanted=wanted, reasons=REASONS)


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    if text and not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound()
    return int(text) if text else None
