"""Refusals are remembered: who knocked at which door and was not let in."""

import structlog
from flask import request

log = structlog.get_logger("refused")


def note_refusal(error: Exception, status: int) -> None:
    """Log a 401, a 403, or a 404 that hides something."""
    if status in (401, 403):
        log.info("refused", status=status, path=request.path[:200], kind=type(error).__name__)
