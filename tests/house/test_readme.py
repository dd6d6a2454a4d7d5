"""What the README tells people to type and to open is there."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from workers.commands import COMMANDS, rexian

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text()
LONGEST = 180


def test_every_command_it_names_exists() -> None:
    named = set(re.findall(r"^(?:[A-Z_]+=\S+ )*\.venv/bin/rexian ([a-z]+)", README, re.MULTILINE))
    assert named
    assert named - set(COMMANDS) == set()


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(command: str) -> None:
    answer = CliRunner().invoke(rexian, [command, "--help"])
    assert answer.exit_code == 0, answer.output
    assert "Usage:" in answer.output


def test_every_make_target_it_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", README)) | {"run"} <= targets


def test_every_file_it_points_to_is_there() -> None:
    linked = [target for target in re.findall(r"\]\(([^)#]+)", README) if "://" not in target]
    assert [target for target in linked if not (ROOT / target).exists()] == []


def test_every_path_that_it_and_the_docs_name_is_there() -> None:
    """Links were looked at and names in code type were not: two of them had become folders."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    rooms = r"`((?:ticketing|realtime|workers|tests|templates|benchmarks)/[\w/]*(?:/|\.py|\.html))`"
    named = {path for page in pages for path in re.findall(rooms, page.read_text())}
    assert len(named) > 20
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_it_can_be_read_in_ten_minutes() -> None:
    assert len(README.splitlines()) <= LONGEST
