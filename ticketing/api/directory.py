"""部门联系电话 over HTTP: /api/v1/directory."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.actions import directory
from ticketing.api.door import Door
from ticketing.api.fields import line
from ticketing.api.idempotent import idempotent
from ticketing.api.requests import if_match
from ticketing.auth import current_actor, needs
from ticketing.db import do, reading
from ticketing.domain.permissions import Permission
from ticketing.models.directory import Department
from ticketing.queries import directory as looks

blp = Door("directory", __name__, url_prefix="/directory", description="Departments that calls are handed on to")

_NUMBER = validate.Regexp(r"^[0-9+#*() /\-,转]{0,40}\Z")


class DirectoryArgs(ma.Schema):
    """`q`: words that all stand in a line."""

    q = line(100, 0, load_default="")


class DepartmentEditSchema(ma.Schema):
    """Numbers as they are dialled; an extension behind 转 or a comma is for whoever reads it."""

    name = line(60)
    head = line(40, 0)
    post = line(40, 0)
    phone = ma.fields.String(validate=_NUMBER)
    mobile = ma.fields.String(validate=_NUMBER)
    fax = ma.fields.String(validate=_NUMBER)
    mail = line(120, 0)
    scope = line(300, 0)
    hours = line(60, 0)
    deputy = line(40, 0)
    position = ma.fields.Integer(strict=True, validate=validate.Range(0, 9_999))


class DepartmentWishSchema(DepartmentEditSchema):
    name = line(60, required=True)


class DepartmentSchema(DepartmentEditSchema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    active = ma.fields.Boolean()
    updated_on = ma.fields.Date()


class DepartmentsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(DepartmentSchema))


@blp.route("", methods=["GET"])
@needs(Permission.DIRECTORY_READ)
@blp.arguments(DirectoryArgs, location="query")
@blp.response(200, DepartmentsSchema)
def everyone(args: dict[str, str]) -> dict[str, Any]:
    """The lines in use, in their order."""
    with reading() as session:
        return {"items": looks.departments(session, args["q"])}


@blp.route("", methods=["POST"])
@needs(Permission.DIRECTORY_WRITE)
@idempotent
@blp.arguments(DepartmentWishSchema)
@blp.response(201, DepartmentSchema)
def add(body: dict[str, Any]) -> Department:
    """A further line; 409 `name_taken`, 422 `number_missing`."""
    return do(current_actor(), lambda work: directory.add(work, body))


@blp.route("/<int:department_id>", methods=["PATCH"])
@needs(Permission.DIRECTORY_WRITE)
@blp.arguments(DepartmentEditSchema)
@blp.response(200, DepartmentSchema)
def edit(body: dict[str, Any], department_id: int) -> Department:
    """Change what is named."""
    return do(current_actor(), lambda work: directory.edit(work, department_id, if_match(), body))


@blp.route("/<int:department_id>", methods=["DELETE"])
@needs(Permission.DIRECTORY_WRITE)
@blp.response(200, DepartmentSchema)
def retire(department_id: int) -> Department:
    """Take the line out of use."""
    return do(current_actor(), lambda work: directory.retire(work, department_id))
