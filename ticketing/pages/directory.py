"""部门联系电话: looked up, kept, printed as the form of the binder."""

from flask import Blueprint, render_template, request

from ticketing.auth import needs
from ticketing.db import reading
from ticketing.domain.permissions import Permission
from ticketing.errors import NotFound
from ticketing.models.directory import Department
from ticketing.queries import directory

blueprint = Blueprint("directory_pages", __name__, url_prefix="/directory")


@blueprint.get("")
@needs(Permission.DIRECTORY_READ)
def everyone() -> str:
    """`q`: words that all stand in a line."""
    text = request.args.get("q", "").strip()[:100]
    with reading() as session:
        return render_template("directory/list.html", rows=directory.departments(session, text), q=text)


@blueprint.get("/new")
@needs(Permission.DIRECTORY_WRITE)
def new() -> str:
    return render_template("directory/_form.html", row=None)


@blueprint.get("/<int:department_id>/form")
@needs(Permission.DIRECTORY_WRITE)
def form(department_id: int) -> str:
    with reading() as session:
        row = session.get(Department, department_id)
        if row is None:
            raise NotFound(what=Department.__tablename__)
        return render_template("directory/_form.html", row=row)
