"""Files of tickets: taken in by what they are, kept under names of our own, handed out only to be saved."""

import hashlib
import os
import secrets
from pathlib import Path
from typing import Any

import marshmallow as ma
from flask import Response, current_app, request, send_file

from ticketing.actions import audit, tickets
from ticketing.api.fields import line
from ticketing.api.tickets.answers import HolderSchema, person
from ticketing.api.tickets.blueprint import blp
from ticketing.api.tickets.looks import look
from ticketing.auth import current_actor, needs
from ticketing.config import Config
from ticketing.db import do
from ticketing.domain import attachments as rules
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid, NotFound
from ticketing.models.attachments import Attachment
from ticketing.queries import attachments as looks
from ticketing.work import Work

FOLDER = "attachments"
_BODY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
# Whatever a browser makes of it, it runs nothing and loads nothing.
_SANDBOX = "default-src 'none'; sandbox"


class FileArgs(ma.Schema):
    """`name` as it is called at home; only its last part is kept."""

    name = line(255, required=True)


class FileSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    media_type = ma.fields.String()
    size = ma.fields.Integer()
    note_id = ma.fields.Integer(allow_none=True)
    by = ma.fields.Nested(HolderSchema, allow_none=True)
    at = ma.fields.AwareDateTime()


class FilesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(FileSchema))


@blp.route("/<number>/attachments", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.response(200, FilesSchema)
def listed(number: str) -> dict[str, Any]:
    """The files of a ticket, oldest first."""
    return look(number, lambda session, ticket, _: {"items": [told(one) for one in looks.of(session, ticket.id)]})


@blp.route("/<number>/attachments", methods=["POST"])
@needs(Permission.TICKET_CREATE)
@blp.arguments(FileArgs, location="query")
@blp.response(201, FileSchema)
@blp.doc(requestBody={"required": True, "content": _BODY})
def take_in(args: dict[str, Any], number: str) -> dict[str, Any]:
    """The bytes themselves as the body, 10 MB at most; refused when they are not what the ending says."""
    request.max_content_length = rules.LARGEST + 1
    content, name = request.get_data(cache=False), rules.name_of(args["name"])
    if not name:
        raise Invalid("file_type", errors={"name": ["file_type"]})
    media_type = rules.media_type(name, content)
    stored = _write(content)
    try:
        digest = hashlib.sha256(content).hexdigest()
        about = (name, media_type, len(content), digest, stored)
        return do(current_actor(), lambda work: told(tickets.attached(work, number, *about)))
    except BaseException:
        # Nobody would ever find it again.
        _path(stored).unlink(missing_ok=True)
        raise


@blp.route("/<number>/attachments/<int:attachment_id>", methods=["GET"])
@needs(Permission.TICKET_READ)
@blp.file(*sorted({kind for kind, _ in rules.KINDS.values()}))
def hand_out(number: str, attachment_id: int) -> Response:
    """One file, to be saved; who took it is noted."""

    def deed(work: Work) -> Attachment:
        found = tickets.file_of(work, number, attachment_id)
        audit.record(work, "attachment_read", f"ticket:{number}", attachment=attachment_id)
        return found

    row = do(current_actor(), deed)
    path = _path(row.stored)
    if not path.is_file():
        raise NotFound(what="attachments")
    answer = send_file(path, mimetype=row.media_type, as_attachment=True, download_name=row.name)
    answer.headers["Content-Security-Policy"] = _SANDBOX
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def told(row: Attachment) -> dict[str, Any]:
    """A file without where it lies."""
    names = ("id", "name", "media_type", "size", "note_id", "at")
    return {name: getattr(row, name) for name in names} | {"by": person(row.by)}


def _write(content: bytes) -> str:
    """Where it lies now, below the folder: a name that nobody can guess, readable by nobody else."""
    token = secrets.token_hex(16)
    stored = f"{token[:2]}/{token[2:]}"
    path = _path(stored)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return stored


def _path(stored: str) -> Path:
    config: Config = current_app.config["REXIAN"]
    return config.data_path.resolve() / FOLDER / stored
