"""Writes the lock files: every package that pyproject.toml asks for, with its hashes and without any address.

Runs the resolver once per Python version that we support, on this platform's wheels.
"""

import json
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
# redis asks for it below Python 3.11.3 (Debian has 3.11.2), which the resolver on a newer one does not see.
BESIDES = ["async-timeout>=5.0.1"]
HEAD = "# Written by `make lock`; installed with --require-hashes.\n"

Pins = dict[tuple[str, str], set[str]]


def main() -> None:
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text())["project"]
    run = [*project["dependencies"], *BESIDES, *project["optional-dependencies"]["roster"]]
    test = [*run, *project["optional-dependencies"]["test"]]
    (HERE / "requirements.lock").write_text(_written(_resolved(run)))
    (HERE / "requirements-test.lock").write_text(_written(_resolved(test)))


def _resolved(requirements: list[str]) -> Pins:
    """(name, version) → the hashes of its files; a package that a Python version does not need gets a marker."""
    pins: Pins = defaultdict(set)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for python in PYTHONS:
        for item in _report(requirements, python)["install"]:
            name, version = item["metadata"]["name"].lower().replace("_", "-"), item["metadata"]["version"]
            pins[name, version].add(item["download_info"]["archive_info"]["hashes"]["sha256"])
            found[name, version].add(python)
    return {(name, version + _marker(found[name, version])): hashes for (name, version), hashes in pins.items()}


def _marker(pythons: set[str]) -> str:
    if pythons == set(PYTHONS):
        return ""
    return " ; " + " or ".join(f'python_version == "{python}"' for python in sorted(pythons))


def _report(requirements: list[str], python: str) -> dict:
    wheels = ["--only-binary=:all:", f"--python-version={python}", *(f"--platform={name}" for name in PLATFORMS)]
    where = ["--target=unused", "--dry-run", "--ignore-installed", "--quiet", "--report=-"]
    # The resolver judges markers by the Python it runs on, so we judge ours by the one asked for.
    wanted = [line for line in requirements if not ("python_version < '3.13'" in line and python == "3.13")]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *where, *wheels, *wanted], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def _written(pins: Pins) -> str:
    lines = []
    for (name, version), hashes in sorted(pins.items()):
        lines.append(f"{name}=={version} " + " ".join(f"--hash=sha256:{one}" for one in sorted(hashes)))
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
