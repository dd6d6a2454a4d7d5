"""The door of rosters, and what its bodies share."""

from datetime import date

import marshmallow as ma

from ticketing.api.door import Door
from ticketing.domain.days import FIRST_DAY, LAST_DAY
from ticketing.errors import Invalid

blp = Door("shifts", __name__, url_prefix="", description="Shift templates, cells, publication, sites and their rules")


class CureSchema(ma.Schema):
    code = ma.fields.String()
    params = ma.fields.Dict(keys=ma.fields.String())


class FindingSchema(ma.Schema):
    """A broken rule: who (null: nobody in particular), when, which, by how much, in words, and what would cure it."""

    person = ma.fields.String(allow_none=True)
    on_day = ma.fields.String()
    rule = ma.fields.String()
    code = ma.fields.String()
    weight = ma.fields.String()
    params = ma.fields.Dict(keys=ma.fields.String())
    said = ma.fields.String()
    cures = ma.fields.List(ma.fields.Nested(CureSchema))
    cures_said = ma.fields.List(ma.fields.String())


def day_of(text: str) -> date:
    """A day out of an address. Raises `Invalid` (`bad_date`)."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Invalid("bad_date", text=text[:32]) from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise Invalid("bad_date", text=text[:32])
    return found
