"""The embedded servers answer, keep to their sockets and leave nothing behind."""

import os
import stat
from pathlib import Path

import psycopg
import pytest
import redis

from ticketing.embedded import account, places, postgres
from ticketing.embedded.account import Account

STRANGER = Account("stranger", 64_999, 64_999)


def test_a_test_gets_a_database_and_a_redis_of_its_own(database_url: str, redis_url: str) -> None:
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        version = connection.execute("SHOW server_version").fetchone()
        listening = connection.execute("SHOW listen_addresses").fetchone()
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
    assert version is not None
    assert version[0].startswith("18")
    assert listening == ("",)


def test_only_their_owner_can_reach_the_sockets(postgres_url: str, redis_server_url: str, servers_dir: Path) -> None:
    for folder in ("pg", "redis"):
        assert stat.S_IMODE((servers_dir / folder).stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends PostgreSQL another user")
def test_root_lends_postgres_a_user_of_its_own(postgres_url: str, servers_dir: Path) -> None:
    owner = account.for_postgres()
    assert owner is not None
    assert (servers_dir / "postgres").stat().st_uid == owner.uid != 0


def test_a_user_may_enter_only_where_every_folder_lets_him_pass(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    inner = closed / "inner"
    inner.mkdir(parents=True)
    closed.chmod(0o700)
    assert not STRANGER.may_enter(inner)
    with pytest.raises(places.Unusable, match="choose another --data-dir"):
        places.prepare(inner / "data", STRANGER)


def test_a_long_data_directory_gets_short_sockets(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    assert len(str(places.socket_folder(deep, "pg"))) < 80
    assert places.socket_folder(deep, "pg") != places.socket_folder(deep, "redis")


def test_a_socket_folder_that_somebody_else_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    with pytest.raises(places.Unusable, match="belongs to somebody else"):
        places.private_folder(tmp_path / "link")


def test_the_programs_run_from_a_copy_when_the_wheel_is_out_of_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "for_postgres", lambda: STRANGER)
    monkeypatch.setattr(Account, "may_enter", lambda *_: False)
    program = postgres.binary("postgres", tmp_path)
    assert program.is_relative_to(tmp_path)
    assert os.access(program, os.X_OK)
