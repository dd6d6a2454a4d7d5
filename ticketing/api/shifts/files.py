"""A roster as a workbook, in the form in which it may be handed in again."""

from datetime import date, timedelta
from typing import Any

import marshmallow as ma
from flask import Response
from flask_babel import gettext

from ticketing.actions.shifts.listed import COLUMNS, line_of
from ticketing.api.door import CSV, XLSX
from ticketing.api.fields import day
from ticketing.api.file_answers import file_of
from ticketing.api.shifts.cells import reader_of
from ticketing.api.shifts.door import blp
from ticketing.auth import current_actor, needs
from ticketing.db import reading
from ticketing.domain.days import monday_of
from ticketing.domain.permissions import Permission
from ticketing.queries import shifts as looks

MOST_WEEKS = 9


class FileArgs(ma.Schema):
    """`week` is any day of the first week; `team` narrows by code."""

    week = day(required=True)
    weeks = ma.fields.Integer(load_default=1, validate=ma.validate.Range(1, MOST_WEEKS))
    team = ma.fields.String(load_default=None, validate=ma.validate.Length(max=64))
    format = ma.fields.String(load_default="xlsx", validate=ma.validate.OneOf(["csv", "xlsx"]))


@blp.route("/rosters/file", methods=["GET"])
@needs(Permission.ROSTER_READ)
@blp.arguments(FileArgs, location="query")
@blp.response(200)
@blp.file(XLSX, CSV)
def roster_file(args: dict[str, Any]) -> Response:
    """The draft of these weeks, a row for a person's week; hand it in again as a list of the kind `rosters`."""
    monday = monday_of(args["week"])
    head = [gettext(column.title) for column in COLUMNS]
    return file_of(f"roster-{monday}", args["format"], head, _rows(monday, args["weeks"], args["team"]))


def _rows(monday: date, weeks: int, team: str | None) -> list[list[str]]:
    reader = reader_of(current_actor())
    with reading() as session:
        people = looks.agents(session, reader, team)
        cells = looks.plain_cells(session, monday, monday + timedelta(weeks=weeks, days=-1), reader)
        return [
            line_of(one.code or "", one.name, monday + timedelta(weeks=n), cells.get(one.code or "", {}))
            for n in range(weeks)
            for one in people
        ]
