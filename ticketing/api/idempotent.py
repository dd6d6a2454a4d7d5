"""`Idempotency-Key`: sent twice, done once, answered alike."""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import Response, current_app, make_response, request
from sqlalchemy.exc import IntegrityError

from ticketing.api.door import IDEMPOTENT
from ticketing.auth import asking
from ticketing.clock import Clock
from ticketing.db import along_with_the_first, begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.errors import Conflict, Invalid
from ticketing.models.system import KeptAnswer
from ticketing.work import Work

LONGEST_KEY = 128
KEPT_FOR = timedelta(days=7)
# The claim is in the database before the answer is: a twin waits this long for it.
PATIENCE_S, STEP_S = 2.0, 0.05
UNANSWERED = 0

View = Callable[..., Any]
Claim = tuple[str, str, str]


def idempotent(view: View) -> View:
    """Keep the answer of a write that carries `Idempotency-Key`, for 7 days per person and address.

    The claim on the key is written in the view's own transaction, so the effect happens once even when two
    tries come at the same time. Another body under the same key is refused (422 `idempotency_key_reused`).
    """

    @wraps(view)
    def once(*args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(*args, **kwargs)
        claim = _claim(key)
        kept = _kept(claim)
        return kept if kept is not None else _first(claim, view, args, kwargs)

    setattr(once, IDEMPOTENT, True)
    return once


def _first(claim: Claim, view: View, args: Any, kwargs: Any) -> Response:
    along_with_the_first(lambda work: _write(work, claim))
    try:
        response: Response = current_app.make_response(view(*args, **kwargs))
    except IntegrityError as error:
        if "kept_answers" not in str(error.orig):
            raise
        return _answer_of_twin(claim)
    finally:
        along_with_the_first(None)
    _keep(claim, response)
    return response


def _claim(key: str) -> Claim:
    login = asking()
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise Invalid("idempotency_key_unreadable")
    return (login.principal if login else "nobody", f"{request.method} {request.path}", key)


def _write(work: Work, claim: Claim) -> None:
    work.session.execute(sa.delete(KeptAnswer).where(_is(claim), KeptAnswer.kept_at < _forgotten_before()))
    principal, route, key = claim
    work.add(
        KeptAnswer(
            principal=principal,
            route=route,
            key=key,
            body_hash=_body_hash(),
            status=UNANSWERED,
            body={},
            kept_at=work.now,
        )
    )


def _keep(claim: Claim, response: Response) -> None:
    with begin(SYSTEM, nudge=False) as work:
        work.session.execute(
            sa.update(KeptAnswer)
            .where(_is(claim))
            .values(status=response.status_code, body={"json": response.get_json(silent=True)})
        )


def _answer_of_twin(claim: Claim) -> Response:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        kept = _kept(claim)
        if kept is not None:
            return kept
        time.sleep(STEP_S)
    raise Conflict("still_working")


def _kept(claim: Claim) -> Response | None:
    with reading() as session:
        row = session.scalar(sa.select(KeptAnswer).where(_is(claim)))
        if row is None or row.kept_at < _forgotten_before():
            return None
        if row.body_hash != _body_hash():
            raise Invalid("idempotency_key_reused")
        if row.status == UNANSWERED:
            return None
        return _again(row)


def _forgotten_before() -> datetime:
    clock: Clock = current_app.extensions["clock"]
    return clock.now() - KEPT_FOR


def _again(row: KeptAnswer) -> Response:
    body = row.body.get("json")
    response = make_response(current_app.json.dumps(body) if body is not None else "", row.status)
    response.mimetype = "application/json"
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _is(claim: Claim) -> sa.ColumnElement[bool]:
    return sa.tuple_(KeptAnswer.principal, KeptAnswer.route, KeptAnswer.key) == claim


def _body_hash() -> str:
    return hashlib.sha256(request.get_data(cache=True)).hexdigest()
