"""What waits for one's decision, of every kind, in one place."""

from typing import Any

import marshmallow as ma

from ticketing.api.door import Door
from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.permissions import Permission
from ticketing.queries import approvals

blp = Door("approvals", __name__, url_prefix="/approvals", description="What waits for a decision")


class ApprovalSchema(ma.Schema):
    """`kind` and `params` as in notices; PUT `{"approved": …}` to `decision`, with `version` as If-Match if there is
    one; `page` shows all of it. With `certificate` POST that, and a `certificate` in words, to `decision` instead."""

    kind = ma.fields.String()
    params = ma.fields.Dict(keys=ma.fields.String())
    at = ma.fields.AwareDateTime()
    decision = ma.fields.String()
    page = ma.fields.String()
    version = ma.fields.Integer(allow_none=True)
    certificate = ma.fields.Dict(keys=ma.fields.String(), allow_none=True)


class ApprovalsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ApprovalSchema))


@blp.route("", methods=["GET"])
@needs(Permission.LEAVE_DECIDE, Permission.ESCALATION_ASSIGN)
@blp.response(200, ApprovalsSchema)
def waiting() -> dict[str, Any]:
    """The oldest first; nobody decides on what they asked for themselves."""
    with reading() as session:
        return {"items": approvals.waiting(session, current_actor(), centre().day_of(now()))}
