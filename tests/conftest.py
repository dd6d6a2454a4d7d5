"""What every test may lean on: real servers of its own, no network but loopback, no state left by the test before."""

import gc
import itertools
import shutil
import socket
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
import structlog
from flask import Flask

from tests import applications, arranged, databases, proofs  # noqa: F401 - the profiles must be known before the command line names one
from ticketing.clock import FrozenClock
from ticketing.config import Config
from ticketing.db import db
from ticketing.embedded import postgres
from ticketing.embedded.running import running_postgres, running_redis
from workers import migration

LOOPBACK = ("127.", "::1", "localhost")
# A test's database dies with the test: nothing is worth waiting for the disk.
UNSAFE_AND_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
TEMPLATE = "rexian_template"
MEMORY_NEEDED = 4 << 30
# 09:00 of a Monday in Shanghai, when the worked scenarios begin.
MONDAY_NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

_numbers = itertools.count(1)

# As it comes, structlog paints an exception with every local variable of every frame: seconds for each one logged.
_PLAIN = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], _PLAIN])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every property is among those that `make properties` draws new examples for."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("proof")


def pytest_collection_finish() -> None:
    """What was imported and collected stays: never look through it again for circles."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _no_network_but_loopback() -> Iterator[None]:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"A test tried to reach {address}: only loopback is open.")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def servers_dir() -> Iterator[Path]:
    """The folder of this test process's own servers; outside pytest's, which PostgreSQL's user may not enter."""
    folder = Path(tempfile.mkdtemp(prefix="rexian-test-", dir=_fast_disk()))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(servers_dir: Path) -> Iterator[str]:
    """A running PostgreSQL of this test process; the URL is that of its empty database `rexian`."""
    with running_postgres(servers_dir, UNSAFE_AND_FAST) as url:
        yield url


@pytest.fixture(scope="session")
def template_database(postgres_url: str, servers_dir: Path) -> str:
    """The name of a database with every table and no row, made once and copied per test."""
    _execute(servers_dir, f"CREATE DATABASE {TEMPLATE}")
    migration.upgrade(postgres.url(servers_dir, TEMPLATE))
    return TEMPLATE


@pytest.fixture(scope="session")
def _shared_statements(postgres_url: str) -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    applications.share_statements(patch, postgres_url)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def _databases(template_database: str, servers_dir: Path) -> databases.Databases:
    return databases.Databases(servers_dir, template_database)


@pytest.fixture
def database_url(_databases: databases.Databases, servers_dir: Path, _shared_statements: None) -> Iterator[str]:
    """A database of this test alone with every table and no row; no other test ever has it under this name."""
    name = _databases.take()
    url = postgres.url(servers_dir, name)
    arranged.begin(url)
    yield url
    _databases.give_back(name)


@pytest.fixture
def empty_database_url(postgres_url: str, servers_dir: Path) -> Iterator[str]:
    """A database without a table; gone afterwards."""
    name = f"empty_{next(_numbers)}"
    _execute(servers_dir, f"CREATE DATABASE {name}")
    yield postgres.url(servers_dir, name)
    _execute(servers_dir, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def redis_server_url(servers_dir: Path) -> Iterator[str]:
    """A running Redis of this test process."""
    with running_redis(servers_dir) as url:
        yield url


@pytest.fixture
def redis_url(redis_server_url: str) -> str:
    """The Redis of this test process, empty."""
    with redis.Redis.from_url(redis_server_url) as client:
        client.flushall()
    return redis_server_url


@pytest.fixture
def clock() -> FrozenClock:
    """The time of the system under test; it moves when the test says so."""
    return FrozenClock(MONDAY_NINE)


@pytest.fixture
def config(database_url: str) -> Config:
    """Settings of a system of this test alone, without Redis."""
    return Config(env="test", database_url=database_url, redis_url="", secret_key="only for tests")


@pytest.fixture
def app(config: Config, clock: FrozenClock) -> Iterator[Flask]:
    """The web application on a fresh database; its context is open, so works can begin."""
    app = applications.web_app(config, clock)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _fast_disk() -> Path | None:
    """Memory, where there is plenty of it: a copied database per test is a thousand small files."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder of our own in it
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > MEMORY_NEEDED else None


def _execute(servers_dir: Path, statement: str) -> None:
    with psycopg.connect(_libpq(postgres.url(servers_dir, "postgres")), autocommit=True) as connection:
        connection.execute(statement)


def _libpq(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")
