"""`rexian user` and `rexian token`: what they print is the only copy there is."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from ticketing.app import create_app
from ticketing.auth import actor_of_token
from ticketing.config import Config
from ticketing.db import db
from ticketing.domain.actors import Role
from workers import first_start, migration
from workers.commands import rexian

Run = Callable[..., Result]


@pytest.fixture
def empty(postgres_url: str) -> Iterator[str]:
    """A database without a table, left so."""
    yield postgres_url
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))


@pytest.fixture
def run(empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("REXIAN_DATABASE_URL", empty)
    monkeypatch.setenv("REXIAN_REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("REXIAN_DATA_DIR", str(tmp_path))

    def go(*words: str) -> Result:
        return CliRunner().invoke(rexian, list(words))

    return go


def test_people_and_tokens_are_made_and_taken_back_by_command(run: Run, empty: str) -> None:
    made = run("user", "add", "boss", "--role", "admin", "--role", "supervisor", "--name", "老板")
    assert made.exit_code == 0, made.output
    login, password = made.stdout.split()
    assert (login, len(password)) == ("boss", 19)
    again = run("user", "add", "Boss", "--role", "agent")
    assert (again.exit_code, again.stderr.strip()) == (1, "rexian: login taken")
    short = run("user", "add", "other", "--role", "agent", "--password", "123")
    assert "too short" in short.stderr
    fresh = run("user", "password", "boss").stdout.split()[1]
    token = run("token", "add", "script", "--scope", "api", "--as", "boss").stdout.strip()
    app = create_app(Config(env="test", database_url=empty, redis_url=""))
    with app.app_context():
        client = app.test_client()
        statuses = [
            client.post("/api/v1/session", json={"login": "boss", "password": word}).status_code
            for word in (password, fresh, "admin")
        ]
        assert statuses == [401, 200, 401]
        actor = actor_of_token(token)
        assert actor is not None
        assert actor.roles == {Role.ADMIN, Role.SUPERVISOR}
        assert run("token", "revoke", "script").exit_code == 0
        assert actor_of_token(token) is None
        db.engine.dispose()


def test_a_token_for_nothing_is_refused_in_one_line(run: Run) -> None:
    for words in (("--scope", "ingest", "--source", "no/such"), ("--scope", "api", "--as", "nobody")):
        result = run("token", "add", "t", *words)
        assert result.exit_code == 1
        assert result.stderr.startswith("rexian: not found")
        assert "Traceback" not in result.output


def test_the_first_start_makes_one_administrator_with_a_random_password(empty: str) -> None:
    migration.upgrade(empty)
    app = create_app(Config(env="test", database_url=empty, redis_url=""))
    with app.app_context():
        (line,) = first_start.prepare(with_administrator=True)
        password = line.split(" / ")[1].split()[0]
        client = app.test_client()
        answer = client.post("/api/v1/session", json={"login": "admin", "password": password})
        assert answer.json["person"]["must_change_password"] is True
        assert client.post("/api/v1/session", json={"login": "admin", "password": "admin"}).status_code == 401
        assert first_start.prepare(with_administrator=True) == []
        db.engine.dispose()
