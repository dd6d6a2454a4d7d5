"""Score sheets with their editions, and the plan of draws."""

from typing import Any

from flask.views import MethodView

from ticketing.actions import quality
from ticketing.api.idempotent import idempotent
from ticketing.api.quality import answers, bodies
from ticketing.api.quality.blueprint import blp
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.domain.quality import SamplePlan
from ticketing.errors import NotFound
from ticketing.models.quality import ScoreSheet
from ticketing.queries import quality as looks


@blp.route("/sheets")
class Sheets(MethodView):
    @needs(Permission.QUALITY_READ)
    @blp.response(200, answers.QualitySheetsSchema)
    def get(self) -> dict[str, Any]:
        """Every sheet; a centre that made none scores by the one of the binders."""
        with reading() as session:
            return {"items": looks.sheets(session)}

    @needs(Permission.QUALITY_ADMIN)
    @idempotent
    @blp.arguments(bodies.QualitySheetBody)
    @blp.response(201, answers.QualityWholeSheetSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A sheet with its first edition."""
        wanted = bodies.edition(body)

        def deed(work: Any) -> int:
            return quality.make_sheet(work, body["code"], body["name"], body["name_en"], wanted).id

        return _sheet(do(current_actor(), deed))


@blp.route("/sheets/<int:sheet_id>")
class OneSheet(MethodView):
    @needs(Permission.QUALITY_READ)
    @blp.response(200, answers.QualityWholeSheetSchema)
    def get(self, sheet_id: int) -> dict[str, Any]:
        """One sheet with every edition, the newest first."""
        return _sheet(sheet_id)

    @needs(Permission.QUALITY_ADMIN)
    @blp.arguments(bodies.QualityEditionBody)
    @blp.response(200, answers.QualityWholeSheetSchema)
    def put(self, body: dict[str, Any], sheet_id: int) -> dict[str, Any]:
        """Another edition from now on; what was scored keeps its own."""
        version, wanted = if_match(), bodies.edition(body)

        def deed(work: Any) -> int:
            return quality.change_sheet(work, sheet_id, version, body["name"], body["name_en"], wanted).id

        return _sheet(do(current_actor(), deed))


@blp.route("/plan")
class Plan(MethodView):
    @needs(Permission.QUALITY_READ)
    @blp.response(200, bodies.QualityPlanSchema)
    def get(self) -> SamplePlan:
        """How calls are drawn."""
        with reading() as session:
            return looks.plan(session)

    @needs(Permission.QUALITY_ADMIN)
    @blp.arguments(bodies.QualityPlanSchema)
    @blp.response(200, bodies.QualityPlanSchema)
    def put(self, body: dict[str, Any]) -> SamplePlan:
        """From the next draw on; a period that was drawn keeps the plan it had."""
        wanted = SamplePlan(**{**body, "rules": tuple(dict.fromkeys(body["rules"]))})
        return do(current_actor(), lambda work: quality.set_plan(work, wanted))


def _sheet(sheet_id: int) -> dict[str, Any]:
    with reading() as session:
        sheet = session.get(ScoreSheet, sheet_id)
        if sheet is None:
            raise NotFound(what=ScoreSheet.__tablename__)
        return answers.whole_sheet(sheet, list(looks.editions(session, sheet_id)))
