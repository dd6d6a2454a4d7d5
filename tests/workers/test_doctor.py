"""The doctor says a line per subject, and is only content when nothing is wrong."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from ticketing.db import begin
from ticketing.domain import events
from ticketing.domain.actors import SYSTEM
from ticketing.journal import JournalEntry
from workers import checks
from workers.commands.doctor import doctor


@pytest.fixture
def ask(worker_app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> "Ask":
    config = worker_app.config["REXIAN"]
    monkeypatch.setenv("REXIAN_DATABASE_URL", config.database_url)
    monkeypatch.setenv("REXIAN_REDIS_URL", config.redis_url)
    monkeypatch.setattr(checks, "MANIFEST", tmp_path / "manifest.json")
    (tmp_path / "manifest.json").write_text("{}")
    return Ask(tmp_path)


class Ask:
    """Calls the doctor as a person would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self) -> Result:
        return CliRunner().invoke(doctor, ["--data-dir", str(self.folder / "data")])


def test_a_healthy_system_is_told_line_by_line(ask: Ask) -> None:
    answer = ask()
    assert answer.exit_code == 0, answer.output
    subjects = [line[5:].split(":")[0] for line in answer.output.splitlines()]
    expected = ["python", "console", "calendars", "postgres", "redis", "clock", "rosters", "timers", "journal", "pbx"]
    assert subjects == [*expected, "queue timers", "queue reports"]


def test_a_parked_entry_is_wrong(ask: Ask) -> None:
    with begin(SYSTEM) as work:
        work.record(events.PersonChanged(1))
    with begin(SYSTEM) as work:
        work.session.execute(sa.update(JournalEntry).values(parked_at=work.now))
    answer = ask()
    assert answer.exit_code == 1
    assert "BAD  journal: 0 waiting, 1 parked" in answer.output


def test_a_console_that_was_not_built_is_wrong(ask: Ask) -> None:
    (ask.folder / "manifest.json").unlink()
    answer = ask()
    assert answer.exit_code == 1
    assert "web console not built" in answer.output


def test_a_database_that_does_not_answer_is_wrong(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REXIAN_DATABASE_URL", "postgresql+psycopg://nobody@/none?host=/nowhere")
    answer = ask()
    assert answer.exit_code == 1
    assert "BAD  postgres: does not answer" in answer.output
