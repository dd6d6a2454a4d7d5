"""Recordings over HTTP: what there is of a call, a link for one person and five minutes, and the sound itself."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import marshmallow as ma
from flask import Response, current_app, request, send_file
from itsdangerous import BadSignature, URLSafeSerializer

from ticketing.actions import recordings
from ticketing.api.door import Door
from ticketing.api.fields import line
from ticketing.auth import current_actor, needs
from ticketing.db import begin, do, now
from ticketing.domain.permissions import Permission
from ticketing.domain.recordings import TYPES, USUAL_NAMES
from ticketing.errors import Conflict, NotFound
from ticketing.models.telephony import Pbx
from ticketing.queries.recordings import Kept
from ticketing.telephony.recordings import Found, Sound, of_call, open_path
from ticketing.work import Work

blp = Door("recordings", __name__, url_prefix="", description="Recordings of calls")

LIVES = timedelta(minutes=5)
MOST_NAMES = 20


class FoundSchema(ma.Schema):
    """`sound`: ok, empty (a header without a sound), missing, unplayable, no_folder."""

    no = ma.fields.Integer()
    sound = ma.fields.String()
    bytes = ma.fields.Integer()


class FoundListSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(FoundSchema))


class LinkBody(ma.Schema):
    no = ma.fields.Integer(strict=True, load_default=0, validate=ma.validate.Range(0, 100))


class LinkSchema(ma.Schema):
    url = ma.fields.String()
    expires_at = ma.fields.AwareDateTime()


class ShelfBody(ma.Schema):
    """`root`: the folder as this machine sees it; `names`: templates with `{uniqueid}`, `{member_uniqueid}`,
    `{linkedid}`, `{caller}`, `{queue}`, `{Y}`, `{m}`, `{d}` and `*`."""

    root = line(400, 0, required=True)
    names = ma.fields.List(
        line(200), load_default=lambda: list(USUAL_NAMES), validate=ma.validate.Length(1, MOST_NAMES)
    )


@blp.route("/calls/<int:call_id>/recordings", methods=["GET"])
@needs(Permission.RECORDING_LISTEN)
@blp.response(200, FoundListSchema)
def listed(call_id: int) -> dict[str, Any]:
    """What there is to hear of a call; the files' names hold numbers and stay here."""
    files = _files(_kept(call_id))
    return {"items": [{"no": no, "sound": one.sound.value, "bytes": one.bytes} for no, one in enumerate(files)]}


@blp.route("/calls/<int:call_id>/recordings/links", methods=["POST"])
@needs(Permission.RECORDING_LISTEN)
@blp.arguments(LinkBody)
@blp.response(201, LinkSchema)
def link(body: dict[str, int], call_id: int) -> dict[str, Any]:
    """A link that plays one recording to whoever asked, for five minutes. 409 says why there is nothing to hear."""
    no = body["no"]
    found = _one(_kept(call_id), no)
    if found.sound is not Sound.OK:
        raise Conflict(f"recording_{found.sound.value}")
    until = now() + LIVES
    do(current_actor(), lambda work: recordings.heard(work, call_id, no, "opened"))
    token = _seal().dumps([current_actor().id, call_id, no, int(until.timestamp())])
    return {"url": f"/api/v1/recordings/{token}", "expires_at": until}


@blp.route("/recordings/<token>", methods=["GET"])
@needs(Permission.RECORDING_LISTEN)
@blp.file(*sorted(set(TYPES.values())), s206="A stretch of it", s304="Not changed", s416="No such stretch")
def play(token: str) -> Response:
    """The sound, whole or in ranges; each request is written down. 404 for another person, a late or a made-up link."""
    call_id, no = _read(token)
    kept = _kept(call_id)
    path = open_path(kept.shelf, _one(kept, no).name)
    if path is None:
        raise NotFound(what="recordings")
    do(current_actor(), lambda work: recordings.heard(work, call_id, no, _how()))
    return _sent(path, f"call-{call_id}-{no}{path.suffix.lower()}")


@blp.route("/pbxes/<code>/recordings", methods=["PUT"])
@needs(Permission.PBX_ADMIN)
@blp.arguments(ShelfBody)
@blp.response(200, ShelfBody)
def place(body: dict[str, Any], code: str) -> dict[str, Any]:
    """Say where a phone system's recordings lie."""

    def deed(work: Work) -> Pbx:
        return recordings.place(work, code, body["root"], body["names"])

    return dict(do(current_actor(), deed).settings["recordings"])


def _kept(call_id: int) -> Kept:
    with begin(current_actor()) as work:
        return recordings.kept(work, call_id)


def _files(kept: Kept) -> list[Found]:
    return of_call(kept.shelf, kept.heard)


def _one(kept: Kept, no: int) -> Found:
    files = _files(kept)
    if no >= len(files):
        raise NotFound(what="recordings")
    return files[no]


def _read(token: str) -> tuple[int, int]:
    """The call and the number that a link means, if it is this person's and not too old."""
    try:
        person_id, call_id, no, until = _seal().loads(token)
    except (BadSignature, ValueError, TypeError):
        raise NotFound(what="recordings") from None
    if person_id != current_actor().id:
        do(current_actor(), lambda work: recordings.refused(work, call_id, person_id))
        raise NotFound(what="recordings")
    if now().timestamp() > until:
        raise NotFound(what="recordings")
    return call_id, no


def _how() -> str:
    if "download" in request.args:
        return "saved"
    asked = request.range
    return "sought" if asked is not None and asked.ranges[0][0] else "played"


def _sent(path: Path, name: str) -> Response:
    kind = TYPES[path.suffix.lower()]
    answer = send_file(
        path, mimetype=kind, conditional=True, download_name=name, as_attachment="download" in request.args
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Accept-Ranges"] = "bytes"
    return answer


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="recording")
