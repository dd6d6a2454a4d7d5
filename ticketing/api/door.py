"""The blueprint of one subject, with our JSON, our problem documents and every refusal in the OpenAPI document."""

from collections.abc import Callable
from typing import Any, TypeVar

import flask_smorest
import marshmallow as ma

from ticketing.api.bodies import Parser
from ticketing.auth.marks import MARK, Mark

PREFIX = "/api/v1"
View = TypeVar("View", bound=Callable[..., Any])

IDEMPOTENT, FILES = "_rexian_idempotent", "_rexian_files"
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITES = frozenset({"post", "put", "patch", "delete"})


class ProblemSchema(ma.Schema):
    """An RFC 9457 problem document; `errors` names the fields to blame."""

    type = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    code = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    params = ma.fields.Dict(keys=ma.fields.String(), required=True)
    request_id = ma.fields.String(required=True)
    errors = ma.fields.Dict(keys=ma.fields.String())


class Door(flask_smorest.Blueprint):  # type: ignore[misc]  # the library ships no types
    """`blp = Door("tickets", __name__, url_prefix="/tickets", description="...")`: lives under /api/v1."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepare_doc_cbks.append(_refusals)

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        """The address below the prefix; the outermost decorator, above `@needs(...)`."""
        mark: Callable[[View], View] = super().route(rule, **options)
        return mark

    def arguments(self, schema: Any, **options: Any) -> Callable[[View], View]:
        """Read the body (or `location="query"`) by this schema; the values come as the view's first argument."""
        read: Callable[[View], View] = super().arguments(schema, **options)
        return read

    def doc(self, **words: Any) -> Callable[[View], View]:
        """Say in the OpenAPI document what no schema can."""
        say: Callable[[View], View] = super().doc(**words)
        return say

    def refuses(self, *statuses: int) -> Callable[[View], View]:
        """Say which refusals the view may answer with beside those that every view of its kind has."""
        return self.doc(responses={str(status): {"$ref": "#/components/responses/Problem"} for status in statuses})

    def file(self, *media_types: str, **answers: str) -> Callable[[View], View]:
        """Say that the view may answer 200 with a file of these types, besides JSON if it has a schema.

        `answers`: what else it may answer with, as `s206="A part of it"`.
        """
        content = {one: {"schema": {"type": "string", "format": "binary"}} for one in media_types}
        more = {status.removeprefix("s"): {"description": words} for status, words in answers.items()}

        def say(view: View) -> View:
            setattr(view, FILES, {"200": {"description": "The file", "content": content}} | more)
            return view

        return say

    def response(self, status_code: int, schema: Any = None, **options: Any) -> Callable[[View], View]:
        """Write what the view returns by this schema."""
        write: Callable[[View], View] = super().response(status_code, schema, **options)
        return write

    def _store_endpoint_docs(self, endpoint: str, obj: Any, *args: Any, **options: Any) -> None:
        super()._store_endpoint_docs(endpoint, obj, *args, **options)
        for method, doc in self._docs[endpoint].items():
            if isinstance(doc, dict):
                function = getattr(obj, method, obj)
                doc["mark"] = getattr(function, MARK, None)
                doc["idempotent"] = getattr(function, IDEMPOTENT, False)
                doc["files"] = getattr(function, FILES, {})


def statuses(mark: Mark | None, method: str, has_body: bool) -> list[int]:
    """The refusals that any operation of this kind can answer with."""
    found = {400, 404, 422, 503}
    if mark is None or not mark.open_to_all:
        found |= {401, 403}
    if method in WRITES:
        found |= {403, 409, 413, 429}
    if has_body:
        found |= {413, 415}
    return sorted(found)


def _headers(method: str, idempotent: bool) -> list[dict[str, Any]]:
    """The headers that a write may carry."""
    found = []
    if method in {"put", "patch"}:
        found.append(_header("If-Match", "The version that was looked at; an older one is refused (409)."))
    if idempotent:
        found.append(_header("Idempotency-Key", "Sent twice with the same key and body, done once, for 7 days."))
    return found


def _header(name: str, description: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": False, "description": description, "schema": {"type": "string"}}


def _refusals(doc: dict[str, Any], info: dict[str, Any], *, method: str, **_: Any) -> dict[str, Any]:
    mark, idempotent = info.pop("mark", None), info.pop("idempotent", False)
    answers = doc.setdefault("responses", {})
    for status, answer in info.pop("files", {}).items():
        # What a view says with `response` stands under a number.
        said = answers.setdefault(int(status), {"description": answer["description"]})
        said["content"] = said.get("content", {}) | answer.get("content", {})
    for status in statuses(mark, method, "requestBody" in doc):
        answers[str(status)] = {"$ref": "#/components/responses/Problem"}
    answers.pop(422, None)
    headers = _headers(method, idempotent)
    if headers:
        doc["parameters"] = [*doc.get("parameters", []), *headers]
    if isinstance(mark, Mark) and mark.open_to_all:
        doc["security"] = []
    if isinstance(mark, Mark) and mark.permissions:
        doc["x-permission"] = sorted(mark.permissions)
    return doc
