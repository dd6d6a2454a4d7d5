"""Whether callers were helped: repeat calls, first-call resolution by two methods, call-backs on time."""

from typing import Any
from urllib.parse import urlencode

from flask import request

from ticketing.auth import current_actor, needs
from ticketing.db import reading
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.errors import Forbidden
from ticketing.pages.frame import may
from ticketing.pages.stats.asked import page, span, stretch
from ticketing.pages.stats.blueprint import blueprint
from ticketing.queries import admin, figures
from ticketing.queries.figures import Span
from ticketing.reports.resolution import FORM, GROUPS


@blueprint.get("/resolution")
@needs(Permission.REPORT_READ)
def resolution() -> str:
    """`from` and `to` (days, both included) and `queue` narrow; of the whole centre, so only for those who see all."""
    if Reach.ALL not in reaches_of(current_actor(), Permission.REPORT_READ):
        raise Forbidden()
    what, queue = span(), request.args.get("queue") or None
    with reading() as session:
        queues = {one.code: one.name for one in admin.queues(session)}
    with reading() as session:
        found = figures.resolution(session, what, None if queue is None else {queue})
    return page(
        "stats/resolution.html",
        what,
        (),
        form=FORM,
        groups=[{"group": group, "lines": _lines(group.key, found, what, queue)} for group in GROUPS],
        queues=sorted(queues.items()),
    )


def _lines(key: str, found: dict[str, Any], what: Span, queue: str | None) -> list[dict[str, Any]]:
    group = next(one for one in GROUPS if one.key == key)
    figures_ = found["repeat"][group.hours] if group.hours else found[group.key]
    lines = []
    for line in group.lines:
        part, whole = (figures_.get(name) for name in (line.part, line.of))
        links = {
            name: f"{group.path}?{urlencode(_query(group.hours, drill, what, queue))}"
            for name, drill, count in (("link", line.drill, part), ("link_of", line.drill_of, whole))
            if count and drill and may(group.right)
        }
        lines.append({"line": line, "value": figures_.get(line.key), "part": part, "whole": whole, **links})
    return lines


def _query(hours: str, drill: str, what: Span, queue: str | None) -> dict[str, str]:
    asked = {**stretch(what), **({"queue": queue} if queue else {})}
    return asked | ({"again": drill, "hours": hours} if hours else {"met": drill})
