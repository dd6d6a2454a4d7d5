"""What the doctor looks at: each check says one line and never raises."""

import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from redis import Redis, RedisError
from sqlalchemy.orm import Session

from ticketing import redis_clients
from ticketing.clock import SystemClock
from ticketing.domain import holidays
from ticketing.domain.instants import instant
from ticketing.embedded import postgres, redis
from ticketing.embedded.places import Unusable
from ticketing.journal import JournalEntry
from ticketing.models.telephony import LinkState, PbxSource
from ticketing.models.timers import Timer
from ticketing.queries.rosters import sites
from workers import queues
from workers.installation import Installation

OLDEST_PYTHON = (3, 11)
OLDEST_POSTGRES = 15
OLDEST_REDIS = (6, 2)
# Redis before this version has published holes; harmless on a closed unix socket, not on a network.
SAFE_REDIS = (7, 2)
LARGEST_SKEW_S = 2.0
LONGEST_QUEUE = 1_000
MANIFEST = Path(__file__).parent.parent / "realtime" / "static" / "build" / "manifest.json"


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report."""

    level: Level
    subject: str
    said: str


def python() -> Finding:
    """The interpreter's version."""
    level = Level.OK if sys.version_info >= OLDEST_PYTHON else Level.BAD
    return Finding(level, "python", platform.python_version())


def console() -> Finding:
    """Whether the web console was built."""
    if MANIFEST.exists():
        return Finding(Level.OK, "console", "built")
    return Finding(Level.BAD, "console", "web console not built: run `make run`, or `python realtime/web/uibuild.py`")


def calendars() -> Finding:
    """Whether the holidays of this year, and from November those of the next, are in the shipped table."""
    today = SystemClock().now().date()
    missing = holidays.year_missing("CN", today)
    if missing is None:
        return Finding(Level.OK, "calendars", f"public holidays known for {today.year} and as far as announced")
    level = Level.BAD if missing == today.year else Level.WARN
    return Finding(level, "calendars", f"the public holidays of {missing} are not in the shipped table yet")


