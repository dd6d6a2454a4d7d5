"""The bell: what a person must be told, newest first, and what they have read."""

from typing import Any

import marshmallow as ma

from ticketing.actions import notices
from ticketing.api.door import Door
from ticketing.api.requests import PageArgs, paged, read_cursor
from ticketing.auth import current_actor, signed_in
from ticketing.db import do, reading
from ticketing.models.escalations import Notice
from ticketing.queries import notices as looks

blp = Door("notices", __name__, url_prefix="/notices", description="Notices")


class NoticeSchema(ma.Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    params = ma.fields.Dict(keys=ma.fields.String())
    at = ma.fields.AwareDateTime()
    read = ma.fields.Function(lambda notice: notice.read_at is not None)


class NoticesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(NoticeSchema))
    next = ma.fields.String(allow_none=True)


@blp.route("", methods=["GET"])
@signed_in
@blp.arguments(PageArgs, location="query")
@blp.response(200, NoticesSchema)
def page(args: dict[str, Any]) -> dict[str, Any]:
    """One's own notices, newest first; a push that was lost is found here."""
    after = read_cursor(args["after"], int)
    with reading() as session:
        rows = looks.page(session, current_actor().id, after[0] if after else None, args["limit"] + 1)
    items, more = paged(rows, args["limit"], lambda notice: (notice.id,))
    return {"items": items, "next": more}


@blp.route("/<int:notice_id>/read", methods=["PUT"])
@signed_in
@blp.response(200, NoticeSchema)
def read(notice_id: int) -> Notice:
    """Seen; doing so again changes nothing."""
    return do(current_actor(), lambda work: notices.read(work, notice_id))
