"""Promises: the policies with their edits, what an edit would do, and a try-it page for any deadline."""

import json
from datetime import date, datetime
from typing import Any

from flask import render_template, request
from sqlalchemy.orm import Session

from ticketing.auth import needs
from ticketing.db import centre, now, reading
from ticketing.domain.clocks import Apply
from ticketing.domain.clocks.simulation import simulate
from ticketing.domain.documents import DocumentError
from ticketing.domain.holidays import year_missing
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import Priority
from ticketing.errors import NotFound
from ticketing.models.calendars import Calendar, SlaPolicy
from ticketing.pages.admin import blueprint, page
from ticketing.queries import calendars, policies

NEW_POLICY = {
    "calendar": "CAL-DAY",
    "warn_pct": [75],
    "retarget_grace_s": 1_800,
    "reopen": {"pct": 50, "min_s": 7_200},
    "pause_waiting_customer": ["resolution"],
    "targets": {"resolution": {"normal": 54_000}},
    "ladders": {"resolution": "default"},
}


@blueprint.get("/policies")
@needs(Permission.CALENDAR_ADMIN)
def policy_list() -> str:
    """The policies in the order in which they are tried, and the last edits with how far they have come."""
    with reading() as session:
        rows = [_row(policy, calendar) for policy, calendar in policies.everyone(session)]
        edits = [{"code": code, "edit": edit} for edit, code in policies.edits(session)]
    missing = year_missing("CN", _today())
    return page("policies", rows=rows, edits=edits, year_missing=missing)


@blueprint.get("/policies/new")
@needs(Permission.CALENDAR_ADMIN)
def new_policy() -> str:
    blank = {
        "code": "",
        "name": "",
        "rank": 100,
        "version": 0,
        "active": True,
        "match": "{}",
        "text": _text(NEW_POLICY),
    }
    return render_template("admin/_policy.html", policy=blank, is_new=True)


@blueprint.get("/policies/<code>")
@needs(Permission.CALENDAR_ADMIN)
def one_policy(code: str) -> str:
    with reading() as session:
        found = [_row(policy, calendar) for policy, calendar in policies.everyone(session) if policy.code == code]
    if not found:
        raise NotFound()
    return render_template("admin/_policy.html", policy=found[0], is_new=False)


@blueprint.get("/policies/<code>/trial")
@needs(Permission.CALENDAR_ADMIN)
def policy_trial(code: str) -> str:
    """`definition` (JSON) under `apply`: n tickets, m would breach. Changes nothing."""
    apply = request.args.get("apply", "")
    if apply not in {one.value for one in Apply}:
        raise NotFound()
    with reading() as session:
        codes = [each.code for each in calendars.everyone(session)]
        try:
            definition = json.loads(request.args.get("definition", ""))
            policies.read(definition, codes)
        except (ValueError, DocumentError) as error:
            return render_template("admin/_policy_trial.html", problem=str(error))
        found = policies.preview(session, code, definition, Apply(apply), now())
    return render_template("admin/_policy_trial.html", found=found)


@blueprint.get("/tryout")
@needs(Permission.CALENDAR_ADMIN, Permission.TICKET_READ)
def tryout() -> str:
    """Try any deadline: a policy, a priority, an hour, and perhaps a wait for the customer."""
    with reading() as session:
        names = [(policy.code, f"{policy.name} ({policy.code})") for policy, _ in policies.everyone(session)]
    wall = now().astimezone(centre().zone).replace(tzinfo=None, second=0, microsecond=0)
    priorities = [one.value for one in Priority]
    return page("tryout", names=names, priorities=priorities, wall=wall.isoformat(timespec="minutes"))


@blueprint.get("/tryout/told")
@needs(Permission.CALENDAR_ADMIN, Permission.TICKET_READ)
def tryout_told() -> str:
    """The clocks of the ticket that the form imagines, as they would stand right after its last event."""
    try:
        with reading() as session:
            story = _story(session)
        told: Any = simulate(story)
    except (ValueError, DocumentError) as error:
        return render_template("admin/_tryout.html", problem=str(error), clocks=[])
    clocks = [clock | {"due": _read(clock["due_at"])} for clock in told["answers"][0]]
    for clock in clocks:
        clock["warn"] = [_read(text) for text in clock["warn_at"]]
    return render_template("admin/_tryout.html", clocks=clocks, refused=told["refused"])


def _story(session: Session) -> dict[str, Any]:
    args = request.args
    policy = policies.by_code(session, args.get("policy", ""))
    calendar = session.get_one(Calendar, policy.calendar_id)
    began = _wall(args.get("at", ""))
    create = {"at": began, "do": "create", "priority": args.get("priority", ""), "answered": bool(args.get("answered"))}
    events: list[dict[str, Any]] = [create]
    for field, do in (("wait", "wait_customer"), ("back", "customer_contact")):
        if args.get(field):
            events.append({"at": _wall(args[field]), "do": do})
    return {
        "calendars": {calendar.code: calendar.definition},
        "policy": policy.definition | {"calendar": calendar.code},
        "events": events,
        "ask": [{"clocks": max(event["at"] for event in events)}],
    }


def _wall(text: str) -> str:
    """A wall time of the centre as an instant; ValueError for what is none."""
    return datetime.fromisoformat(text).replace(tzinfo=centre().zone).isoformat()


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _today() -> date:
    return now().astimezone(centre().zone).date()


def _row(policy: SlaPolicy, calendar: str) -> dict[str, Any]:
    names = ("code", "name", "rank", "version", "active")
    said = {"match": _text(policy.match), "text": _text(policy.definition), "calendar": calendar}
    return {name: getattr(policy, name) for name in names} | said | {"sides": policy.match}


def _text(definition: dict[str, Any]) -> str:
    return json.dumps(definition, ensure_ascii=False, indent=1)
