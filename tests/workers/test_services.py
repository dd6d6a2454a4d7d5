"""The clock process notes how our own services are, and a backup leaves its trace for the check of the equipment."""

import os
import time
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from ticketing.bare import bare_app
from ticketing.config import Config
from ticketing.db import db, reading
from ticketing.models.services import ServiceSign
from workers import equipment_checks, heartbeat, services


def signs() -> dict[str, ServiceSign]:
    with reading() as session:
        return {sign.service: sign for sign in session.scalars(sa.select(ServiceSign))}


def beaten(folder: Path, name: str, ago_s: float = 0.0) -> None:
    (folder / heartbeat.FOLDER).mkdir(exist_ok=True)
    (folder / heartbeat.FOLDER / name).write_text(str(time.monotonic() - ago_s))


def test_processes_redis_disk_and_clock_are_noted(database_url: str, redis_url: str, tmp_path: Path) -> None:
    beaten(tmp_path, "books")
    beaten(tmp_path, "phones", ago_s=60)
    beaten(tmp_path, "worker-fast")
    beaten(tmp_path, "stranger")
    config = Config(env="test", database_url=database_url, redis_url=redis_url, data_dir=str(tmp_path), port=1)
    with bare_app(config).app_context():
        services.note()
        services.note()
        found = signs()
        db.engine.dispose()
    fine = {name: sign.fine for name, sign in found.items()}
    assert fine.pop("web") is False
    assert fine == dict.fromkeys(("books", "worker-fast", "redis", "disk", "postgres"), True) | {"phones": False}
    assert found["worker-fast"].facts == {"queued": 0}
    usage = os.statvfs(tmp_path)
    assert found["disk"].facts["total"] == usage.f_blocks * usage.f_frsize
    assert found["postgres"].facts["skew_s"] < 60


def test_without_a_supervisor_only_what_is_seen_from_here_is_noted(worker_app: Flask) -> None:
    services.note()
    assert "web" not in signs()
    assert signs()["redis"].fine


def test_a_redis_that_is_away_is_noted_as_such(database_url: str, tmp_path: Path) -> None:
    config = Config(env="test", database_url=database_url, redis_url="redis://127.0.0.1:1", data_dir=str(tmp_path))
    with bare_app(config).app_context():
        services.note()
        found = signs()
        db.engine.dispose()
    assert found["redis"].fine is False


def test_a_backup_leaves_its_size(worker_app: Flask) -> None:
    assert services.backed_up(worker_app.config["REXIAN"], 4_711)
    assert signs()["backup"].facts == {"bytes": 4_711}


def test_a_database_of_before_the_register_loses_no_backup(empty_database_url: str) -> None:
    assert services.backed_up(Config(env="test", database_url=empty_database_url, redis_url=""), 1) is False


def test_what_is_owed_is_asked_for_as_the_system(worker_app: Flask) -> None:
    equipment_checks.owe()
    equipment_checks.owe()
