"""Questionnaires over HTTP: made, written anew; what was asked by once stays."""

from typing import Any

from flask.views import MethodView

from ticketing.actions import surveys
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.api.surveys import bodies
from ticketing.api.surveys.blueprint import blp
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.domain.surveys import Question, Questions
from ticketing.errors import NotFound
from ticketing.queries import surveys as looks
from ticketing.work import Work


@blp.route("/questionnaires")
class Questionnaires(MethodView):
    @needs(Permission.SURVEY_READ)
    @blp.response(200, bodies.QuestionnairesSchema)
    def get(self) -> dict[str, Any]:
        """Those in use first, each with its editions."""
        with reading() as session:
            rows = looks.questionnaires(session)
            return {"items": [bodies.questionnaire(row, looks.editions(session, row.id)) for row in rows]}

    @needs(Permission.SURVEY_WRITE)
    @idempotent
    @blp.arguments(bodies.QuestionnaireBody)
    @blp.response(201, bodies.QuestionnaireSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A questionnaire with its first edition: 409 `code_taken`, 422 for what cannot be asked."""
        asked = _asked(body)
        names = (body["code"], body["name"], body["name_en"])
        return _seen(do(current_actor(), lambda work: surveys.make_questionnaire(work, *names, asked).id))


@blp.route("/questionnaires/<int:questionnaire_id>")
class OneQuestionnaire(MethodView):
    @needs(Permission.SURVEY_READ)
    @blp.response(200, bodies.QuestionnaireSchema)
    def get(self, questionnaire_id: int) -> dict[str, Any]:
        """One with every edition, the newest first."""
        return _seen(questionnaire_id)

    @needs(Permission.SURVEY_WRITE)
    @blp.arguments(bodies.QuestionnaireChangeBody)
    @blp.response(200, bodies.QuestionnaireSchema)
    def put(self, body: dict[str, Any], questionnaire_id: int) -> dict[str, Any]:
        """What is asked from now on: over the newest edition while nobody was asked by it, else as the next one."""
        version, asked = if_match(), _asked(body)

        def deed(work: Work) -> int:
            about = (body["name"], body["name_en"], body["active"])
            return surveys.change(work, questionnaire_id, version, *about, asked).id

        return _seen(do(current_actor(), deed))


def _asked(body: dict[str, Any]) -> Questions:
    questions = (Question(**one | {"options": tuple(one["options"])}) for one in body["questions"])
    return Questions(tuple(questions), body["intro"])


def _seen(questionnaire_id: int) -> dict[str, Any]:
    with reading() as session:
        row = looks.questionnaire(session, questionnaire_id)
        if row is None:
            raise NotFound()
        return bodies.questionnaire(row, looks.editions(session, row.id))
