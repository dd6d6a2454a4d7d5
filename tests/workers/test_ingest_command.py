"""`rexian telephony ingest` takes in every format that files come in, and again is harmless."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from ticketing.config import Config
from ticketing.db import reading
from ticketing.models.telephony import PbxSource
from workers.commands.telephony import telephony

DAY = Path(__file__).parent.parent / "recordings" / "recorded_day"
TABLE = "id\ttime\tcallid\tqueuename\tagent\tevent\tdata1\tdata2\tdata3\tdata4\tdata5\n"
ROWS = (
    "1\t2025-11-22 04:08:44\t1.1\tsales\tNONE\tENTERQUEUE\t\t138\t1\t\t\n"
    "2\t2025-11-22 04:08:49\t1.1\tsales\tNONE\tABANDON\t1\t1\t5\t\t\n"
    "3\tlater\t1.2\tsales\tNONE\tDID\t1\t\t\t\t\n"
)
Ingest = Callable[..., dict[str, Any]]


@pytest.fixture
def ingest(worker_app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ingest:
    monkeypatch.setenv("REXIAN_DATABASE_URL", config.database_url)
    monkeypatch.setenv("REXIAN_REDIS_URL", config.redis_url)

    def run(form: str, path: Path, *options: str) -> dict[str, Any]:
        words = ["ingest", "--pbx", "pbx1", "--format", form, "--data-dir", str(tmp_path), *options, str(path)]
        answer = CliRunner().invoke(telephony, words)
        assert answer.exit_code == 0, answer.output
        told: dict[str, Any] = json.loads(answer.output.splitlines()[-1])
        return told

    return run


def tally(accepted: int, duplicates: int, quarantined: int = 0) -> dict[str, int]:
    return {"accepted": accepted, "duplicates": duplicates, "quarantined": quarantined}


def test_a_log_its_records_and_its_events_are_three_feeds_of_one_phone_system(
    ingest: Ingest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cel = tmp_path / "cel.csv"
    cel.write_bytes(gzip.decompress((DAY / "cel.csv.gz").read_bytes()).replace(b'"17952', b'"17652'))
    cdr = tmp_path / "cdr.csv"
    cdr.write_text((DAY / "cdr_master.csv").read_text(encoding="utf-8").replace('"2026-', '"2025-'), encoding="utf-8")
    log = tmp_path / "queue_log"
    log.write_bytes((DAY / "queue_log").read_bytes().replace(b"17952", b"17652"))
    for form, path, lines in (("queue_log", log, 185), ("cdr_csv", cdr, 135), ("cel_csv", cel, 1371)):
        assert ingest(form, path) == tally(lines, 0)
        assert ingest(form, path) == tally(0, lines)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count(PbxSource.id))) == 3


def test_an_exported_table_is_taken_in_row_by_row(ingest: Ingest, tmp_path: Path) -> None:
    path = tmp_path / "export.tsv"
    path.write_text(TABLE + ROWS)
    assert ingest("queue_log_realtime", path, "--timezone", "Asia/Shanghai") == tally(2, 0, 1)
    assert ingest("queue_log_realtime", path) == tally(0, 3)
    with reading() as session:
        assert session.scalars(sa.select(PbxSource)).one().settings == {"timezone": "Asia/Shanghai"}


def test_two_files_of_records_are_two_feeds_by_name(ingest: Ingest, tmp_path: Path) -> None:
    path = tmp_path / "cdr.csv"
    path.write_text('"2025-11-22 04:08:43","","2025-11-22 04:08:44","1.1"\n')
    options = ("--source", "Full.csv", "--columns", "start,answer,end,uniqueid", "--gmt")
    assert ingest("cdr_csv", path, *options) == tally(1, 0)
    assert ingest("cdr_csv", path, "--source", "Master.csv") == tally(0, 0, 1)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--format", "queue_log_realtime", "--follow"], "do not grow"),
        (["--format", "cdr_csv", "--timezone", "Moon/Base"], "Moon/Base"),
        (["--format", "queue_log_realtime"], "unknown columns"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    worker_app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], why: str
) -> None:
    monkeypatch.setenv("REXIAN_DATABASE_URL", config.database_url)
    monkeypatch.setenv("REXIAN_REDIS_URL", config.redis_url)
    path = tmp_path / "file"
    path.write_text("name,number\n")
    answer = CliRunner().invoke(telephony, ["ingest", "--pbx", "p", "--data-dir", str(tmp_path), *words, str(path)])
    assert answer.exit_code in (1, 2)
    assert why in answer.output
    assert "Traceback" not in answer.output
