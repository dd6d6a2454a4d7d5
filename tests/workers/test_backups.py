"""A backup holds everything; a restore puts it back, all or nothing."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from ticketing.config import Config
from ticketing.embedded.places import Unusable
from ticketing.models.system import Setting
from workers import backups


@pytest.fixture
def here(database_url: str, servers_dir: Path, tmp_path: Path) -> Config:
    """An installation of this test alone, with a row, a secret and an attachment."""
    (tmp_path / "secret_key").write_text("s3cret")
    (tmp_path / "attachments").mkdir()
    (tmp_path / "attachments" / "scan.txt").write_text("热线")
    config = Config(env="test", database_url=database_url, redis_url="", data_dir=str(tmp_path))
    execute(config, sa.insert(Setting).values(key="kept", value={"words": "CREATE SCHEMA public;\n热线"}))
    return config


def execute(config: Config, statement: sa.Executable) -> None:
    engine = sa.create_engine(config.database_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(statement)


def settings(config: Config) -> dict[str, dict[str, str]]:
    engine = sa.create_engine(config.database_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        rows = connection.execute(sa.select(Setting.key, Setting.value)).all()
    return {row[0]: row[1] for row in rows}


def test_what_was_lost_comes_back_and_what_came_later_goes(here: Config, tmp_path: Path) -> None:
    file = tmp_path / "rexian.backup"
    before = settings(here)
    backups.write(here, file)
    execute(here, sa.delete(Setting))
    execute(here, sa.insert(Setting).values(key="later", value={}))
    execute(here, sa.text("CREATE TABLE later (id int)"))
    (here.data_path / "secret_key").unlink()
    (here.data_path / "attachments" / "scan.txt").unlink()

    for _ in range(2):
        backups.read(here, file)
    assert settings(here) == before
    assert (here.data_path / "secret_key").read_text() == "s3cret"
    assert (here.data_path / "attachments" / "scan.txt").read_text() == "热线"


def test_only_its_owner_can_read_a_backup(here: Config, tmp_path: Path) -> None:
    file = tmp_path / "rexian.backup"
    backups.write(here, file)
    assert file.stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_backup_changes_nothing(here: Config, tmp_path: Path) -> None:
    before = settings(here)
    file = tmp_path / "letter.txt"
    file.write_text("dear all")
    with pytest.raises(Unusable, match="is no backup of Rexian"):
        backups.read(here, file)
    assert settings(here) == before
