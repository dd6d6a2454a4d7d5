"""Coaching notes, and the word of their agents."""

from typing import Any

from flask.views import MethodView

from ticketing.actions import quality
from ticketing.api.idempotent import idempotent
from ticketing.api.quality import answers, bodies
from ticketing.api.quality.blueprint import blp
from ticketing.api.requests import paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.queries import people
from ticketing.queries import quality as looks
from ticketing.work import Work


@blp.route("/notes")
class Notes(MethodView):
    @needs(Permission.QUALITY_READ)
    @blp.arguments(bodies.QualityNotesArgs, location="query")
    @blp.response(200, answers.QualityNotesSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """Within reach, the newest first."""
        cursor = read_cursor(args["after"], int)
        with reading() as session:
            agent = people.id_of(session, args["agent"]) if args["agent"] else None
            before = cursor[0] if cursor else None
            found = looks.notes(session, current_actor(), agent, before, args["limit"] + 1)
            items, following = paged(found, args["limit"], lambda row: (row.id,))
            return {"items": [answers.note(row) for row in items], "next": following}

    @needs(Permission.QUALITY_COACH)
    @idempotent
    @blp.arguments(bodies.QualityNoteBody)
    @blp.response(201, answers.QualityNoteSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A note to an agent, who is told of it."""

        def deed(work: Work) -> dict[str, Any]:
            return answers.note(quality.coach(work, body["agent"], body["text"], body["case"], body["until_on"]))

        return do(current_actor(), deed)


@blp.route("/notes/<int:note_id>/acknowledgement", methods=["PUT"])
@needs(Permission.QUALITY_ANSWER)
@blp.arguments(bodies.QualityReplyBody)
@blp.response(200, answers.QualityNoteSchema)
def acknowledge(body: dict[str, Any], note_id: int) -> dict[str, Any]:
    """Read, with an answer where there is one."""

    def deed(work: Work) -> dict[str, Any]:
        return answers.note(quality.acknowledge(work, note_id, body["reply"]))

    return do(current_actor(), deed)
