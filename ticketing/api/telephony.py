"""The phone door over HTTP: lines of a log, pushed by whoever runs beside the phone system."""

from typing import Any

import flask
import marshmallow as ma
import sqlalchemy as sa
from marshmallow import validate
from werkzeug.exceptions import UnsupportedMediaType

from ticketing.api.bodies import loads
from ticketing.api.door import Door
from ticketing.auth import current_actor, needs
from ticketing.db import reading
from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid, Malformed, NotFound
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.telephony import ingest

blp = Door("telephony", __name__, url_prefix="/telephony", description="Lines from phone systems")

NDJSON = "application/x-ndjson"
MOST_LINES = 20_000
LONGEST = 10_000
FORMATS = ("queue_log",)


class EventsSchema(ma.Schema):
    """Lines in the phone system's order. Sent twice they count once: the n-th of equal lines is the n-th."""

    pbx = ma.fields.String(required=True, validate=validate.Length(1, 64))
    format = ma.fields.String(required=True, validate=validate.OneOf(FORMATS))
    lines = ma.fields.List(
        ma.fields.String(validate=validate.Length(max=LONGEST)),
        required=True,
        validate=validate.Length(max=MOST_LINES),
    )


class TallySchema(ma.Schema):
    accepted = ma.fields.Integer()
    duplicates = ma.fields.Integer()
    quarantined = ma.fields.Integer()


@blp.route("/events", methods=["POST"])
@needs(Permission.TELEPHONY_INGEST)
@blp.response(200, TallySchema)
def events() -> dict[str, int]:
    """`{"pbx","format","lines":[…]}`, or NDJSON with `pbx` and `format` in the address and a JSON string a line."""
    body = _body()
    source_id = _source(current_actor(), body["pbx"])
    # What a line sets off - a missed call's ticket, a kept promise - is the system's doing, not the token's.
    tally = ingest.take(source_id, ingest.hear_texts(body["lines"], ingest.now_us()))
    return {"accepted": tally.accepted, "duplicates": tally.duplicates, "quarantined": tally.quarantined}


def _body() -> dict[str, Any]:
    """Raises `Malformed` for what is no JSON, `Invalid` for what has another shape."""
    request = flask.request
    data = request.get_data(cache=True)
    if request.mimetype == NDJSON:
        found = {**request.args.to_dict(), "lines": [loads(line) for line in data.splitlines() if line.strip()]}
    elif request.mimetype == "application/json":
        found = loads(data)
    else:
        raise UnsupportedMediaType()
    if not isinstance(found, dict):
        raise Malformed(why="not_an_object")
    try:
        body: dict[str, Any] = EventsSchema(unknown=ma.RAISE).load(found)
    except ma.ValidationError as error:
        raise Invalid(errors=error.messages) from error
    return body


def _source(actor: Actor, pbx: str) -> int:
    """The feed that the token writes to, or for the system's own calls the one that is pushed."""
    with reading() as session:
        rows = sa.select(PbxSource.id).join(Pbx).where(Pbx.code == pbx)
        if actor.scope.source_id is not None:
            rows = rows.where(PbxSource.id == actor.scope.source_id)
        else:
            rows = rows.where(PbxSource.kind == SourceKind.HTTP)
        found = session.scalars(rows.limit(1)).first()
    if found is None:
        raise NotFound(what="feed")
    return found
