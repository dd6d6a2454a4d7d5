"""Rules tried out as the form stands, beside the form (试算): nothing of it is saved."""

from typing import Any

from flask import render_template, request

from ticketing.auth import needs
from ticketing.db import centre, now, reading
from ticketing.domain.assignment import AssignMode, Candidate, Rule, choose, hindrance
from ticketing.domain.categories import Need
from ticketing.domain.macros import put_in
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import TicketKind
from ticketing.errors import NotFound
from ticketing.models.people import Person
from ticketing.pages import frame
from ticketing.pages.admin import blueprint
from ticketing.queries import admin, assignment, categories, people
from ticketing.queries.board import levels, queues
from ticketing.queries.board.topics import look_at

_WHOLE = 6
# An invented ticket: nobody who keeps texts need see a real one.
SAMPLE = {"{customer}": "张建国", "{number}": "20261121-00064", "{subject}": "空调不制冷"}
# In the order in which a macro does them (actions/macros.py).
STEPS = ("category", "priority", "tags", "owner", "to")


@blueprint.get("/giving/<code>/trial")
@needs(Permission.QUEUE_ADMIN)
def giving_trial(code: str) -> str:
    """Who is here just now, and who of them would be given a ticket of this queue and `?category=`."""
    with reading() as session:
        queue = next((one for one in admin.queues(session) if one.code == code), None)
        if queue is None:
            raise NotFound()
        teams = {team.code: team.id for team in people.teams(session)}
        before = next((one.last_id for one in assignment.rules(session) if one.queue_id == queue.id), None)
        asked = assignment.skills_of(session, request.args.get("category", "")) | _words("skill")
        rule = Rule(_mode(), teams.get(request.args.get("team", "")), asked, _number("most_open"), before)
        here = assignment.here(session, queue.id, now())
        names = {one: session.get_one(Person, one).name for one in (each.person_id for each in here)}
    chosen = choose(rule, here)
    rows = [_candidate(rule, one, names[one.person_id], one is chosen) for one in here]
    return render_template("admin/_giving_trial.html", rows=rows, mode=rule.mode.value)


@blueprint.get("/categories/trial")
@needs(Permission.QUEUE_ADMIN)
def category_trial() -> str:
    """What a ticket of `?kind=` in the branch `?path=` is asked for, from the root down, and who may be given it."""
    path, kind = request.args.get("path", ""), request.args.get("kind", "")
    if kind not in {one.value for one in TicketKind}:
        raise NotFound()
    with reading() as session:
        row = categories.branch(session, path)
        if row is None:
            raise NotFound()
        fields = [one for one in categories.fields_of(session, path) if not one.kinds or kind in one.kinds]
        skills = sorted(assignment.skills_of(session, path))
    offered = row.active and (not row.kinds or kind in row.kinds)
    tones = {Need.OPTIONAL.value: "mute", Need.AT_OPENING.value: "warn", Need.TO_RESOLVE.value: "info"}
    return render_template("admin/_category_trial.html", fields=fields, skills=skills, offered=offered, tones=tones)


@blueprint.get("/macros/trial")
@needs(Permission.QUEUE_ADMIN)
def macro_trial() -> str:
    """The text as it would be written about an invented ticket, and the steps in their order."""
    who = frame.person()
    text = put_in(request.args.get("text", ""), SAMPLE | {"{agent}": who.name if who else ""})
    steps = [
        (name, request.args.get(f"changes.{name}", "")) for name in ("category", "priority", "tags", "owner", "to")
    ]
    return render_template("admin/_macro_trial.html", text=text, steps=[pair for pair in steps if pair[1]])


@blueprint.get("/queues/<code>/trial")
@needs(Permission.QUEUE_ADMIN)
def queue_trial(code: str) -> str:
    """The queue as it stands this moment, under the thresholds of the form."""
    limits = {name: _pair(f"thresholds.{name}") for name in ("waiting", "longest_s", "sl_pct")}
    with reading() as session:
        look = look_at(session, centre(), now())
        row = next((each.row for each in queues.rows(look, [code]) if each.row is not None), None)
        if row is None:
            raise NotFound()
        oldest = queues.waiting(look)[code].oldest_us
        longest_s = (look.now_us - oldest) // 1_000_000 if oldest is not None else 0
    measured = {"waiting": row["waiting"], "longest_s": longest_s, "sl_pct": row["sl_pct"]}
    level, why = levels.judge({name: pair for name, pair in limits.items() if pair}, measured)
    return render_template("admin/_queue_trial.html", level=level, why=why, measured=measured)


def _candidate(rule: Rule, one: Candidate, name: str, is_chosen: bool) -> dict[str, Any]:
    why = hindrance(rule, one)
    lacking = ", ".join(sorted(rule.skills - one.skills))
    return {
        "code": one.code,
        "name": name,
        "open": one.open_tickets,
        "why": why,
        "lacking": lacking,
        "chosen": is_chosen,
    }


def _mode() -> AssignMode:
    word = request.args.get("mode", "")
    return AssignMode(word) if word in {one.value for one in AssignMode} else AssignMode.OFF


def _words(name: str) -> frozenset[str]:
    return frozenset(filter(None, [request.args.get(name, "").strip()]))


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _WHOLE else None


def _pair(name: str) -> list[float]:
    """The numbers of a field like `2, 4`; what is none is left out."""
    parts = request.args.get(name, "").replace(",", ",").split(",")
    return [float(part) for part in parts if part.strip().isdecimal() and len(part) <= _WHOLE]
