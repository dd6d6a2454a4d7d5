"""Tickets at a million: each file beside this one is a subject, and all of them run one after the other."""

import importlib
from pathlib import Path


def main() -> None:
    """Run every subject of this folder."""
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        importlib.import_module(f"benchmarks.tickets.{path.stem}").main()
