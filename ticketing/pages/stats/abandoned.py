"""Who gave up waiting and was not reached since: the list that is worked through with the telephone in hand."""

from typing import Any

from flask import request
from flask_babel import gettext

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.callbacks import OPEN_CALLBACKS
from ticketing.domain.permissions import Permission
from ticketing.pages.formats import zone
from ticketing.pages.places import queue_names
from ticketing.pages.stats.asked import page, span
from ticketing.pages.stats.blueprint import blueprint
from ticketing.queries import abandoned as looks
from ticketing.reports import abandoned as sheet

MOST = 300


@blueprint.get("/abandoned")
@needs(Permission.CALL_READ)
def abandoned() -> str:
    """`from` and `to` (days, both included; today unless said), `queue`, `state` narrow; `state=all` is everybody."""
    what = span(0, looks.LONGEST_DAYS - 1)
    state = request.args.get("state", "left")
    wanted = looks.Filter(
        from_us=what.from_us,
        to_us=what.to_us,
        queue=request.args.get("queue", ""),
        state=state if state in looks.STATES else "",
    )
    with reading() as session:
        found = looks.page(session, current_actor(), wanted, None, MOST + 1)
        counts = looks.figures(session, current_actor(), wanted)
        queues = queue_names(session)
    return page(
        "stats/abandoned.html",
        what,
        (),
        form=sheet.FORM,
        rows=[_row(entry, queues) for entry in found[:MOST]],
        cut=len(found) > MOST,
        counts=counts,
        queues=sorted(queues.items()),
        states=[(code, gettext(word)) for code, word in sheet.STATES.items()] + [("all", gettext("everybody"))],
        state=wanted.state or "all",
    )


def _row(entry: looks.Entry, queues: dict[str, str]) -> dict[str, Any]:
    owed = entry.callback
    is_late = owed is not None and owed.state in OPEN_CALLBACKS and owed.due_at < now()
    cells = sheet.row_of(entry, zone(), centre().phone_region, queues, gettext)
    about = {"call": entry.call_id, "tone": sheet.TONES[entry.state], "owed": owed, "late": is_late}
    return {"cells": cells, **about}
