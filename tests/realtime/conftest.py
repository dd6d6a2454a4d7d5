"""A centre with people and logins, and real web nodes that serve it."""

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import Flask

from realtime.carry import Carrier
from tests.conftest import _execute
from tests.realtime.wire import LiveClient
from ticketing.app import create_app
from ticketing.auth.sessions import COOKIE, new_token
from ticketing.clock import SystemClock
from ticketing.config import Config
from ticketing.db import begin, centre, db
from ticketing.domain.actors import SYSTEM
from ticketing.embedded import postgres
from ticketing.models.people import LoginSession, Person, Team
from ticketing.models.queues import Queue, QueueMember

# A busy machine takes its time to import what a web process needs.
STARTS_WITHIN_S = 150.0
ROOT = Path(__file__).resolve().parents[2]
_numbers = itertools.count(1)
PEOPLE = {
    "agent1": ("agent", "one", "sales", "8001"),
    "agent2": ("agent", "two", "support", "8002"),
    "lead1": ("lead", "one", "sales", "8101"),
    "super": ("supervisor", None, None, None),
    "viewer": ("viewer", None, None, None),
    "inspector": ("inspector", None, None, None),
}


@dataclass
class Floor:
    """The centre: ids by login and by queue code; cookies of logged-in people."""

    app: Flask
    people: dict[str, int]
    queues: dict[str, int]

    def cookie(self, login: str) -> str:
        """A fresh login's cookie header."""
        token, hashed = new_token()
        now = SystemClock().now()
        with begin(SYSTEM) as work:
            person = work.session.get_one(Person, self.people[login])
            work.session.add(
                LoginSession(
                    token_hash=hashed,
                    person_id=person.id,
                    session_version=person.session_version,
                    csrf_token="c",
                    created_at=now,
                    last_seen_at=now,
                    expires_at=now + timedelta(hours=12),
                )
            )
        return f"{COOKIE}={token}"


@dataclass
class Node:
    """One web process of ours."""

    port: int
    process: subprocess.Popen[bytes]
    clients: list[LiveClient] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, cookie: str | None, **options: Any) -> LiveClient:
        client = LiveClient(self.port, options.pop("origin", self.origin), cookie, **options)
        self.clients.append(client)
        return client

    def hang_up(self) -> None:
        """Close every client's connection from its side."""
        for client in self.clients:
            client.close()
        self.clients.clear()

    def kill(self) -> None:
        self.hang_up()
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def live_config(template_database: str, servers_dir: Path, redis_server_url: str) -> Iterator[Config]:
    """Settings of one system for a whole module of tests: a web process takes seconds to start."""
    name = f"live_{next(_numbers)}"
    _execute(servers_dir, f"CREATE DATABASE {name} TEMPLATE {template_database} STRATEGY FILE_COPY")
    with redis.Redis.from_url(redis_server_url) as client:
        client.flushall()
    url = postgres.url(servers_dir, name)
    yield Config(env="test", database_url=url, redis_url=redis_server_url, secret_key="only for tests")
    _execute(servers_dir, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def floor(live_config: Config) -> Iterator[Floor]:
    """Six people in two teams and two queues, on the machine's clock; the application's context is open."""
    app = create_app(live_config)
    with app.app_context():
        yield populated(app)
        db.session.remove()
        db.engine.dispose()


def populated(app: Flask) -> Floor:
    with begin(SYSTEM) as work:
        teams = {code: work.add(Team(code=code, name=code)) for code in ("one", "two")}
        queues = {
            code: work.add(Queue(code=code, name=code, kind="inquiry", position=n, thresholds={"waiting": [1, 3]}))
            for n, code in enumerate(("sales", "support"))
        }
        people = {}
        for login, (role, team, queue, code) in PEOPLE.items():
            person = work.add(
                Person(
                    login=login,
                    name=login.title(),
                    code=code,
                    roles=[role],
                    team_id=teams[team].id if team else None,
                    password_hash="-",
                    created_at=work.now,
                )
            )
            people[login] = person.id
            if queue:
                work.add(QueueMember(queue_id=queues[queue].id, person_id=person.id))
        return Floor(app, people, {code: queue.id for code, queue in queues.items()})


@pytest.fixture(scope="module")
def carrier(floor: Floor, live_config: Config) -> Iterator[Carrier]:
    """The relay's end of the board; a test says what the relay would say."""
    with redis.Redis.from_url(live_config.redis_url) as client:
        yield Carrier(client, centre())


@pytest.fixture(scope="module")
def start_node(live_config: Config) -> Iterator[Callable[..., Node]]:
    """Starts web processes on ports of their own; they die with the test."""
    nodes: list[Node] = []

    def start(port: int | None = None, **settings: str) -> Node:
        node = started(live_config, port or free_port(), settings)
        nodes.append(node)
        return node

    yield start
    for node in nodes:
        node.kill()


@pytest.fixture(scope="module")
def node(carrier: Carrier, start_node: Callable[..., Node]) -> Node:
    """A node that began after the stream had: the first entry of a new stream makes a node read again."""
    carrier.beat()
    return start_node()


def started(config: Config, port: int, settings: dict[str, str]) -> Node:
    """A web process that answers."""
    env = {
        **os.environ,
        "REXIAN_ENV": "test",
        "REXIAN_DATABASE_URL": config.database_url,
        "REXIAN_REDIS_URL": config.redis_url,
        "REXIAN_SECRET_KEY": config.secret_key,
        "REXIAN_PORT": str(port),
        **settings,
    }
    command = [sys.executable, "-m", "workers.processes.web"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return Node(port, process)
    process.send_signal(signal.SIGKILL)
    raise AssertionError("the web process did not come up")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
