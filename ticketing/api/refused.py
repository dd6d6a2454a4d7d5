"""Refusals are remembered: who knocked at which door and was not let in."""

import time

import structlog
from flask import g, request
from sqlalchemy.exc import SQLAlchemyError

from ticketing.actions import audit
from ticketing.auth import asking
from ticketing.db import begin
from ticketing.domain.actors import Actor
from ticketing.errors import Hidden

NOBODY = Actor(id=None, roles=frozenset(), name="nobody")
# Somebody without a login can knock a thousand times a second; the chain is not for that.
ANONYMOUS_A_MINUTE = 60

log = structlog.get_logger("refused")


class Ration:
    """At most so many a minute, in this process."""

    def __init__(self, a_minute: int) -> None:
        self._a_minute = a_minute
        self._minute = -1
        self._used = 0

    def take(self) -> bool:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._used = minute, 0
        self._used += 1
        return self._used <= self._a_minute


_anonymous = Ration(ANONYMOUS_A_MINUTE)


def note_refusal(error: Exception, status: int) -> None:
    """Write a 401, a 403, or a 404 that hides something into the audit chain; never fails the answer."""
    if status not in (401, 403) and not isinstance(error, Hidden):
        return
    login = asking()
    code = getattr(error, "code", status)
    log.info("refused", status=status, code=code, path=request.path[:200], request_id=g.get("request_id", ""))
    if g.pop("refusal_noted", False) or (login is None and not _anonymous.take()):
        return
    try:
        with begin(login.actor if login else NOBODY, nudge=False) as work:
            audit.record(work, "refused", request.path, status=status, code=code, method=request.method)
    except SQLAlchemyError:
        log.warning("refusal_not_audited", path=request.path[:200])
