"""Calls to be scored and those that were, one with its scores, the agents' months."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import quality
from ticketing.api.fields import day
from ticketing.api.idempotent import idempotent
from ticketing.api.quality import answers, bodies
from ticketing.api.quality.blueprint import blp
from ticketing.api.quality.shown import shown
from ticketing.api.requests import paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import centre, do, now, reading
from ticketing.domain.permissions import Permission
from ticketing.queries import people
from ticketing.queries import quality as looks
from ticketing.reports.forms import mean
from ticketing.reports.periods import Grain, Period


class QualityMonthArgs(ma.Schema):
    """Any day of the month; the running one unless said."""

    on = day(load_default=None, allow_none=True)


@blp.route("/cases")
class Cases(MethodView):
    @needs(Permission.QUALITY_READ)
    @blp.arguments(bodies.QualityCasesArgs, location="query")
    @blp.response(200, answers.QualityCasesSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """The newest first; an agent sees their own once they are scored."""
        cursor, actor = read_cursor(args["after"], int), current_actor()
        with reading() as session:
            wanted = looks.Filter(
                states=(args["state"],) if args["state"] else (),
                agent=people.id_of(session, args["agent"]) if args["agent"] else None,
                inspector=actor.id if args["mine"] else None,
                calibration=args["calibration"],
            )
            found = looks.page(session, actor, wanted, cursor[0] if cursor else None, args["limit"] + 1)
            items, following = paged(found, args["limit"], lambda row: (row.id,))
            return {"items": [answers.case(row) for row in items], "next": following}

    @needs(Permission.QUALITY_ADMIN)
    @idempotent
    @blp.arguments(bodies.QualityChooseBody)
    @blp.response(201, answers.QualityWholeCaseSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A call that no draw chose; with more than one seat a calibration."""

        def deed(work: Any) -> str:
            return quality.choose(work, body["call"], body["agent"], body["seats"]).number

        return shown(do(current_actor(), deed))


@blp.route("/cases/<number>", methods=["GET"])
@needs(Permission.QUALITY_READ)
@blp.response(200, answers.QualityWholeCaseSchema)
def one(number: str) -> dict[str, Any]:
    """One case with the scores that the asker may see, the appeal, and what happened."""
    return shown(number)


@blp.route("/months", methods=["GET"])
@needs(Permission.QUALITY_READ)
@blp.arguments(QualityMonthArgs, location="query")
@blp.response(200, answers.QualityMonthsSchema)
def months(args: dict[str, Any]) -> dict[str, Any]:
    """What the scores of a month come to, by agent, as far as the asker may see."""
    on = args["on"] or centre().day_of(now())
    period = Period.around(centre(), on, Grain.MONTH)
    with reading() as session:
        found = looks.month_within(session, current_actor(), *period.bounds)
    rows = [vars(row) | {"mean": mean(row.points, row.sheets)} for row in found]
    return {"month": f"{period.day:%Y-%m}", "items": rows}
