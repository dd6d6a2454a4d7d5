"""Plans of surveys over HTTP: made, approved by somebody else, drawn, ended, summed up."""

from collections.abc import Callable
from typing import Any

from flask.views import MethodView

from ticketing.actions import surveys
from ticketing.actions.surveys import SurveyWish
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match, paged, read_cursor
from ticketing.api.surveys import bodies
from ticketing.api.surveys.blueprint import blp
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.surveys import SurveyPlan
from ticketing.queries import surveys as looks
from ticketing.work import Work


@blp.route("/plans")
class SurveyPlans(MethodView):
    @needs(Permission.SURVEY_READ)
    @blp.arguments(bodies.SurveysArgs, location="query")
    @blp.response(200, bodies.SurveysSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """The newest first."""
        cursor = read_cursor(args["after"], int)
        states = [args["state"]] if args["state"] else []
        with reading() as session:
            found = looks.page(session, states, cursor[0] if cursor else None, args["limit"] + 1)
            items, following = paged(found, args["limit"], lambda row: (row.id,))
            return {"items": [bodies.survey(row) for row in items], "next": following}

    @needs(Permission.SURVEY_WRITE)
    @idempotent
    @blp.arguments(bodies.SurveyBody)
    @blp.response(201, bodies.SurveySchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A draft."""
        return _done(lambda work: surveys.make(work, _wish(body)))


@blp.route("/plans/<int:plan_id>")
class OneSurvey(MethodView):
    @needs(Permission.SURVEY_READ)
    @blp.response(200, bodies.SurveySchema)
    def get(self, plan_id: int) -> dict[str, Any]:
        """One plan."""
        return seen(plan_id)

    @needs(Permission.SURVEY_WRITE)
    @blp.arguments(bodies.SurveyBody)
    @blp.response(200, bodies.SurveySchema)
    def put(self, body: dict[str, Any], plan_id: int) -> dict[str, Any]:
        """Another plan, until somebody is asked to approve it."""
        version = if_match()
        return _done(lambda work: surveys.edit(work, plan_id, version, _wish(body)))


@blp.route("/plans/<int:plan_id>/submission", methods=["PUT"])
@needs(Permission.SURVEY_WRITE)
@blp.response(200, bodies.SurveySchema)
def submit(plan_id: int) -> dict[str, Any]:
    """Ask for a yes."""
    return _done(lambda work: surveys.submit(work, plan_id))


@blp.route("/plans/<int:plan_id>/approval", methods=["PUT"])
@needs(Permission.SURVEY_APPROVE)
@blp.response(200, bodies.SurveySchema)
def approve(plan_id: int) -> dict[str, Any]:
    """Yes: 403 `own_plan` for whoever made it or answers for it."""
    return _done(lambda work: surveys.approve(work, plan_id))


@blp.route("/plans/<int:plan_id>/refusal", methods=["PUT"])
@needs(Permission.SURVEY_APPROVE)
@blp.arguments(bodies.SurveyReasonBody)
@blp.response(200, bodies.SurveySchema)
def send_back(body: dict[str, Any], plan_id: int) -> dict[str, Any]:
    """Not so: a draft again, with the reason."""
    return _done(lambda work: surveys.send_back(work, plan_id, body["reason"]))


@blp.route("/plans/<int:plan_id>/cancellation", methods=["PUT"])
@needs(Permission.SURVEY_WRITE)
@blp.arguments(bodies.SurveyReasonBody)
@blp.response(200, bodies.SurveySchema)
def cancel(body: dict[str, Any], plan_id: int) -> dict[str, Any]:
    """It is not held, as long as nobody was drawn."""
    return _done(lambda work: surveys.cancel(work, plan_id, body["reason"]))


@blp.route("/plans/<int:plan_id>/sample", methods=["PUT"])
@needs(Permission.SURVEY_WRITE)
@blp.response(200, bodies.SurveySchema)
def draw(plan_id: int) -> dict[str, Any]:
    """Draw whom it asks, once: 409 `period_not_over`, `nobody_to_ask`, `sample_too_large`."""
    return _done(lambda work: surveys.draw(work, plan_id))


@blp.route("/plans/<int:plan_id>/end", methods=["PUT"])
@needs(Permission.SURVEY_WRITE)
@blp.response(200, bodies.SurveySchema)
def end(plan_id: int) -> dict[str, Any]:
    """Nobody is asked any more."""
    return _done(lambda work: surveys.end(work, plan_id))


@blp.route("/plans/<int:plan_id>/conclusion", methods=["PUT"])
@needs(Permission.SURVEY_WRITE)
@blp.arguments(bodies.ConclusionBody)
@blp.response(200, bodies.SurveySchema)
def conclude(body: dict[str, Any], plan_id: int) -> dict[str, Any]:
    """What was found, what becomes better, and who sees to it."""
    version = if_match()
    return _done(lambda work: surveys.conclude(work, plan_id, version, **body))


def seen(plan_id: int) -> dict[str, Any]:
    with reading() as session:
        row = looks.one(session, plan_id)
        if row is None:
            raise NotFound()
        return bodies.survey(row)


def _wish(body: dict[str, Any]) -> SurveyWish:
    return SurveyWish(**body | {"kinds": tuple(kind.value for kind in body["kinds"])})


def _done(deed: Callable[[Work], SurveyPlan]) -> dict[str, Any]:
    return seen(do(current_actor(), lambda work: deed(work).id))
