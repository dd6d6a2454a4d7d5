"""Follow-ups that come round: begun on a ticket, stopped, each with the one occurrence that exists."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView

from ticketing.actions import callbacks, tickets
from ticketing.actions.callbacks import Round
from ticketing.api.callbacks import answers, bodies
from ticketing.api.callbacks.blueprint import blp
from ticketing.api.fields import code
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import PageArgs, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.recurrences import Recurrence
from ticketing.queries import recurrences as looks
from ticketing.work import Work


class RecurrencesArgs(PageArgs):
    """`ended` shows those that are over as well."""

    ticket = code(load_default=None, allow_none=True)
    ended = ma.fields.Boolean(load_default=False)


@blp.route("/recurrences")
class Recurrences(MethodView):
    @needs(Permission.CALLBACK_WORK)
    @blp.arguments(RecurrencesArgs, location="query")
    @blp.response(200, bodies.RecurrencesSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """What comes round, the newest first."""
        cursor = read_cursor(args["after"], int)
        wanted = looks.Filter(args["ticket"], args["ended"], cursor[0] if cursor else None)
        with reading() as session:
            found = looks.page(session, current_actor(), wanted, args["limit"] + 1)
            items, following = paged(found, args["limit"], lambda one: (one.id,))
            owed = looks.owed(session, [one.id for one in items])
            return {"items": [answers.recurrence(one, owed.get(one.id)) for one in items], "next": following}

    @needs(Permission.CALLBACK_WORK)
    @idempotent
    @blp.arguments(bodies.RecurrenceBody)
    @blp.response(201, bodies.RecurrenceSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Owe a follow-up again and again; only the next occurrence exists."""
        number = body.pop("ticket")

        def deed(work: Work) -> Recurrence:
            return tickets.come_round(work, number, Round(**body, owner_id=work.actor.id))

        return _seen(do(current_actor(), deed).id)


@blp.route("/recurrences/<int:recurrence_id>", methods=["DELETE"])
@needs(Permission.CALLBACK_WORK)
@blp.response(200, bodies.RecurrenceSchema)
def stop(recurrence_id: int) -> dict[str, Any]:
    """No further occurrence; what is owed now stays owed."""
    return _seen(do(current_actor(), lambda work: callbacks.stop(work, recurrence_id)).id)


def _seen(recurrence_id: int) -> dict[str, Any]:
    with reading() as session:
        one = looks.one(session, recurrence_id)
        if one is None:
            raise NotFound()
        return answers.recurrence(one, looks.owed(session, [one.id]).get(one.id))
