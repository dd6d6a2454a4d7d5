"""Refusals over HTTP: RFC 9457 problem documents. The only place that knows statuses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy.exc as sqlalchemy
import structlog
from flask import Flask, Response, current_app, g, jsonify, request
from marshmallow import ValidationError
from psycopg import errors as pg
from werkzeug.exceptions import HTTPException

from ticketing import errors
from ticketing.api.refused import note_refusal
from ticketing.api.titles import TITLES

STATUS: dict[type[errors.TicketingError], int] = {
    errors.Malformed: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.Invalid: 422,
    errors.TooMany: 429,
}
WAIT_S = 5
CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    409: "conflict",
    410: "gone",
    422: "invalid",
    503: "unavailable",
    500: "internal",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    414: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
}
# The server is restarting, a row is locked, every connection is taken: try again shortly.
BUSY = (sqlalchemy.OperationalError, sqlalchemy.InterfaceError, sqlalchemy.TimeoutError)

log = structlog.get_logger("problems")


@dataclass(frozen=True)
class Problem:
    """What went wrong, for whoever asked: nothing in it tells how the house is built."""

    status: int
    code: str
    params: dict[str, Any]
    errors: dict[str, Any] | None = None
    retry_after_s: int | None = None

    @property
    def document(self) -> dict[str, Any]:
        """The members of the problem document; `title` in the language of the request."""
        document = {
            "type": f"/problems/{self.code}",
            "status": self.status,
            "code": self.code,
            "title": title_of(self),
            "params": self.params,
            "request_id": g.get("request_id", ""),
        }
        return document if self.errors is None else document | {"errors": self.errors}


def problem_of(error: Exception) -> Problem:
    """The problem that stands for any exception; what is unknown becomes a bare 500."""
    match error:
        case errors.TicketingError():
            return _refused(error)
        case ValidationError():
            return Problem(422, "invalid", {}, _fields(error.messages))
        case HTTPException():
            return _http(error)
        case sqlalchemy.DBAPIError() if isinstance(error.orig, pg.DataError):
            return Problem(422, "invalid", {})
        case sqlalchemy.IntegrityError():
            return Problem(409, "conflict", {})
    if isinstance(error, BUSY):
        return Problem(503, "unavailable", {}, retry_after_s=WAIT_S)
    return Problem(500, "internal", {})


def title_of(problem: Problem) -> str:
    """One sentence in the reader's language."""
    known = (code for code in (problem.code, CODES.get(problem.status), "error") if code in TITLES)
    # A bare application (a command's) speaks no language; the code says it all.
    return str(TITLES[next(known)]) if "babel" in current_app.extensions else problem.code


def answer(problem: Problem) -> Response:
    """The response that carries the problem."""
    response = jsonify(problem.document)
    response.status_code = problem.status
    response.mimetype = "application/problem+json"
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="rexian"'
    if problem.retry_after_s is not None:
        response.headers["Retry-After"] = str(problem.retry_after_s)
    return response


def init_app(app: Flask) -> None:
    """Answer every exception with its problem; pages dress theirs with `app.extensions["page_problem"]`."""
    app.register_error_handler(Exception, _handle)


def _handle(error: Exception) -> Any:
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return error
    problem = problem_of(error)
    if problem.status >= 500:
        log.error("request_failed", request_id=g.get("request_id", ""), status=problem.status, exc_info=error)
    note_refusal(error, problem.status)
    dress: Callable[[Problem], Any] | None = current_app.extensions.get("page_problem")
    if dress is not None and not request.path.startswith("/api/"):
        return dress(problem)
    response = answer(problem)
    if isinstance(error, HTTPException) and error.code == 405:
        response.headers.update({k: v for k, v in error.get_headers() if k == "Allow"})
    return response


def _refused(error: errors.TicketingError) -> Problem:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    # "It is not there" sounds alike whether it does not exist or may not be known to exist.
    params = {} if status == 404 else {key: _plain(value) for key, value in error.params.items()}
    fields = params.pop("errors", None)
    wait = params.get("retry_after_s")
    return Problem(status, error.code, params, fields, wait if isinstance(wait, int) else None)


def _http(error: HTTPException) -> Problem:
    status = error.code or 500
    data = getattr(error, "data", None) or {}
    if status == 422:
        return Problem(422, "invalid", {}, _fields(data.get("messages", {})))
    return Problem(status, CODES.get(status, "error" if status < 500 else "internal"), {})


def _fields(messages: Any) -> dict[str, Any]:
    # webargs puts the place first: {"json": {"name": ["..."]}}; readers want {"name": ["..."]}.
    if isinstance(messages, dict) and len(messages) == 1 and set(messages) <= {"json", "query", "form"}:
        messages = next(iter(messages.values()))
    return messages if isinstance(messages, dict) else {"_schema": messages}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return str(value)
