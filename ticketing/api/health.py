"""For machines that watch: is the process up, could it serve, how much waits."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, abort, current_app, jsonify, request
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from ticketing import redis_clients
from ticketing.auth import asking, public
from ticketing.clock import Clock
from ticketing.config import Config
from ticketing.db import reading
from ticketing.journal import JournalEntry
from ticketing.models.telephony import Pbx
from ticketing.models.timers import Timer

blueprint = Blueprint("health", __name__)

LOOPBACK = frozenset({"127.0.0.1", "::1"})
# A timer that is this much over its time, in leases, says that nobody fires any.
LATE_LEASES = 2

Numbers = dict[str, float]


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """The process is up; says nothing of the servers behind it."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """503 when the database or Redis is away, a timer is stuck or a journal entry is parked; each with its word."""
    numbers = _of_database()
    stuck_after = LATE_LEASES * _config().lease_s
    checks = {
        "database": numbers is not None,
        "redis": _redis_answers(),
        "timers": numbers is not None and numbers["rexian_oldest_overdue_timer_seconds"] <= stuck_after,
        "journal": numbers is not None and numbers["rexian_journal_parked"] == 0,
    }
    ready = all(checks.values())
    return jsonify(status="ok" if ready else "degraded", checks=checks, **(numbers or {})), 200 if ready else 503


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Prometheus text, for this machine or a bearer token."""
    login = asking()
    if not _is_local() and (login is None or login.token_id is None):
        abort(404)
    registry = CollectorRegistry()
    for name, value in {**(_of_database() or {}), **_of_process()}.items():
        Gauge(name, _HELP.get(name, name), registry=registry).set(value)
    return Response(generate_latest(registry), mimetype="text/plain")


_HELP = {
    "rexian_journal_waiting": "Journal entries that nobody has been told about",
    "rexian_journal_parked": "Journal entries that failed three times",
    "rexian_timers_due": "Timers whose time has come",
    "rexian_oldest_overdue_timer_seconds": "How late the most overdue timer is",
    "rexian_live_states_differing": "Phone systems whose live state differed from its replay and is not proven yet",
    "rexian_late_logs": "Phone systems with late events that are not folded in their place yet",
    "rexian_memory_bytes": "Resident memory of this process",
}


def _of_database() -> Numbers | None:
    """What waits, in one reading; None while the database does not answer."""
    clock: Clock = current_app.extensions["clock"]
    try:
        with reading() as session:
            now = clock.now()
            waiting, parked = session.execute(
                sa.select(
                    sa.func.count().filter(JournalEntry.parked_at.is_(None)),
                    sa.func.count().filter(JournalEntry.parked_at.is_not(None)),
                ).where(JournalEntry.delivered_at.is_(None))
            ).one()
            due, oldest = session.execute(
                sa.select(sa.func.count(), sa.func.min(Timer.due_at)).where(Timer.next_at <= now, Timer.due_at <= now)
            ).one()
            in_doubt = sa.or_(Pbx.late_us.is_not(None), Pbx.refolding_us.is_not(None))
            differing, late_logs = session.execute(
                sa.select(
                    sa.func.count().filter(Pbx.differs_since.is_not(None)), sa.func.count().filter(in_doubt)
                ).select_from(Pbx)
            ).one()
    except SQLAlchemyError:
        return None
    late: timedelta = now - oldest if oldest else timedelta()
    return {
        "rexian_journal_waiting": waiting,
        "rexian_journal_parked": parked,
        "rexian_timers_due": due,
        "rexian_oldest_overdue_timer_seconds": late.total_seconds(),
        "rexian_live_states_differing": differing,
        "rexian_late_logs": late_logs,
    }


def _of_process() -> Numbers:
    """This process's memory, and whatever else was plugged in as `app.extensions["gauges"]`."""
    gauges: dict[str, Callable[[], float]] = current_app.extensions.get("gauges", {})
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return {"rexian_memory_bytes": resident, **{name: read() for name, read in gauges.items()}}


def _redis_answers() -> bool:
    try:
        with redis_clients.for_requests(_config().redis_url) as redis:
            return bool(redis.ping())
    except (RedisError, ValueError):
        return False


def _is_local() -> bool:
    """A request of this very machine; one that a proxy passed on is somebody else's."""
    return request.remote_addr in LOOPBACK and "X-Forwarded-For" not in request.headers


def _config() -> Config:
    found: Any = current_app.config["REXIAN"]
    return found if isinstance(found, Config) else Config()
