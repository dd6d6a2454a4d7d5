"""Satisfaction in figures: always with the number of those who answered beside the share."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.actions import audit
from ticketing.api.door import CSV, XLSX
from ticketing.api.fields import instant
from ticketing.api.reports import file_of
from ticketing.api.surveys.blueprint import blp
from ticketing.auth import current_actor, needs
from ticketing.db import begin, centre, reading
from ticketing.domain.permissions import Permission
from ticketing.domain.satisfaction import Tally
from ticketing.errors import Invalid
from ticketing.queries import satisfaction
from ticketing.queries.satisfaction import SIDES
from ticketing.reports.figures import sheet_of
from ticketing.reports.satisfaction import TABLE


class SatisfactionArgs(ma.Schema):
    """[from, to) by the instant of asking; days and months are those of the centre's zone."""

    since = instant(data_key="from", required=True)
    until = instant(data_key="to", required=True)
    by = ma.fields.String(validate=validate.OneOf(SIDES), load_default="via")
    format = ma.fields.String(validate=validate.OneOf(["json", "csv", "xlsx"]), load_default="json")


class TallySchema(ma.Schema):
    """`satisfaction_pct` is satisfied ÷ rated; null where nobody has rated."""

    invited = ma.fields.Integer()
    rated = ma.fields.Integer()
    satisfied = ma.fields.Integer()
    dissatisfied = ma.fields.Integer()
    attitude = ma.fields.Integer()
    solution = ma.fields.Integer()
    both = ma.fields.Integer()
    rated_pct = ma.fields.Float(allow_none=True)
    satisfaction_pct = ma.fields.Float(allow_none=True)
    dissatisfied_pct = ma.fields.Float(allow_none=True)


class SatisfactionSchema(ma.Schema):
    total = ma.fields.Nested(TallySchema)
    # By code; the empty one gathers what belongs to none.
    parts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Nested(TallySchema))


@blp.route("/figures", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(SatisfactionArgs, location="query")
@blp.response(200, SatisfactionSchema)
@blp.file(CSV, XLSX)
def figures(args: dict[str, Any]) -> Any:
    """Sums and shares, of the whole and by one side, as far as the asker may read reports; `csv` and `xlsx` as a
    table."""
    if args["until"] <= args["since"]:
        raise Invalid("empty_stretch")
    scope = satisfaction.scope_of(current_actor(), args["since"], args["until"], centre().timezone)
    with reading() as session:
        parts = dict(satisfaction.by(session, scope, args["by"]))
        total = satisfaction.whole(session, scope)
        names = satisfaction.names(session, list(parts)) if args["by"] == "agent" else {}
    if args["format"] == "json":
        return {"total": total, "parts": parts}
    rows = [{"part": key, "name": names.get(key, ""), **_line(tally)} for key, tally in parts.items()]
    return _file(args, rows, _line(total))


def _line(tally: Tally) -> dict[str, Any]:
    return {column.key: getattr(tally, column.key) for column in TABLE.columns[2:]}


def _file(args: dict[str, Any], rows: list[dict[str, Any]], together: dict[str, Any]) -> Any:
    """A download, which the audit remembers."""
    zone = centre().zone
    stretch = "-".join(f"{args[end].astimezone(zone):%Y%m%dT%H%M}" for end in ("since", "until"))
    with begin(current_actor(), nudge=False) as work:
        audit.record(work, "exported", f"figures:{TABLE.key}", on=stretch, format=args["format"], rows=len(rows))
    return file_of(sheet_of(TABLE, stretch, zone.key, rows, together), args["format"])
