"""The phone door over HTTP: lines, events and call records, pushed by whoever runs beside the phone system."""

from typing import Any, NamedTuple

import flask
import marshmallow as ma
import sqlalchemy as sa
from flask import current_app
from marshmallow import validate
from werkzeug.exceptions import UnsupportedMediaType

from ticketing.api.bodies import loads
from ticketing.api.door import Door
from ticketing.auth import current_actor, needs
from ticketing.auth.signatures import SIGNATURE, TIMESTAMP, is_signed
from ticketing.db import reading
from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid, Malformed, NotFound, Unauthenticated
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.queries.switches import hears_events
from ticketing.telephony import ingest, pushed
from ticketing.telephony.csv_lines import Reading, reading_of

blp = Door("telephony", __name__, url_prefix="/telephony", description="Lines from phone systems")

NDJSON = "application/x-ndjson"
MOST_LINES = 20_000
LONGEST = 10_000
MOST_REASONS = 100
#: What may be pushed, and the kinds of feeds that take it.
FORMATS: dict[str, frozenset[SourceKind]] = {
    "queue_log": frozenset({SourceKind.HTTP, SourceKind.QUEUE_LOG}),
    "ami": frozenset({SourceKind.AMI}),
    "cdr_csv": frozenset({SourceKind.CDR}),
    "cel_csv": frozenset({SourceKind.CEL}),
    "freeswitch": frozenset({SourceKind.FREESWITCH}),
    "freeswitch_cdr": frozenset({SourceKind.FREESWITCH_CDR}),
    "events": frozenset({SourceKind.EVENTS}),
}


class LineField(ma.fields.Raw):
    """A line of text of at most 10,000 characters, or an event as an object."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        if isinstance(value, dict) or (isinstance(value, str) and len(value) <= LONGEST):
            return value
        raise ma.ValidationError("Not a line and not an event.")


class EventsSchema(ma.Schema):
    """Lines in the phone system's order. Sent twice they count once: the n-th of equal lines is the n-th."""

    pbx = ma.fields.String(required=True, validate=validate.Length(1, 64))
    format = ma.fields.String(required=True, validate=validate.OneOf(list(FORMATS)))
    lines = ma.fields.List(
        LineField(metadata={"oneOf": [{"type": "string", "maxLength": LONGEST}, {"type": "object"}]}),
        required=True,
        validate=validate.Length(max=MOST_LINES),
    )


class AskedSchema(ma.Schema):
    """`reasons` asks why lines were put aside."""

    reasons = ma.fields.Boolean(load_default=False)
    pbx = ma.fields.String(load_default=None, metadata={"description": "NDJSON only"})
    format = ma.fields.String(load_default=None, metadata={"description": "NDJSON only"})


class ReasonSchema(ma.Schema):
    line = ma.fields.Integer(metadata={"description": "counted from 1"})
    reason = ma.fields.String()


class TallySchema(ma.Schema):
    accepted = ma.fields.Integer()
    duplicates = ma.fields.Integer()
    quarantined = ma.fields.Integer()
    reasons = ma.fields.List(ma.fields.Nested(ReasonSchema), metadata={"description": "with ?reasons=1"})


class Into(NamedTuple):
    """The feed that a push goes to. `tells_visits`: nothing else tells of its phone system's queues."""

    source_id: int
    kind: SourceKind
    signing_key: str
    reading: Reading
    tells_visits: bool


@blp.route("/events", methods=["POST"])
@needs(Permission.TELEPHONY_INGEST)
@blp.arguments(AskedSchema, location="query")
@blp.response(200, TallySchema)
def events(asked: dict[str, Any]) -> dict[str, Any]:
    """`{"pbx","format","lines":[…]}`, or NDJSON with `pbx` and `format` in the address and a line a line."""
    body = _body()
    into = _into(current_actor(), body["format"], body["pbx"])
    _check_signature(into)
    heard = pushed.hear(into.kind, body["lines"], ingest.now_us(), into.reading, into.tells_visits)
    # What a line sets off - a missed call's ticket, a kept promise - is the system's doing, not the token's.
    tally = ingest.take(into.source_id, heard)
    found: dict[str, Any] = {name: getattr(tally, name) for name in ("accepted", "duplicates", "quarantined")}
    if asked["reasons"]:
        aside = [{"line": number, "reason": line.reason} for number, line in enumerate(heard, 1) if line.reason]
        found["reasons"] = aside[:MOST_REASONS]
    return found


@blp.route("/freeswitch/cdr", methods=["POST"])
@needs(Permission.TELEPHONY_INGEST)
@blp.response(200, TallySchema)
def freeswitch_cdr() -> dict[str, int]:
    """One call record as mod_json_cdr posts it: JSON, `cdr=` URL-encoded or base64; a repeat is answered 200.

    The switch cannot carry a bearer token: it may send the token as the password of HTTP Basic (`cred`).
    """
    into = _into(current_actor(), "freeswitch_cdr")
    _check_signature(into)
    request = flask.request
    query = request.query_string.decode("utf-8", "replace")
    heard = pushed.hear_post(request.get_data(), request.content_type or "", query, ingest.now_us(), into.tells_visits)
    tally = ingest.take(into.source_id, [heard])
    if heard.reason is not None:
        # Kept and shown; what is no record will be none when it is sent again.
        raise Malformed(why="no_call_record")
    return {"accepted": tally.accepted, "duplicates": tally.duplicates, "quarantined": 0}


def _body() -> dict[str, Any]:
    """Raises `Malformed` for what is no JSON, `Invalid` for what has another shape."""
    request = flask.request
    data = request.get_data(cache=True)
    if request.mimetype == NDJSON:
        named = {name: value for name, value in request.args.items() if name != "reasons"}
        found = {**named, "lines": [loads(line) for line in data.splitlines() if line.strip()]}
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


def _into(actor: Actor, form: str, pbx: str | None = None) -> Into:
    """The feed that the token writes to, or for the system's own calls the one that is pushed.

    Raises `NotFound` when there is none, `Invalid` (`another_format`) when it takes something else.
    """
    with reading() as session:
        rows = sa.select(PbxSource).join(Pbx).where(PbxSource.enabled)
        if pbx is not None:
            rows = rows.where(Pbx.code == pbx)
        if actor.scope.source_id is not None:
            rows = rows.where(PbxSource.id == actor.scope.source_id)
        else:
            rows = rows.where(PbxSource.kind.in_(FORMATS[form]))
        source = session.scalars(rows.order_by(PbxSource.id).limit(1)).first()
        if source is None:
            raise NotFound(what="feed")
        if source.kind not in FORMATS[form]:
            raise Invalid("another_format", errors={"format": ["another_format"]})
        return Into(
            source.id,
            source.kind,
            str(source.settings.get("signing_key") or ""),
            reading_of(source.settings, source.pbx.timezone),
            not hears_events(session, source.pbx_id),
        )


def _check_signature(into: Into) -> None:
    """A feed with a signing key takes nothing that was not signed with it."""
    headers, now = flask.request.headers, current_app.extensions["clock"].now()
    signature, stamp = headers.get(SIGNATURE, ""), headers.get(TIMESTAMP, "")
    if into.signing_key and not is_signed(into.signing_key, stamp, signature, flask.request.get_data(), now):
        raise Unauthenticated("bad_signature")
