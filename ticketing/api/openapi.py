"""/api/v1/openapi.json: what the door understands, told by the schemas that read and write it."""

import hashlib
from collections.abc import Iterable
from typing import Any

import flask_smorest
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, Response, jsonify
from werkzeug.routing import IntegerConverter

from ticketing.api.door import PREFIX, Door, ProblemSchema
from ticketing.auth.marks import public

SECURITY = {
    "session": {"type": "apiKey", "in": "cookie", "name": "rexian_session"},
    "token": {"type": "http", "scheme": "bearer"},
}


class Api(flask_smorest.Api):  # type: ignore[misc]  # the library ships no types
    """flask-smorest with problem documents instead of its own errors."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """None: `problems` answers for every door alike."""


class Int64Converter(IntegerConverter):
    """A number in an address that no row can have is an address that does not exist.

    The length is part of the address: a number refused later, after another method of the same address was passed
    by, would be answered 405 instead of 404.
    """

    regex = "[0-9]{1,18}"

    def __init__(self, map: Any, max: int | None = 2**63 - 1, **options: Any) -> None:
        super().__init__(map, max=max, **options)


def _schema_name(schema: Any) -> str:
    """Module and class: two subjects may each call something a `QueueSchema`."""
    made = schema if isinstance(schema, type) else type(schema)
    name = f"{made.__module__.rpartition('.')[2]}.{made.__name__.removesuffix('Schema')}"
    if isinstance(schema, type) or not (schema.only or schema.exclude or schema.partial):
        return name
    return f"{name}.{hashlib.sha256(repr(sorted(schema.fields)).encode()).hexdigest()[:6]}"


def init_app(app: Flask, doors: Iterable[Door]) -> None:
    """Register the doors under /api/v1 and the document that describes them."""
    app.url_map.converters["int"] = Int64Converter
    app.config.setdefault("API_TITLE", "Rexian")
    app.config.setdefault("API_VERSION", "v1")
    app.config.setdefault("OPENAPI_VERSION", "3.1.0")
    api = Api(app, spec_kwargs={"components": {}, "marshmallow_plugin": MarshmallowPlugin(_schema_name)})
    for name, scheme in SECURITY.items():
        api.spec.components.security_scheme(name, scheme)
    api.spec.options["security"] = [{name: []} for name in SECURITY]
    content = {"application/problem+json": {"schema": ProblemSchema}}
    api.spec.components.response("Problem", {"description": "A refusal", "content": content})
    for door in doors:
        api.register_blueprint(door, url_prefix=PREFIX + (door.url_prefix or ""))

    @app.get(f"{PREFIX}/openapi.json", endpoint="openapi")
    @public
    def openapi() -> Response:
        return jsonify(api.spec.to_dict())
