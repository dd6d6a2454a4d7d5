"""Queues and calendars: how the floor is built and measured."""

import json
from typing import Any

from flask import render_template

from ticketing.auth import needs
from ticketing.db import centre, reading
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TicketKind
from ticketing.errors import NotFound
from ticketing.models.calendars import Calendar
from ticketing.models.queues import Queue
from ticketing.pages.admin import blueprint, page
from ticketing.queries import admin, calendars, calling_hours

NEW_CALENDAR = {"tz": "Asia/Shanghai", "holidays": "CN", "weekly": {"mon-fri": [["08:30", "17:30"]]}, "exceptions": []}
QUEUE = (
    "code", "name", "name_en", "kind", "position", "active", "sl_threshold_s", "sl_target_pct", "sl_formula",
    "short_abandon_s", "wrapup_s", "callback_due_s", "thresholds", "version",
)  # fmt: skip


@blueprint.get("/queues")
@needs(Permission.QUEUE_ADMIN)
def queues() -> str:
    with reading() as session:
        members = admin.members(session)
        rows = [_queue(queue) | {"people": len(members.get(queue.id, []))} for queue in admin.queues(session)]
        named = {each.code: each.name for each in calendars.everyone(session)}
    return page("queues", rows=rows, calendars=named)


@blueprint.get("/queues/new")
@needs(Permission.QUEUE_ADMIN)
def new_queue() -> str:
    return _queue_form(None)


@blueprint.get("/queues/<code>")
@needs(Permission.QUEUE_ADMIN)
def one_queue(code: str) -> str:
    return _queue_form(code)


@blueprint.get("/calendars")
@needs(Permission.CALENDAR_ADMIN)
def calendar_list() -> str:
    with reading() as session:
        rows = [_calendar(each) for each in calendars.everyone(session)]
        windows = calling_hours.of(session, centre().timezone).windows
    hours = ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in windows)
    return page("calendars", rows=rows, calling_hours=hours)


@blueprint.get("/calendars/new")
@needs(Permission.CALENDAR_ADMIN)
def new_calendar() -> str:
    blank = {"code": "", "name": "", "version": 0, "text": _text(NEW_CALENDAR)}
    return render_template("admin/_calendar.html", calendar=blank, is_new=True)


@blueprint.get("/calendars/<code>")
@needs(Permission.CALENDAR_ADMIN)
def one_calendar(code: str) -> str:
    with reading() as session:
        found = [_calendar(each) for each in calendars.everyone(session) if each.code == code]
    if not found:
        raise NotFound()
    return render_template("admin/_calendar.html", calendar=found[0], is_new=False)


def _queue_form(code: str | None) -> str:
    with reading() as session:
        found = [_queue(queue) for queue in admin.queues(session) if queue.code == code]
        choices = [("", "—"), *((each.code, each.name) for each in calendars.everyone(session))]
    if code is not None and not found:
        raise NotFound()
    kinds = [kind.value for kind in TicketKind]
    return render_template("admin/_queue.html", queue=found[0] if found else None, calendars=choices, kinds=kinds)


def _queue(queue: Queue) -> dict[str, Any]:
    return {name: getattr(queue, name) for name in QUEUE} | {"calendar": queue.calendar.code if queue.calendar else ""}


def _calendar(each: Calendar) -> dict[str, Any]:
    weekly = each.definition.get("weekly", {})
    about = {"code": each.code, "name": each.name, "version": each.version, "text": _text(each.definition)}
    return about | {"weekly": weekly, "holidays": each.definition.get("holidays"), "tz": each.definition.get("tz")}


def _text(definition: dict[str, Any]) -> str:
    return json.dumps(definition, ensure_ascii=False, indent=1)
