"""`rexian bench NAME`: measure this machine."""

import importlib
import sys
from pathlib import Path

import click

FOLDER = Path(__file__).parent.parent.parent / "benchmarks"


@click.command()
@click.argument("name")
def bench(name: str) -> None:
    """Run the benchmark NAME of benchmarks/ (or `all`); each prints a table and a JSON line."""
    known = sorted(path.stem for path in (*FOLDER.glob("*.py"), *FOLDER.glob("*/")) if not path.stem.startswith("_"))
    if name != "all" and name not in known:
        click.echo(f"rexian: no benchmark {name!r}; there are: all, {', '.join(known)}", err=True)
        sys.exit(1)
    sys.path.insert(0, str(FOLDER.parent))
    for chosen in known if name == "all" else [name]:
        importlib.import_module(f"benchmarks.{chosen}").main()
