"""Duties by rotation and meetings that come round, on one page: whose turn it is, when whose sitting is."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, render_template, request
from flask_babel import gettext

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.days import monday_of
from ticketing.domain.meetings import Meeting as Held
from ticketing.domain.meetings import missing
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.domain.recurrences import DAYS, read_rule
from ticketing.domain.roster import days_between
from ticketing.errors import Invalid, NotFound
from ticketing.models.people import Person, Team
from ticketing.pages.formats import as_date, listed, local_day
from ticketing.pages.vocabulary import word
from ticketing.queries import duties, meetings, people
from ticketing.queries.staffing.meetings import Look, look

blueprint = Blueprint("duty_pages", __name__, url_prefix="/shifts/duties")

WORKING_DAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
WEEKS = 2


@blueprint.get("")
@needs(Permission.ROSTER_READ)
def everything() -> str:
    """`week`: any day of the first of two weeks."""
    today = local_day(now())
    monday = monday_of(as_date(request.args.get("week"), today))
    days = days_between(monday, monday + timedelta(days=7 * WEEKS - 1))
    with reading() as session:
        held = meetings.everyone(session, today)
        rounds = [one for one in duties.everyone(session) if one.active]
        turns = duties.turns(session, days[0], days[-1])
        names = people.names(session)
        return render_template(
            "duties.html",
            today=today,
            days=days,
            week=timedelta(days=7),
            duties=rounds,
            turns=turns,
            meetings=[
                {"row": one, "rule": rule_words(one.rule), "people": _named(one.sittings, session)} for one in held
            ],
            teams=_teams(session),
            names=names,
        )


@blueprint.get("/new")
@needs(Permission.ROSTER_EDIT)
def new_duty() -> str:
    with reading() as session:
        return render_template("_duty.html", row=None, teams=_teams(session))


@blueprint.get("/<code>/form")
@needs(Permission.ROSTER_EDIT)
def duty_form(code: str) -> str:
    with reading() as session:
        row = next((one for one in duties.everyone(session) if one.code == code), None)
        if row is None:
            raise NotFound(what="duty")
        return render_template("_duty.html", row=row, teams=_teams(session))


@blueprint.get("/meeting")
@needs(Permission.ROSTER_EDIT)
def meeting() -> str:
    """A meeting as it is thought of; with a time it is looked at, and the split that would do is proposed."""
    wish = _wish()
    with reading() as session:
        teams, fault = _teams(session), ""
        seen: Look | None = None
        groups: list[list[tuple[str, str]]] = []
        short: list[dict[str, Any]] = []
        if wish["name"]:
            try:
                seen, sittings, short = _looked_at(session, wish, dict(teams))
                groups = _named(sittings, session)
            except Invalid as refusal:
                fault = refusal.code
        return render_template(
            "meeting.html",
            wish=wish,
            teams=teams,
            rules=_rules(),
            look=seen,
            groups=groups,
            codes=[[code for code, _ in group] for group in groups],
            starts=_starts(wish, len(groups)),
            short=short,
            fault=fault,
        )


def _wish() -> dict[str, Any]:
    said = request.args
    return {
        "name": said.get("name", "").strip()[:60],
        "team": said.get("team", ""),
        "rule": said.get("rule", WORKING_DAYS),
        "start_on": as_date(said.get("start_on"), local_day(now()) + timedelta(days=1)),
        "from": said.get("from", "13:50"),
        "length": said.get("length", "30"),
    }


def _looked_at(
    session: Any, wish: Mapping[str, Any], teams: Mapping[str, str]
) -> tuple[Look, Any, list[dict[str, Any]]]:
    """How it would go, the sittings proposed (none where one does), and what one sitting leaves short."""
    from_min, length = _minutes(wish["from"]), int(wish["length"]) if str(wish["length"]).isdigit() else 0
    if not 5 <= length <= 240:
        raise Invalid("bad_range")
    team_id = session.scalar(sa.select(Team.id).filter_by(code=wish["team"])) if wish["team"] in teams else None
    held = Held(read_rule(wish["rule"], wish["start_on"]), from_min, length, team_id)
    seen = look(session, held, wish["start_on"], centre(), now())
    lost = missing(seen.people, seen.spares[0]) if seen.spares else {}
    short = [{"queue": queue, "short": count} for queue, count in lost.items()]
    fits = seen.split.fits and len(seen.split.sittings) > 1
    return seen, seen.split.sittings if fits else [], short


def _starts(wish: Mapping[str, Any], count: int) -> list[int]:
    """Minutes of the day at which each sitting begins."""
    return [_minutes(wish["from"]) + number * int(wish["length"]) for number in range(count)]


def _minutes(text: str) -> int:
    hour, _, minute = text.partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        raise Invalid("bad_range")
    return int(hour) * 60 + int(minute)


def _named(sittings: Sequence[Sequence[int]], session: Any) -> list[list[tuple[str, str]]]:
    """Number and name of who sits when."""
    wanted = [one for group in sittings for one in group]
    rows = (
        session.execute(sa.select(Person.id, Person.code, Person.name).where(Person.id.in_(wanted))) if wanted else ()
    )
    known = {row.id: (row.code or "", row.name) for row in rows}
    return [[known[one] for one in group if one in known] for group in sittings]


def _teams(session: Any) -> list[tuple[str, str]]:
    """The teams for which one may plan; who plans for all may call everybody."""
    actor = current_actor()
    reaches = reaches_of(actor, Permission.ROSTER_EDIT)
    rows = [one for one in people.teams(session) if Reach.ALL in reaches or one.id == actor.scope.team_id]
    everybody = [("", gettext("everybody"))] if Reach.ALL in reaches else []
    return [*everybody, *((one.code, one.name) for one in rows)]


def _rules() -> list[tuple[str, str]]:
    weekly = [f"FREQ=WEEKLY;BYDAY={day}" for day in DAYS]
    return [(rule, rule_words(rule)) for rule in ("FREQ=DAILY", WORKING_DAYS, *weekly, "FREQ=MONTHLY;BYMONTHDAY=1")]


def rule_words(rule: str) -> str:
    """A rule as people say it; one that no form makes is shown as it is written."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    match parts.pop("FREQ", ""), parts:
        case "DAILY", _ if not parts:
            return str(gettext("every day"))
        case "WEEKLY", {"BYDAY": days} if len(parts) == 1:
            return listed(word("weekday", str(DAYS.index(day))) for day in days.split(","))
        case "MONTHLY", {"BYMONTHDAY": day} if len(parts) == 1:
            return str(gettext("on day %(day)s of each month", day=day))
    return rule
