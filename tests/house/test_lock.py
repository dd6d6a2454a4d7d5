"""The lock files pin what is installed, and say nothing about where it comes from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")
LINE = re.compile(r"^[a-z0-9.-]+==[^ ]+( ; [^-]+)?( --hash=sha256:[0-9a-f]{64})+$")


def lines(lock: str) -> list[str]:
    return [line for line in (ROOT / ".ci" / lock).read_text().splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_version_with_hashes_and_no_address(lock: str) -> None:
    assert [line for line in lines(lock) if not LINE.match(line)] == []


def test_everything_that_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = {line.split("==")[0] for line in lines("requirements-test.lock")}
    extras = project["optional-dependencies"]
    asked = {re.split(r"[\[><=; ]", need)[0].lower() for need in [*project["dependencies"], *extras["test"]]}
    assert asked - locked == set()


def test_npm_packages_are_locked_by_hash_and_without_an_address() -> None:
    lock = (ROOT / "realtime" / "web" / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert '"integrity": "sha512-' in lock
