"""Take a call, keep the draft, submit it; the agent's word; the decision of somebody else."""

from typing import Any

from flask.views import MethodView

from ticketing.actions import quality
from ticketing.api.quality import answers, bodies
from ticketing.api.quality.blueprint import blp
from ticketing.api.quality.shown import shown
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import do
from ticketing.domain.permissions import Permission
from ticketing.models.quality import QualityScore
from ticketing.work import Work


@blp.route("/cases/<number>/taking")
class Taking(MethodView):
    @needs(Permission.QUALITY_SCORE)
    @blp.response(200, answers.QualityWholeCaseSchema)
    def put(self, number: str) -> dict[str, Any]:
        """Mine from now on; 409 `quality_taken` with the name where somebody was quicker."""
        do(current_actor(), lambda work: quality.take(work, number))
        return shown(number)

    @needs(Permission.QUALITY_SCORE)
    @blp.response(200, answers.QualityWholeCaseSchema)
    def delete(self, number: str) -> dict[str, Any]:
        """Somebody else may; the draft goes."""
        do(current_actor(), lambda work: quality.give_back(work, number))
        return shown(number)


@blp.route("/cases/<number>/draft", methods=["PUT"])
@needs(Permission.QUALITY_SCORE)
@blp.arguments(bodies.QualityScoreBody)
@blp.response(200, answers.QualityScoreSchema)
def draft(body: dict[str, Any], number: str) -> dict[str, Any]:
    """Kept as it is, half a thought too; asked for by the page while somebody writes."""
    version, said = if_match(), bodies.scored(body)
    return _score(lambda work: quality.save(work, number, version, said))


@blp.route("/cases/<number>/score", methods=["PUT"])
@needs(Permission.QUALITY_SCORE)
@blp.arguments(bodies.QualityScoreBody)
@blp.response(200, answers.QualityWholeCaseSchema)
def score(body: dict[str, Any], number: str) -> dict[str, Any]:
    """It counts from now on, and the agent hears of it; 422 names the items that are to blame."""
    version, said = if_match(), bodies.scored(body)
    do(current_actor(), lambda work: quality.submit(work, number, version, said))
    return shown(number)


@blp.route("/cases/<number>/confirmation", methods=["PUT"])
@needs(Permission.QUALITY_ANSWER)
@blp.response(200, answers.QualityWholeCaseSchema)
def confirmation(number: str) -> dict[str, Any]:
    """The agent agrees."""
    do(current_actor(), lambda work: quality.confirm(work, number))
    return shown(number)


@blp.route("/cases/<number>/appeal", methods=["PUT"])
@needs(Permission.QUALITY_ANSWER)
@blp.arguments(bodies.QualityAppealBody)
@blp.response(200, answers.QualityWholeCaseSchema)
def appeal(body: dict[str, Any], number: str) -> dict[str, Any]:
    """The agent does not agree, within the time that there is."""
    do(current_actor(), lambda work: quality.appeal(work, number, body["text"]))
    return shown(number)


@blp.route("/cases/<number>/decision", methods=["PUT"])
@needs(Permission.QUALITY_DECIDE)
@blp.arguments(bodies.QualityDecisionBody)
@blp.response(200, answers.QualityWholeCaseSchema)
def decision(body: dict[str, Any], number: str) -> dict[str, Any]:
    """By somebody who neither scored nor spoke in the call: the score stands, or another counts."""
    version, said = if_match(), bodies.scored(body) if body["change"] else None
    do(current_actor(), lambda work: quality.decide(work, number, version, body["note"], said))
    return shown(number)


def _score(deed: Any) -> dict[str, Any]:
    def written(work: Work) -> dict[str, Any]:
        row: QualityScore = deed(work)
        return answers.score(row)

    return do(current_actor(), written)
