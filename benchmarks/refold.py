"""A late event in yesterday's log of a busy centre: how long until every row is as if it had come in time."""

import argparse
import json
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from benchmarks.ingest import RECORDED, _source, bare_copy
from benchmarks.memory import FLOORS, busy_day
from ticketing import db
from ticketing.config import Config
from ticketing.embedded.running import running_postgres
from ticketing.models.telephony import FoldCheckpoint, Pbx
from ticketing.telephony import ingest, late
from ticketing.telephony.follow import LogLine
from workers.scratch import Scratch

DAY_H = 24.0
TARGET_S = 5.0
#: The line that comes late: the connection of a call in this part of the day.
LATE_AT = 0.25


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="rexian bench refold")
    parser.add_argument("--hours", type=float, default=DAY_H)
    parser.add_argument("--floors", type=int, default=FLOORS)
    wanted = parser.parse_args(argv or [])
    with tempfile.TemporaryDirectory(prefix="rexian-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        with running_postgres(Path(folder)) as url:
            report(measured(Config(env="test", database_url=url), Path(folder), wanted.hours, wanted.floors))


def measured(config: Config, folder: Path, hours: float, floors: int) -> dict[str, float]:
    """Read the day without one line, then that line; seconds by the wall and by this process's CPU."""
    recorded = [line for line in RECORDED.read_text(encoding="utf-8").splitlines() if "QUEUESTART" not in line]
    lines, offset = [], 0
    for text in busy_day(recorded, hours, floors):
        data = text.encode()
        lines.append(LogLine(offset, data, len(data)))
        offset += len(data) + 1
    log = folder / "queue_log"
    log.write_bytes(b"\n".join(line.text for line in lines) + b"\n")
    at = next(i for i, line in enumerate(lines) if i > len(lines) * LATE_AT and b"|CONNECT|" in line.text)
    scratch = Scratch(config)
    try:
        with scratch.app() as app:
            copy_s = bare_copy(app.config["SQLALCHEMY_DATABASE_URI"], log)
            source_id = _source()
            ingest_s = _take(source_id, lines[:at] + lines[at + 1 :])
            began, began_cpu = time.monotonic(), time.process_time()
            _take(source_id, [lines[at]])
            late.fold_all()
            took, cpu = time.monotonic() - began, time.process_time() - began_cpu
            with db.reading() as session:
                checkpoints = session.scalar(sa.select(sa.func.count(FoldCheckpoint.id))) or 0
                swapped = session.scalar(sa.select(Pbx.refolds)) or 0
    finally:
        scratch.close()
    found = {"lines": len(lines), "copy_s": copy_s, "ingest_s": ingest_s, "refold_s": took, "refold_cpu_s": cpu}
    return {**found, "of_copy": took / copy_s, "checkpoints": checkpoints, "to_the_head": swapped}


def _take(source_id: int, lines: list[LogLine]) -> float:
    began = time.monotonic()
    for start in range(0, len(lines), ingest.BATCH):
        ingest.take(source_id, ingest.hear_log(lines[start : start + ingest.BATCH], 1, ingest.now_us()))
    return time.monotonic() - began


def report(found: dict[str, float]) -> None:
    """The table for people, the line for programs."""
    table = Table(title=f"refold: one late line in a day of {found['lines']:,.0f}")
    for name in ("", "seconds"):
        table.add_column(name, justify="left" if not name else "right")
    for name in ("copy_s", "ingest_s", "refold_s", "refold_cpu_s"):
        table.add_row(name, f"{found[name]:.2f}")
    table.add_row(f"target {TARGET_S:.0f} s", "met" if found["refold_s"] <= TARGET_S else "missed")
    Console().print(table)
    print(json.dumps({"bench": "refold", "target_s": TARGET_S, **{k: round(v, 3) for k, v in found.items()}}))


if __name__ == "__main__":
    main()
