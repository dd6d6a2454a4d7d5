"""Looks round at our own processes and servers, so that a check of the equipment knows how they are."""

import shutil
import socket
from collections.abc import Iterator

from flask import current_app
from redis import RedisError
from sqlalchemy.exc import ProgrammingError

from ticketing import redis_clients
from ticketing.actions import services
from ticketing.actions.services import Noted
from ticketing.bare import bare_app
from ticketing.config import Config
from ticketing.db import begin, db, reading
from ticketing.domain.actors import SYSTEM
from ticketing.queries.equipment_checks.services import BACKUP, DISK, POSTGRES, PROCESSES
from workers import checks, heartbeat, queues
from workers.supervisor.answering import answers

WEB, REDIS = "web", "redis"
_QUEUES = {queues.FAST: "worker-fast", queues.SLOW: "worker-slow"}


def note() -> None:
    """What this machine shows right now; whatever runs elsewhere is noted there."""
    config: Config = current_app.config["REXIAN"]
    depths = _depths(config)
    found = [*_processes(config, depths or {}), *_disk(config), _postgres()]
    if config.redis_url:
        found.append(Noted(REDIS, depths is not None, {}))
    with begin(SYSTEM) as work:
        services.note(work, socket.gethostname(), found)


def backed_up(config: Config, size: int) -> bool:
    """Leave the trace of a backup of so many bytes; False when the database has no place for it yet."""
    with bare_app(config).app_context():
        try:
            with begin(SYSTEM) as work:
                services.note(work, socket.gethostname(), [Noted(BACKUP, facts={"bytes": size})])
        except ProgrammingError:
            return False
        finally:
            db.engine.dispose()
    return True


def _processes(config: Config, depths: dict[str, int]) -> Iterator[Noted]:
    """Those that this machine's supervisor watches: each leaves its sign, the web is asked."""
    folder = config.data_path / heartbeat.FOLDER
    if not folder.is_dir():
        return
    yield Noted(WEB, answers(config.host, config.port, 1.0))
    for name in PROCESSES:
        if (folder / name).exists() and name != WEB:
            facts = {"queued": depths[name]} if name in depths else {}
            yield Noted(name, heartbeat.age_s(folder / name) < heartbeat.SILENT_S, facts)


def _depths(config: Config) -> dict[str, int] | None:
    """How much waits for each worker; None when Redis does not answer."""
    if not config.redis_url:
        return None
    try:
        with redis_clients.for_clock(config.redis_url) as client:
            return {worker: queues.queue(name, client).count for name, worker in _QUEUES.items()}
    except RedisError:
        return None


def _disk(config: Config) -> Iterator[Noted]:
    try:
        usage = shutil.disk_usage(config.data_path)
    except OSError:
        return
    yield Noted(DISK, facts={"free": usage.free, "total": usage.total})


def _postgres() -> Noted:
    with reading() as session:
        return Noted(POSTGRES, facts={"skew_s": checks.skew_s(session)})
