"""Snapshots of live topics that are too big for a message over the socket, read from SQL by any node."""

from functools import partial
from typing import Any

import marshmallow as ma
from flask import current_app

from ticketing.api import live_rows
from ticketing.api.door import Door
from ticketing.auth import current_actor, needs, signed_in
from ticketing.clock import Clock
from ticketing.db import centre, reading
from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.queries.board import topics, views
from ticketing.queries.board.tickets import target_by_number

blp = Door("board", __name__, url_prefix="/board", description="Snapshots of live topics")


class BoardSchema(ma.Schema):
    """`st` are [id, version, row]."""

    st = ma.fields.List(ma.fields.List(ma.fields.Raw()))


@blp.route("/wallboard", methods=["GET"])
@needs(Permission.BOARD_READ)
@blp.response(200, BoardSchema)
def wallboard() -> dict[str, Any]:
    """The wallboard's rows; also for a token of scope `board`, which stands for a screen and not for a person."""
    return _snapshot("wallboard", current_actor())


@blp.route("/<topic>", methods=["GET"])
@signed_in
@blp.response(200, BoardSchema)
def snapshot(topic: str) -> dict[str, Any]:
    """What the asker would see of the topic, as `snap` over the socket."""
    actor = current_actor()
    if actor.id is None:
        raise NotFound()
    return _snapshot(topic, actor)


def _snapshot(topic: str, actor: Actor) -> dict[str, Any]:
    clock: Clock = current_app.extensions["clock"]
    now = clock.now()
    with reading() as session:
        view = views.view_of(actor, topic, centre().day_of(now), partial(target_by_number, session))
        look = topics.look_at(session, centre(), now)
        rows = [row for name in view.topics for row in live_rows.whole(look, name)]
        return {"st": [[row.id, row.v, row.row] for row in views.visible(view, rows)]}
