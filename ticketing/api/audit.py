"""The audit chain, to be read by those who answer for it; nobody writes here."""

from typing import Any

import marshmallow as ma

from ticketing.actions import changes
from ticketing.api.door import Door
from ticketing.api.fields import instant
from ticketing.api.requests import PageArgs, paged, read_cursor
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.models.system import AuditRow
from ticketing.queries import admin

blp = Door("audit", __name__, url_prefix="/audit", description="Who did what, sealed")


class AuditArgs(PageArgs):
    actor_id = ma.fields.Integer(load_default=None, validate=ma.validate.Range(1, 2**63 - 1))
    action = ma.fields.String(load_default=None, validate=ma.validate.Length(max=64))
    object = ma.fields.String(load_default=None, validate=ma.validate.Length(max=200))
    from_ = instant(load_default=None, data_key="from")
    to = instant(load_default=None)


class AuditSchema(ma.Schema):
    id = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    actor_id = ma.fields.Integer(allow_none=True)
    actor = ma.fields.String()
    address = ma.fields.String()
    request_id = ma.fields.String()
    action = ma.fields.String()
    object = ma.fields.String()
    detail = ma.fields.Dict(keys=ma.fields.String())
    hash = ma.fields.String()


class AuditPageSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(AuditSchema))
    next = ma.fields.String(allow_none=True)


@blp.route("/<int:audit_id>/undo", methods=["POST"])
@needs(Permission.QUEUE_ADMIN, Permission.BREAK_ADMIN, Permission.CALENDAR_ADMIN, Permission.ALERT_ADMIN)
@blp.response(200, AuditSchema)
def undo(audit_id: int) -> AuditRow:
    """Take a change of a rule back. 409 `changed_since` when it no longer stands, `not_undoable` for anything else."""
    return do(current_actor(), lambda work: changes.undo(work, audit_id))


@blp.route("", methods=["GET"])
@needs(Permission.AUDIT_READ)
@blp.arguments(AuditArgs, location="query")
@blp.response(200, AuditPageSchema)
def audit(args: dict[str, Any]) -> dict[str, Any]:
    """Newest first: all of it for supervisors and administrators, one's team's or own rows for others."""
    before = read_cursor(args["after"], int)
    wanted = admin.AuditFilter(args["actor_id"], args["action"], args["object"], args["from_"], args["to"])
    with reading() as session:
        rows = admin.audit(session, current_actor(), wanted, before[0] if before else None, args["limit"] + 1)
    items, following = paged(rows, args["limit"], lambda row: (row.id,))
    return {"items": items, "next": following}
