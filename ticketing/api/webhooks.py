"""Subscriptions of other systems: one administrator makes one, another approves it; what was told, and once more."""

import secrets
from typing import Any

import marshmallow as ma
from flask import current_app
from flask.views import MethodView
from marshmallow import validate

from ticketing.actions import webhooks
from ticketing.actions.webhooks import WebhookWish
from ticketing.api.door import Door
from ticketing.api.fields import line
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import PageArgs, if_match, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.outbound import LONGEST_URL, networks, place_of
from ticketing.domain.permissions import Permission
from ticketing.domain.webhooks import NAMES
from ticketing.errors import Invalid, NotFound
from ticketing.models.webhooks import Webhook, WebhookDelivery
from ticketing.outside.answers import Unsent
from ticketing.outside.post import judged
from ticketing.queries import webhooks as looks

blp = Door("webhooks", __name__, url_prefix="", description="What other systems are told")

SECRET_PREFIX = "whs_"  # noqa: S105 - lets secret scanners find one that leaked


def _events(**options: Any) -> ma.fields.List[Any]:
    name = ma.fields.String(validate=validate.OneOf(NAMES))
    return ma.fields.List(name, validate=validate.Length(1, len(NAMES)), **options)


class WebhookEditSchema(ma.Schema):
    """Another `url` or further `events` want another approval."""

    name = line(60)
    url = line(LONGEST_URL)
    events = _events()
    active = ma.fields.Boolean()


class WebhookWishSchema(ma.Schema):
    name = line(60, required=True)
    url = line(LONGEST_URL, required=True)
    events = _events(required=True)


class WebhookSchema(ma.Schema):
    """`live`: it is told. `failures` in a row; after twenty it is switched off (`switched_off_at`)."""

    id = ma.fields.Integer()
    version = ma.fields.Integer()
    name = ma.fields.String()
    url = ma.fields.String()
    events = ma.fields.List(ma.fields.String())
    active = ma.fields.Boolean()
    live = ma.fields.Boolean()
    failures = ma.fields.Integer()
    created_at = ma.fields.AwareDateTime()
    changed_by = ma.fields.String(allow_none=True)
    approved_by = ma.fields.String(allow_none=True)
    approved_at = ma.fields.AwareDateTime(allow_none=True)
    switched_off_at = ma.fields.AwareDateTime(allow_none=True)


class NewWebhookSchema(WebhookSchema):
    secret = ma.fields.String()


class WebhooksSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(WebhookSchema))
    events = ma.fields.List(ma.fields.String())


class TellingSchema(ma.Schema):
    """`status` is HTTP's, 0 without an answer; what the receiver wrote below it is read by nobody."""

    id = ma.fields.Integer()
    uid = ma.fields.String()
    event = ma.fields.String()
    state = ma.fields.String()
    attempts = ma.fields.Integer()
    status = ma.fields.Integer()
    answer = ma.fields.String()
    took_ms = ma.fields.Integer(allow_none=True)
    created_at = ma.fields.AwareDateTime()
    next_at = ma.fields.AwareDateTime(allow_none=True)
    last_at = ma.fields.AwareDateTime(allow_none=True)


class TellingsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TellingSchema))
    next = ma.fields.String(allow_none=True)


