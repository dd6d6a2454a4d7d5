"""Agents' time: whom the phone systems' names mean and since when, and what the reasons of pauses mean."""

from datetime import timedelta
from itertools import groupby
from typing import Any

from flask import render_template, request

from ticketing.auth import needs
from ticketing.db import now, reading
from ticketing.domain.aliases import resembles
from ticketing.domain.breaks import folded, limit_now, used
from ticketing.domain.instants import micros
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.telephony import AgentAlias
from ticketing.pages import words
from ticketing.pages.admin import blueprint, page
from ticketing.queries import admin, break_line, people
from ticketing.queries.presence import breaks

# Reasons heard within this time are worth a meaning.
LATELY = timedelta(days=35)


@blueprint.get("/names")
@needs(Permission.PBX_ADMIN)
def names() -> str:
    """Every name of every phone system with the people it meant; names that mean nobody now first."""
    with reading() as session:
        found = admin.aliases(session)
        staff = [(row.id, row.name, row.code or "") for row in people.page(session, 0, 2_000) if row.code]
    known = {id_: f"{name} ({code})" for id_, name, code in staff}
    by_name = sorted(found, key=lambda one: (one[1], one[0].raw_name, one[0].valid_from))
    rows = [
        _name(pbx, raw_name, [alias for alias, _, _ in periods], known, staff)
        for (pbx, raw_name), periods in groupby(by_name, key=lambda one: (one[1], one[0].raw_name))
    ]
    rows.sort(key=lambda row: (row["current"].person_id is not None, row["pbx"], row["raw_name"]))
    return page("names", rows=rows, staff=[("", "—"), *((str(id_), name) for id_, name in known.items())])


@blueprint.get("/breaks")
@needs(Permission.BREAK_ADMIN)
def break_kinds() -> str:
    """The kinds, and the reasons heard of late, those without a meaning first."""
    at = now()
    with reading() as session:
        kinds = breaks.everyone(session)
        reasons = breaks.reasons_of(session)
        heard = breaks.heard(session, micros(at - LATELY), micros(at))
        limits = {(one.kind, one.code): one.most for one in break_line.groups(session)}
        named = [("team", one.code, one.name) for one in people.teams(session)]
        named += [("queue", one.code, one.name) for one in admin.queues(session) if one.active]
    told = {"kinds": kinds, "reasons": reasons, "heard": heard, "days": LATELY.days}
    return page("breaks", limits=limits, limited=named, **told)


@blueprint.get("/breaks/new")
@needs(Permission.BREAK_ADMIN)
def new_break_kind() -> str:
    return render_template("admin/_break.html", kind=None)


@blueprint.get("/breaks/trial")
@needs(Permission.BREAK_ADMIN)
def trial() -> str:
    """What a pause would count as; `?before=` are minutes of earlier ones, apart by blanks or commas."""
    args = request.args
    minutes = _whole(args.get("minutes"), 0)
    before = [_whole(part, 0) * 60 for part in args.get("before", "").replace(",", " ").split()]
    with reading() as session:
        kind = breaks.kind_map(session).get(folded(args.get("reason", "")))
    if kind is None:
        return render_template("admin/_break_trial.html", kind=None)
    limit_s = limit_now(kind, before)
    over_s = 0 if limit_s is None else max(minutes * 60 - limit_s, 0)
    name = kind.name_en if words.language() != "zh" and kind.name_en else kind.name
    day = used(kind, [*before, minutes * 60])
    return render_template("admin/_break_trial.html", kind=kind, name=name, limit_s=limit_s, over_s=over_s, day=day)


@blueprint.get("/breaks/<code>")
@needs(Permission.BREAK_ADMIN)
def one_break_kind(code: str) -> str:
    with reading() as session:
        found = [kind for kind in breaks.everyone(session) if kind.code == code]
    if not found:
        raise NotFound()
    return render_template("admin/_break.html", kind=found[0])


def _name(
    pbx: str, raw_name: str, periods: list[AgentAlias], known: dict[int, str], staff: list[tuple[int, str, str]]
) -> dict[str, Any]:
    current = next(one for one in periods if one.valid_to is None)
    likely = next((id_ for id_, name, code in staff if resembles(raw_name, name, code)), None)
    return {
        "pbx": pbx,
        "raw_name": raw_name,
        "current": current,
        "likely": likely if current.person_id is None else None,
        "likely_name": known.get(likely, "") if likely is not None else "",
        "periods": [(one, known.get(one.person_id or 0, "")) for one in periods],
    }


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default
