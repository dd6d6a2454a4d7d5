"""What runs on one machine, in the order in which it starts."""

import signal
import sys
from pathlib import Path

from ticketing.embedded import postgres, redis
from ticketing.embedded.child import Command
from workers import heartbeat
from workers.installation import Installation
from workers.supervisor.answering import answers
from workers.supervisor.service import Service

SERVERS = frozenset({"postgres", "redis"})


def servers(installation: Installation) -> list[Service]:
    """Our own PostgreSQL and Redis, as far as no server of yours is named; their folders are prepared here."""
    data_dir, found = installation.data_dir, []
    if installation.own_postgres:
        postgres.prepare(data_dir)
        found.append(Service("postgres", postgres.command(data_dir), lambda: postgres.ready(data_dir), 120.0))
    if installation.own_redis:
        redis.prepare(data_dir)
        found.append(Service("redis", redis.command(data_dir), lambda: redis.ready(data_dir)))
    return found


def processes(installation: Installation) -> list[Service]:
    """Our own processes: each is `python -m workers.processes.<name>`."""
    names = ["clock", "phones", "books", "worker-fast", "worker-slow"] + (["demo"] if installation.config.demo else [])
    host, port = installation.config.host, installation.config.port
    web = Service("web", program(installation, "web"), lambda: answers(host, port))
    return [web, *(_beating(installation, name) for name in names)]


def program(installation: Installation, name: str) -> Command:
    """How to run our process `name`; it dies at once with the supervisor, because every effect is a transaction."""
    return Command(
        argv=[sys.executable, "-m", f"workers.processes.{name.replace('-', '_')}"],
        env={**installation.env(), heartbeat.VARIABLE: str(_sign_of(installation, name))},
        orphan_signal=signal.SIGKILL,
    )


def _beating(installation: Installation, name: str) -> Service:
    sign = _sign_of(installation, name)
    return Service(name, program(installation, name), lambda: heartbeat.age_s(sign) < heartbeat.SILENT_S)


def _sign_of(installation: Installation, name: str) -> Path:
    folder = installation.data_dir / heartbeat.FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / name
