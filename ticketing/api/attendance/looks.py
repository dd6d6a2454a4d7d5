"""Days, months, published weeks and the rules, as far as the asker may see."""

from datetime import date, timedelta
from typing import Any

from ticketing.api.attendance import bodies
from ticketing.api.attendance.blueprint import blp
from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.days import FIRST_DAY, LAST_DAY, monday_of
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid
from ticketing.queries.attendance import days, months, uncertified, weeks
from ticketing.queries.attendance.rules import rules

LONGEST_RANGE = timedelta(days=62)


@blp.route("/days", methods=["GET"])
@needs(Permission.ATTENDANCE_READ)
@blp.arguments(bodies.DaysArgs, location="query")
@blp.response(200, bodies.DaysSchema)
def list_days(args: dict[str, Any]) -> dict[str, Any]:
    """Every day of whom one may see: judged ones, and those that still run as they stand."""
    first, last = args["from_"], args["to"]
    if not timedelta() <= last - first <= LONGEST_RANGE:
        raise Invalid("range", most_days=LONGEST_RANGE.days)
    with reading() as session:
        return {"items": days.of_days(session, current_actor(), first, last, now(), centre(), args["team"])}


@blp.route("/days/<person>/<on>", methods=["GET"])
@needs(Permission.ATTENDANCE_READ)
@blp.response(200, bodies.RevisionsSchema)
def one_day(person: str, on: str) -> dict[str, Any]:
    """Every revision of one person's day, the newest first, each with its evidence."""
    with reading() as session:
        who = days.one_person(session, current_actor(), person)
        return {"items": days.revisions(session, who.id, _day(on))}


@blp.route("/months/<month>", methods=["GET"])
@needs(Permission.ATTENDANCE_READ)
@blp.arguments(bodies.TeamArgs, location="query")
@blp.response(200, bodies.MonthsSchema)
def one_month(args: dict[str, Any], month: str) -> dict[str, Any]:
    """`2026-03`: counters, full attendance, the texts that were reached, by person."""
    with reading() as session:
        return {"items": months.months(session, current_actor(), _day(f"{month}-01"), centre(), args["team"])}


@blp.route("/weeks/<week>", methods=["GET"])
@needs(Permission.ATTENDANCE_ADMIN)
@blp.response(200, bodies.WeeksSchema)
def one_week(week: str) -> dict[str, Any]:
    """Every revision of a published week, the newest first."""
    with reading() as session:
        return {"items": weeks.revisions(session, monday_of(_day(week)))}


@blp.route("/uncertified", methods=["GET"])
@needs(Permission.ATTENDANCE_CERTIFY)
@blp.response(200, bodies.UncertifiedListSchema)
def to_certify() -> dict[str, Any]:
    """The missed punches of the last five weeks that the asker may certify, the oldest first."""
    with reading() as session:
        return {"items": uncertified.of_actor(session, current_actor(), centre().day_of(now()))}


@blp.route("/rules", methods=["GET"])
@needs(Permission.ATTENDANCE_READ)
@blp.response(200, bodies.RulesSchema)
def read_rules() -> dict[str, Any]:
    """Bands, the order of evidence, allowances."""
    with reading() as session:
        return rules(session).to_dict() | {"order": list(rules(session).order)}


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Invalid("bad_date", text=text[:32]) from None
    if not FIRST_DAY < found < LAST_DAY - timedelta(days=40):
        raise Invalid("bad_date", text=text[:32])
    return found
