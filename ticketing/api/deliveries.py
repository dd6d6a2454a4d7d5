"""Mails and short messages: what became of each, once more or never, a test, and the words of the templates."""

from typing import Any

import marshmallow as ma
from flask.views import MethodView
from marshmallow import validate

from ticketing.actions import deliveries, message_texts
from ticketing.api.door import Door
from ticketing.api.fields import line, prose
from ticketing.api.requests import PageArgs, if_match, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import centre, do, reading
from ticketing.domain.deliveries import (
    LONGEST_ADDRESS,
    LONGEST_SUBJECT,
    Channel,
    DeliveryState,
    Template,
    masked_address,
)
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.deliveries import Delivery
from ticketing.outside.texts import LANGUAGES, every_text, one_text, previewed
from ticketing.queries import deliveries as looks

blp = Door("deliveries", __name__, url_prefix="", description="Mails and short messages")

WAYS = (Channel.EMAIL, Channel.SMS)
LONGEST_BODY = 4_000


def _way(**options: Any) -> ma.fields.String:
    return ma.fields.String(validate=validate.OneOf([one.value for one in WAYS]), **options)


class DeliveriesArgs(PageArgs):
    state = ma.fields.Enum(DeliveryState, by_value=True, load_default=None)
    channel = _way(load_default=None)


class DeliverySchema(ma.Schema):
    """`to` is masked; `answer` is a code of ours or what the other side said last."""

    id = ma.fields.Integer()
    channel = ma.fields.String()
    template = ma.fields.String()
    to = ma.fields.String()
    state = ma.fields.String()
    attempts = ma.fields.Integer()
    answer = ma.fields.String()
    created_at = ma.fields.AwareDateTime()
    next_at = ma.fields.AwareDateTime(allow_none=True)
    sent_at = ma.fields.AwareDateTime(allow_none=True)


class DeliveriesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(DeliverySchema))
    next = ma.fields.String(allow_none=True)


class TestBody(ma.Schema):
    """`to` is an address of e-mail or a telephone number."""

    __test__ = False

    channel = _way(required=True)
    to = line(LONGEST_ADDRESS, required=True)


class TextBody(ma.Schema):
    """Gaps in braces are those of the template (`gaps`); nothing else is looked into."""

    subject = line(LONGEST_SUBJECT, required=True)
    body = prose(LONGEST_BODY, 1, required=True)


class TextSchema(ma.Schema):
    """`own`: whether the centre has words of its own here, in which case `version` counts them."""

    template = ma.fields.String()
    language = ma.fields.String()
    subject = ma.fields.String()
    body = ma.fields.String()
    gaps = ma.fields.List(ma.fields.String())
    own = ma.fields.Boolean()
    version = ma.fields.Integer(allow_none=True)


class TextsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TextSchema))


class PreviewSchema(ma.Schema):
    subject = ma.fields.String()
    body = ma.fields.String()
    sms = ma.fields.String()


@blp.route("/deliveries")
@needs(Permission.DELIVERY_ADMIN)
@blp.arguments(DeliveriesArgs, location="query")
@blp.response(200, DeliveriesSchema)
def listed(args: dict[str, Any]) -> dict[str, Any]:
    """The newest first; addresses are masked for everybody."""
    before = read_cursor(args["after"], int)
    channel = Channel(args["channel"]) if args["channel"] else None
    with reading() as session:
        rows = looks.page(session, args["state"], channel, before[0] if before else None, args["limit"] + 1)
    items, following = paged(rows, args["limit"], lambda row: (row.id,))
    return {"items": [shown(one) for one in items], "next": following}


@blp.route("/deliveries/<int:delivery_id>/tries", methods=["POST"])
@needs(Permission.DELIVERY_ADMIN)
@blp.response(200, DeliverySchema)
def once_more(delivery_id: int) -> dict[str, Any]:
    """Try it now, whatever it has been through; 409 `delivery_sent` for one that was taken."""
    return do(current_actor(), lambda work: shown(deliveries.retry(work, delivery_id)))


@blp.route("/deliveries/<int:delivery_id>", methods=["DELETE"])
@needs(Permission.DELIVERY_ADMIN)
@blp.response(204)
def drop(delivery_id: int) -> None:
    """It is not sent any more; the row stays."""
    do(current_actor(), lambda work: deliveries.drop(work, delivery_id))


@blp.route("/deliveries/tests", methods=["POST"])
@needs(Permission.DELIVERY_ADMIN)
@blp.arguments(TestBody)
@blp.response(201, DeliverySchema)
def test(body: dict[str, str]) -> dict[str, Any]:
    """A test message; what came of it stands in the list a moment later."""
    return do(current_actor(), lambda work: shown(deliveries.test(work, Channel(body["channel"]), body["to"])))


@blp.route("/message-texts")
@needs(Permission.DELIVERY_ADMIN)
@blp.response(200, TextsSchema)
def texts() -> dict[str, Any]:
    """The words of every template in both languages, the centre's own or the house's."""
    with reading() as session:
        return {"items": every_text(session)}


@blp.route("/message-texts/<template>/<language>")
class Text(MethodView):
    @needs(Permission.DELIVERY_ADMIN)
    @blp.arguments(TextBody)
    @blp.response(200, TextSchema)
    def put(self, body: dict[str, str], template: str, language: str) -> dict[str, Any]:
        """Say it so from now on."""
        found, version = _template(template, language), if_match()
        do(current_actor(), lambda work: message_texts.keep(work, found, language, version, **body))
        with reading() as session:
            return one_text(session, template, language)

    @needs(Permission.DELIVERY_ADMIN)
    @blp.response(204)
    def delete(self, template: str, language: str) -> None:
        """The words of the house again."""
        found = _template(template, language)
        do(current_actor(), lambda work: message_texts.forget(work, found, language))


@blp.route("/message-texts/<template>/<language>/preview", methods=["POST"])
@needs(Permission.DELIVERY_ADMIN)
@blp.arguments(TextBody)
@blp.response(200, PreviewSchema)
def preview(body: dict[str, str], template: str, language: str) -> dict[str, str]:
    """As it would read, each gap with its own name in it; nothing is kept."""
    return previewed(_template(template, language), language, body["subject"], body["body"])


def shown(row: Delivery) -> dict[str, Any]:
    """A message as lists show it."""
    names = ("id", "template", "attempts", "answer", "created_at", "next_at", "sent_at")
    words = {"channel": row.channel.value, "state": row.state.value}
    return {name: getattr(row, name) for name in names} | words | {"to": _masked(row)}


def _masked(row: Delivery) -> str:
    return masked_address(row.address, centre().phone_region)


def _template(template: str, language: str) -> Template:
    if template not in [one.value for one in Template] or language not in LANGUAGES:
        raise NotFound(what="message_texts")
    return Template(template)
