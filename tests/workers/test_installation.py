"""Which servers are ours and where everything lies, from the environment and the command line."""

from pathlib import Path

import pytest

from ticketing.embedded.places import Unusable
from workers import heartbeat, installation
from workers.supervisor.lock import held


def test_without_addresses_both_servers_are_ours(tmp_path: Path) -> None:
    here = installation.load({"REXIAN_DATA_DIR": str(tmp_path)})
    assert here.own_postgres
    assert here.own_redis
    assert here.config.database_url.startswith("postgresql+psycopg://rexian@/rexian?host=")
    assert here.config.redis_url == f"unix://{tmp_path}/redis/redis.sock"


def test_a_named_server_is_not_ours(tmp_path: Path) -> None:
    named = {"REXIAN_DATABASE_URL": "postgresql+psycopg://db/rexian", "REXIAN_REDIS_URL": "redis://cache"}
    here = installation.load({**named, "REXIAN_DATA_DIR": str(tmp_path)})
    assert not here.own_postgres
    assert not here.own_redis
    assert here.env()["REXIAN_DATABASE_URL"] == named["REXIAN_DATABASE_URL"]


def test_the_command_line_outranks_the_environment(tmp_path: Path) -> None:
    here = installation.load(
        {"REXIAN_PORT": "9000", "REXIAN_DATA_DIR": "/elsewhere"}, port=9001, data_dir=str(tmp_path)
    )
    assert here.config.port == 9001
    assert here.data_dir == tmp_path


def test_the_secret_is_drawn_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    here = installation.load({"REXIAN_DATA_DIR": str(tmp_path / "data")})
    first = installation.with_secret(here).config.secret_key
    assert len(first) == 64
    assert installation.with_secret(here).config.secret_key == first
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o077 == 0


def test_a_command_that_needs_to_be_alone_refuses_while_a_supervisor_runs(servers_dir: Path) -> None:
    here = installation.load({"REXIAN_DATA_DIR": str(servers_dir / "busy")})
    with held(here.data_dir), pytest.raises(Unusable, match="is at work in"), installation.alone(here):
        pass


def test_a_sign_of_life_has_an_age(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sign = tmp_path / "clock"
    assert heartbeat.age_s(sign) == float("inf")
    monkeypatch.setenv(heartbeat.VARIABLE, str(sign))
    heartbeat.beat()
    assert heartbeat.age_s(sign) < 5