def database_server(here: Installation) -> Finding:
    """The PostgreSQL that we would talk to."""
    if here.own_postgres and not postgres.ready(here.data_dir):
        return _carried("postgres", lambda: postgres.binary("postgres", here.data_dir))
    try:
        engine = sa.create_engine(here.config.database_url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            version = str(connection.scalar(sa.text("SHOW server_version")))
    except sa.exc.SQLAlchemyError as error:
        return Finding(Level.BAD, "postgres", f"does not answer: {str(error).splitlines()[0]}")
    level = Level.OK if int(version.split(".")[0]) >= OLDEST_POSTGRES else Level.BAD
    return Finding(level, "postgres", f"{version}, {'embedded' if here.own_postgres else 'your server'}")


def redis_server(here: Installation) -> Finding:
    """The Redis that we would talk to."""
    if here.own_redis and not redis.ready(here.data_dir):
        return _carried("redis", redis.binary)
    try:
        with redis_clients.for_clock(here.config.redis_url) as client:
            version = str(client.info("server")["redis_version"])
    except RedisError as error:
        return Finding(Level.BAD, "redis", f"does not answer: {error}")
    return _judged_redis(version, here.own_redis)


def of_database(session: Session) -> Iterator[Finding]:
    """What the tables tell: the clocks' agreement, overdue timers, parked entries, the phone systems' links."""
    yield _clock(session)
    yield _holidays(session)
    yield _timers(session)
    yield _journal(session)
    yield from _links(session)


def job_queues(redis_url: str) -> Iterator[Finding]:
    """How much waits in each job queue."""
    with redis_clients.for_clock(redis_url) as client:
        for name in (queues.FAST, queues.SLOW):
            yield _queue(client, name)


def skew_s(session: Session) -> float:
    """How far this machine's clock and the database's are apart."""
    database = session.scalar(sa.select(sa.func.clock_timestamp()))
    return abs((SystemClock().now() - database).total_seconds()) if database else 0.0


def _carried(subject: str, find: Callable[[], Path]) -> Finding:
    try:
        find()
    except Unusable as missing:
        return Finding(Level.BAD, subject, str(missing))
    return Finding(Level.WARN, subject, "embedded, not running now (`rexian up` starts it)")


def _judged_redis(version: str, own: bool) -> Finding:
    parts = tuple(int(part) for part in version.split(".")[:2])
    if parts < OLDEST_REDIS:
        return Finding(Level.BAD, "redis", f"{version} is too old: 6.2 or newer is needed")
    if parts < SAFE_REDIS and not own:
        return Finding(Level.WARN, "redis", f"{version} has known holes: use 7.2.11 or newer, or Valkey")
    return Finding(Level.OK, "redis", f"{version}, {'embedded' if own else 'your server'}")


def _clock(session: Session) -> Finding:
    skew = skew_s(session)
    level = Level.OK if skew <= LARGEST_SKEW_S else Level.BAD
    return Finding(level, "clock", f"{skew:.1f} s apart from the database's")


def _holidays(session: Session) -> Finding:
    """Whether rosters know the holidays of this year, and from November those of the next."""
    today = SystemClock().now().date()
    missing = sites.missing_year(session, today)
    if missing is None:
        return Finding(Level.OK, "rosters", "the public holidays are known as far as they were announced")
    said = f"the public holidays of {missing} are not known: enter them at /admin/rosters; weekdays count till then"
    return Finding(Level.BAD if missing == today.year else Level.WARN, "rosters", said)


def _timers(session: Session) -> Finding:
    armed, overdue, failing = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(Timer.due_at < sa.func.statement_timestamp() - sa.text("interval '2 minutes'")),
            sa.func.count().filter(Timer.attempts >= 5),
        ).where(Timer.next_at.is_not(None))
    ).one()
    level = Level.BAD if overdue or failing else Level.OK
    return Finding(level, "timers", f"{armed} armed, {overdue} overdue by two minutes or more, {failing} failing")


def _journal(session: Session) -> Finding:
    waiting, parked = session.execute(
        sa.select(
            sa.func.count().filter(JournalEntry.delivered_at.is_(None), JournalEntry.parked_at.is_(None)),
            sa.func.count().filter(JournalEntry.parked_at.is_not(None)),
        ).where(sa.or_(JournalEntry.delivered_at.is_(None), JournalEntry.parked_at.is_not(None)))
    ).one()
    level = Level.BAD if parked or waiting > LONGEST_QUEUE else Level.OK
    cure = "; see `rexian journal parked`" if parked else ""
    return Finding(level, "journal", f"{waiting} waiting, {parked} parked{cure}")


def _links(session: Session) -> Iterator[Finding]:
    sources = session.scalars(sa.select(PbxSource).where(PbxSource.enabled).order_by(PbxSource.id)).all()
    for source in sources:
        wrong = source.link_state in {LinkState.DOWN, LinkState.REFUSED}
        said = " ".join(part for part in (source.link_state.value, source.link_error, _last_heard(source)) if part)
        yield Finding(Level.BAD if wrong else Level.OK, f"pbx {source.pbx.code}/{source.name}", said)
    if not sources:
        yield Finding(Level.WARN, "pbx", "no phone system is connected")


def _last_heard(source: PbxSource) -> str:
    """What a feed is and when it was heard last: a feed that waits for pushes has no link to look at."""
    if source.last_event_us is None:
        return f"({source.kind.value}, nothing heard yet)"
    return f"({source.kind.value}, last event {instant(source.last_event_us):%Y-%m-%d %H:%M:%S} UTC)"


def _queue(client: Redis, name: str) -> Finding:
    try:
        depth = queues.queue(name, client).count
    except RedisError as error:
        return Finding(Level.BAD, f"queue {name}", str(error))
    return Finding(Level.OK if depth <= LONGEST_QUEUE else Level.BAD, f"queue {name}", f"{depth} waiting")
