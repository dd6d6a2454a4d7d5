"""The test clock: time stands where a test puts it. Not there at all unless REXIAN_TEST_CLOCK=1."""

from collections.abc import Callable
from datetime import datetime

import marshmallow as ma
import sqlalchemy as sa
from flask import current_app

from ticketing.api.door import Door
from ticketing.api.fields import instant
from ticketing.auth import public
from ticketing.config import Config
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.errors import Conflict, NotFound
from ticketing.models.system import TestClock

blp = Door("testing", __name__, url_prefix="/testing", description="The test clock (REXIAN_TEST_CLOCK=1 only)")


class NowSchema(ma.Schema):
    now = instant(required=True)


class FiredSchema(ma.Schema):
    fired = ma.fields.Integer()


def _only_in_tests() -> None:
    config: Config = current_app.config["REXIAN"]
    if not config.test_clock:
        raise NotFound()


blp.before_request(_only_in_tests)


@blp.route("/clock", methods=["PUT"])
@public
@blp.arguments(NowSchema)
@blp.response(200, NowSchema)
def set_clock(body: dict[str, datetime]) -> dict[str, datetime]:
    """Freeze the whole system at this instant."""
    with begin(SYSTEM, nudge=False) as work:
        work.session.execute(sa.delete(TestClock))
        work.session.add(TestClock(now=body["now"]))
    return body


@blp.route("/run-due", methods=["POST"])
@public
@blp.response(200, FiredSchema)
def run_due() -> dict[str, int]:
    """Fire everything due up to now; returns when effects, jobs and follow-on timers are done."""
    run: Callable[[], int] | None = current_app.extensions.get("run_due")
    if run is None:
        raise Conflict("no_workers_here")
    return {"fired": run()}
