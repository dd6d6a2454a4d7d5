"""Draws of calls (随机抽查): done, listed, and worked out again by whoever doubts."""

from typing import Any

from flask.views import MethodView

from ticketing.actions import quality
from ticketing.api.quality import answers, bodies
from ticketing.api.quality.blueprint import blp
from ticketing.auth import current_actor, needs
from ticketing.db import begin, do, reading
from ticketing.domain.permissions import Permission
from ticketing.models.quality import QualityDraw
from ticketing.queries import quality as looks


@blp.route("/draws")
class Draws(MethodView):
    @needs(Permission.QUALITY_ADMIN)
    @blp.response(200, answers.QualityDrawsSchema)
    def get(self) -> dict[str, Any]:
        """The last fifty, the newest period first."""
        with reading() as session:
            return {"items": looks.draws(session)}

    @needs(Permission.QUALITY_ADMIN)
    @blp.arguments(bodies.QualityDrawBody)
    @blp.response(201, answers.QualityDrawSchema)
    def post(self, body: dict[str, Any]) -> QualityDraw:
        """Draw a period; done again it chooses the same, and what came late by its own rank."""
        return do(current_actor(), lambda work: quality.draw(work, body["first_on"], body["last_on"]))


@blp.route("/draws/<int:draw_id>/proof", methods=["GET"])
@needs(Permission.QUALITY_ADMIN)
@blp.response(200, answers.QualityProofSchema)
def proof(draw_id: int) -> dict[str, Any]:
    """The draw worked out again from its seed and plan."""
    with begin(current_actor()) as work:
        row, picks, chosen = quality.repeated(work, draw_id)
    found = [
        {
            "call": one.candidate.call_id,
            "person": one.candidate.person_id,
            "key": one.candidate.key,
            "rank": one.rank,
            "rule": one.rule.value if one.rule else None,
            "stands": (one.candidate.call_id, one.candidate.person_id) in chosen,
        }
        for one in picks
    ]
    names = ("id", "first_on", "last_on", "seed", "plan", "frame", "times", "drawn_at")
    return {name: getattr(row, name) for name in names} | {"picks": found, "same": all(one["stands"] for one in found)}
