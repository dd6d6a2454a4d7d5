"""Scripts (标准话术): what is said to customers, read by everybody who rings and kept by who leads."""

from flask import render_template

from ticketing.auth import needs
from ticketing.db import reading
from ticketing.domain.permissions import Permission
from ticketing.domain.scripts import GAPS
from ticketing.errors import NotFound
from ticketing.models.scripts import Script
from ticketing.pages.callbacks import blueprint, page
from ticketing.queries import scripts as looks


@blueprint.get("/scripts")
@needs(Permission.CALLBACK_WORK)
def scripts() -> str:
    """By what they are for; those out of use stay readable."""
    with reading() as session:
        return page("scripts", "scripts", rows=looks.every(session, active=False))


@blueprint.get("/scripts/new")
@needs(Permission.SCRIPT_WRITE)
def new_script() -> str:
    return _form(None)


@blueprint.get("/scripts/<int:script_id>/form")
@needs(Permission.SCRIPT_WRITE)
def edit_script(script_id: int) -> str:
    with reading() as session:
        row = looks.one(session, script_id)
        if row is None:
            raise NotFound()
        return _form(row)


def _form(row: Script | None) -> str:
    return render_template("callbacks/_script.html", row=row, gaps=GAPS)
