"""Orders (督办), more time (延期) and bulletins (通报) over HTTP."""

from collections.abc import Sequence
from typing import Any

from flask.views import MethodView

from ticketing.actions import supervision
from ticketing.api.door import Door
from ticketing.api.requests import PageArgs, paged, read_cursor
from ticketing.api.supervision_bodies import (
    AnswerBody,
    BulletinBody,
    BulletinSchema,
    BulletinsSchema,
    DecisionBody,
    ExtensionBody,
    ExtensionSchema,
    ExtensionsSchema,
    OrderBody,
    OrderSchema,
    OrdersSchema,
)
from ticketing.api.tickets.answers import person
from ticketing.auth import current_actor, needs, signed_in
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission, Verdict, judge
from ticketing.errors import Hidden, NotFound
from ticketing.models.supervision import Bulletin, Extension, Order
from ticketing.queries import supervision as looks
from ticketing.queries import tickets

blp = Door("supervision", __name__, url_prefix="", description="Orders, more time, bulletins")

MOST_UNDECIDED = 200


@blp.route("/tickets/<number>/orders")
class Orders(MethodView):
    @needs(Permission.TICKET_READ)
    @blp.response(200, OrdersSchema)
    def get(self, number: str) -> dict[str, Any]:
        """The orders given about a ticket, newest first."""
        _refuse_hidden(number)
        with reading() as session:
            return {"items": [_order(one) for one in looks.orders_of(session, number)]}

    @needs(Permission.ESCALATION_ASSIGN)
    @blp.arguments(OrderBody)
    @blp.response(201, OrderSchema)
    def post(self, body: dict[str, Any], number: str) -> dict[str, Any]:
        """Order an answer by a deadline (督办)."""
        given = do(current_actor(), lambda work: supervision.order(work, number, **body).id)
        return _find(number, given)


@blp.route("/tickets/<number>/orders/<int:order_id>/answer", methods=["PUT"])
@needs(Permission.TICKET_READ)
@blp.arguments(AnswerBody)
@blp.response(200, OrderSchema)
def answer(body: dict[str, Any], number: str, order_id: int) -> dict[str, Any]:
    """Answer an order; it leaves the list."""
    do(current_actor(), lambda work: supervision.answer(work, number, order_id, body["text"]).id)
    return _find(number, order_id)


@blp.route("/orders", methods=["GET"])
@signed_in
@blp.response(200, OrdersSchema)
def mine() -> dict[str, Any]:
    """What the asker has still to answer, the soonest due first."""
    with reading() as session:
        return {"items": [_order(one) for one in looks.open_orders(session, current_actor().id or 0)]}


@blp.route("/tickets/<number>/extensions")
class Extensions(MethodView):
    @needs(Permission.TICKET_READ)
    @blp.response(200, ExtensionsSchema)
    def get(self, number: str) -> dict[str, Any]:
        """The questions for more time, newest first."""
        _refuse_hidden(number)
        with reading() as session:
            return {"items": _extensions(looks.extensions_of(session, number))}

    @needs(Permission.TICKET_WRITE)
    @blp.arguments(ExtensionBody)
    @blp.response(201, ExtensionSchema)
    def post(self, body: dict[str, Any], number: str) -> dict[str, Any]:
        """Ask for more time (延期)."""
        asked = do(current_actor(), lambda work: supervision.ask(work, number, body["until"], body["reason"]).id)
        return _found(number, asked)


@blp.route("/tickets/<number>/extensions/<int:extension_id>/decision", methods=["PUT"])
@needs(Permission.ESCALATION_ASSIGN)
@blp.arguments(DecisionBody)
@blp.response(200, ExtensionSchema)
def decide(body: dict[str, Any], number: str, extension_id: int) -> dict[str, Any]:
    """Grant more time, or not; nobody decides on their own question."""
    do(current_actor(), lambda work: supervision.decide(work, number, extension_id, **body).id)
    return _found(number, extension_id)


@blp.route("/extensions", methods=["GET"])
@needs(Permission.ESCALATION_ASSIGN)
@blp.response(200, ExtensionsSchema)
def undecided() -> dict[str, Any]:
    """The questions for more time that wait for the asker's decision, the soonest due first."""
    with reading() as session:
        return {"items": _extensions(looks.open_extensions(session, current_actor(), MOST_UNDECIDED))}


@blp.route("/bulletins")
class Bulletins(MethodView):
    @signed_in
    @blp.arguments(PageArgs, location="query")
    @blp.response(200, BulletinsSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """What was told to everybody and to one's own team, newest first."""
        after = read_cursor(args["after"], int)
        with reading() as session:
            rows = looks.bulletins(
                session, current_actor().scope.team_id, after[0] if after else None, args["limit"] + 1
            )
            items, following = paged(rows, args["limit"], lambda one: (one.id,))
            return {"items": [_bulletin(one) for one in items], "next": following}

    @needs(Permission.ESCALATION_ASSIGN)
    @blp.arguments(BulletinBody)
    @blp.response(201, BulletinSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Tell everybody, or a team (通报)."""
        issued = do(current_actor(), lambda work: supervision.issue(work, supervision.Word(**body)).id)
        with reading() as session:
            return _bulletin(session.get_one(Bulletin, issued))


def _refuse_hidden(number: str) -> None:
    with reading() as session:
        ticket = tickets.by_number(session, number)
        if ticket is None:
            raise NotFound()
        if judge(current_actor(), Permission.TICKET_READ, ticket.target) is not Verdict.ALLOWED:
            raise Hidden()


def _find(number: str, order_id: int) -> dict[str, Any]:
    with reading() as session:
        return next(_order(one) for one in looks.orders_of(session, number) if one.id == order_id)


def _found(number: str, extension_id: int) -> dict[str, Any]:
    with reading() as session:
        return next(one for one in _extensions(looks.extensions_of(session, number)) if one["id"] == extension_id)


def _order(one: Order) -> dict[str, Any]:
    names = ("id", "opinion", "due_at", "ordered_at", "overdue_at", "answer", "answered_at")
    people = {"by": person(one.by), "to": person(one.to)}
    return {name: getattr(one, name) for name in names} | people | {"ticket": one.ticket.number}


def _extensions(rows: Sequence[Extension]) -> list[dict[str, Any]]:
    names = ("id", "reason", "was_due_at", "asked_at", "approved", "note", "decided_at")
    return [
        {name: getattr(one, name) for name in names}
        | {
            "ticket": one.ticket.number,
            "until": one.until_at,
            "asked_by": person(one.asker),
            "decided_by": person(one.decider),
        }
        for one in rows
    ]


def _bulletin(one: Bulletin) -> dict[str, Any]:
    names = ("id", "title", "text", "at", "told")
    told = {"by": person(one.by), "ticket": one.ticket.number if one.ticket else None}
    return {name: getattr(one, name) for name in names} | told
