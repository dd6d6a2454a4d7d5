"""Rosters that are drawn up by machine, over HTTP."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView
from flask_babel import gettext

from ticketing.actions import roster_runs
from ticketing.api.fields import code, day
from ticketing.api.idempotent import idempotent
from ticketing.api.shifts.door import blp
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.roster_runs import RosterRun
from ticketing.queries import people
from ticketing.reports.roster_words import said


class RunBody(ma.Schema):
    """`repair` keeps as much of the draft as possible, after illness; `budget_s` is the most it may take."""

    team = code(required=True)
    first_on = day(required=True)
    last_on = day(required=True)
    seed = ma.fields.Integer(load_default=7, validate=ma.validate.Range(0, 2**31 - 1))
    budget_s = ma.fields.Integer(load_default=120, validate=ma.validate.Range(5, 120))
    repair = ma.fields.Boolean(load_default=False)


class RunSchema(ma.Schema):
    """`progress`: seconds, best value, bound; `shortages` say what no roster can meet, `breaches` what it misses."""

    id = ma.fields.Integer()
    state = ma.fields.String(attribute="state.value")
    first_on = ma.fields.Date()
    last_on = ma.fields.Date()
    seed = ma.fields.Integer()
    progress = ma.fields.Dict(keys=ma.fields.String())
    score = ma.fields.Dict(keys=ma.fields.String())
    shortages = ma.fields.Method("shortages_said")
    breaches = ma.fields.Method("breaches_said")
    cells = ma.fields.Integer()
    input_hash = ma.fields.String()
    result_hash = ma.fields.String()
    error = ma.fields.String()

    def shortages_said(self, run: RosterRun) -> list[dict[str, Any]]:
        return said(run.shortages or [], {}, gettext)

    def breaches_said(self, run: RosterRun) -> list[dict[str, Any]]:
        with reading() as session:
            names = people.names(session) if run.breaches else {}
        return said(run.breaches or [], names, gettext)


@blp.route("/rosters/runs", methods=["POST"])
@needs(Permission.ROSTER_PUBLISH)
@idempotent
@blp.arguments(RunBody)
@blp.response(202, RunSchema)
def ask(body: dict[str, Any]) -> RosterRun:
    """Have a roster drawn up for the site of a team; the result is a draft."""
    return do(current_actor(), lambda work: roster_runs.ask(work, roster_runs.RunWish(**body)))


@blp.route("/rosters/runs/<int:run_id>")
class Run(MethodView):
    @needs(Permission.ROSTER_PUBLISH)
    @blp.response(200, RunSchema)
    def get(self, run_id: int) -> RosterRun:
        """How far it is, and what came of it."""
        with reading() as session:
            run = session.get(RosterRun, run_id)
        if run is None:
            raise NotFound(what="roster_run")
        return run

    @needs(Permission.ROSTER_PUBLISH)
    @blp.response(200, RunSchema)
    def delete(self, run_id: int) -> RosterRun:
        """Cancel it."""
        return do(current_actor(), lambda work: roster_runs.cancel(work, run_id))