@blp.route("/webhooks")
class Webhooks(MethodView):
    @needs(Permission.WEBHOOK_ADMIN)
    @blp.response(200, WebhooksSchema)
    def get(self) -> dict[str, Any]:
        """Every subscription, and the events there are."""
        with reading() as session:
            return {"items": [_row(one) for one in looks.everyone(session)], "events": list(NAMES)}

    @needs(Permission.WEBHOOK_ADMIN)
    @idempotent
    @blp.arguments(WebhookWishSchema)
    @blp.response(201, NewWebhookSchema)
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new one, silent until another administrator approves it; `secret` is shown this once."""
        _refuse_place(body["url"])
        secret, wish = _secret(), WebhookWish(body["name"], body["url"], tuple(body["events"]))
        return do(current_actor(), lambda work: _row(webhooks.add(work, wish, secret))) | {"secret": secret}


@blp.route("/webhooks/<int:webhook_id>")
class One(MethodView):
    @needs(Permission.WEBHOOK_ADMIN)
    @blp.arguments(WebhookEditSchema)
    @blp.response(200, WebhookSchema)
    def patch(self, body: dict[str, Any], webhook_id: int) -> dict[str, Any]:
        """Change what is named; switching it on again forgets its failures."""
        version = if_match()
        if "url" in body:
            _refuse_place(body["url"])
        wish = WebhookWish(**{**body, **({"events": tuple(body["events"])} if "events" in body else {})})
        return do(current_actor(), lambda work: _row(webhooks.edit(work, webhook_id, version, wish)))

    @needs(Permission.WEBHOOK_ADMIN)
    @blp.response(204)
    def delete(self, webhook_id: int) -> None:
        """The subscription and what it was told are gone."""
        do(current_actor(), lambda work: webhooks.remove(work, webhook_id))


@blp.route("/webhooks/<int:webhook_id>/approval", methods=["PUT"])
@needs(Permission.WEBHOOK_ADMIN)
@blp.response(200, WebhookSchema)
def approve(webhook_id: int) -> dict[str, Any]:
    """It is told from now on; 403 `own_request` for whoever said where and of what."""
    version = if_match()
    return do(current_actor(), lambda work: _row(webhooks.approve(work, webhook_id, version)))


@blp.route("/webhooks/<int:webhook_id>/secret", methods=["PUT"])
@needs(Permission.WEBHOOK_ADMIN)
@blp.response(200, NewWebhookSchema)
def new_secret(webhook_id: int) -> dict[str, Any]:
    """A new secret, shown this once; what still waits is signed with it too."""
    secret = _secret()
    return do(current_actor(), lambda work: _row(webhooks.new_secret(work, webhook_id, secret))) | {"secret": secret}


@blp.route("/webhooks/<int:webhook_id>/pings", methods=["POST"])
@needs(Permission.WEBHOOK_ADMIN)
@blp.response(201, TellingSchema)
def ping(webhook_id: int) -> dict[str, Any]:
    """Tell it `ping`; what came of it stands among its deliveries a moment later."""
    return do(current_actor(), lambda work: _telling(webhooks.ping(work, webhook_id)))


@blp.route("/webhooks/<int:webhook_id>/deliveries")
@needs(Permission.WEBHOOK_ADMIN)
@blp.arguments(PageArgs, location="query")
@blp.response(200, TellingsSchema)
def deliveries(args: dict[str, Any], webhook_id: int) -> dict[str, Any]:
    """What it was told, the newest first, for thirty days."""
    before = read_cursor(args["after"], int)
    with reading() as session:
        if session.get(Webhook, webhook_id) is None:
            raise NotFound(what="webhooks")
        rows = looks.deliveries(session, webhook_id, before[0] if before else None, args["limit"] + 1)
    items, following = paged(rows, args["limit"], lambda row: (row.id,))
    return {"items": [_telling(one) for one in items], "next": following}


@blp.route("/webhook-deliveries/<int:delivery_id>/tries", methods=["POST"])
@needs(Permission.WEBHOOK_ADMIN)
@blp.response(200, TellingSchema)
def resend(delivery_id: int) -> dict[str, Any]:
    """Once more, now, with the same `id`."""
    return do(current_actor(), lambda work: _telling(webhooks.resend(work, delivery_id)))


def _refuse_place(url: str) -> None:
    """422 for a place that nothing would be sent to; it is judged again before every sending."""
    own = networks(current_app.config["REXIAN"].outbound_networks)
    try:
        judged(place_of(url), own)
    except Unsent as unsent:
        raise Invalid(unsent.code, errors={"url": [unsent.code]}) from None


def _secret() -> str:
    return SECRET_PREFIX + secrets.token_urlsafe(32)


def _row(hook: Webhook) -> dict[str, Any]:
    names = ["id", "version", "name", "url", "events", "active", "failures"]
    names += ["created_at", "approved_at", "switched_off_at"]
    people = {"changed_by": hook.changer and hook.changer.name, "approved_by": hook.approver and hook.approver.name}
    return {name: getattr(hook, name) for name in names} | people | {"live": hook.is_live}


def _telling(row: WebhookDelivery) -> dict[str, Any]:
    names = ("id", "uid", "event", "attempts", "status", "answer", "took_ms", "created_at", "next_at", "last_at")
    return {name: getattr(row, name) for name in names} | {"state": row.state.value}
