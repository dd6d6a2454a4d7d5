"""One million lines of a real queue log, folded to final rows, beside a bare COPY of the same lines."""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from ticketing import db
from ticketing.actions.calls import Tally
from ticketing.config import Config
from ticketing.domain.actors import SYSTEM
from ticketing.domain.tickets import TicketKind
from ticketing.embedded.running import running_postgres
from ticketing.models.queues import Queue
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.telephony import ingest
from ticketing.telephony.follow import read_file
from workers.scratch import Scratch

RECORDED = Path(__file__).parent.parent / "tests" / "recordings" / "recorded_day" / "queue_log"
LINES = 1_000_000
TARGET = 20_000
#: The recording lasts four minutes; each repetition begins five minutes after the one before.
SHIFT_S = 300


def multiplied(lines: list[str], count: int) -> Iterator[str]:
    """The recorded day again and again with later times and ids, `count` lines in all."""
    written, shift = 0, 0
    while written < count:
        for line in lines[: count - written]:
            epoch, callid, rest = line.split("|", 2)
            begun, dot, number = callid.partition(".")
            if dot and begun.isdecimal():
                callid = f"{int(begun) + shift}.{number}"
            yield f"{int(epoch) + shift}|{callid}|{rest}\n"
        written += len(lines)
        shift += SHIFT_S


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="rexian bench ingest")
    parser.add_argument("--lines", type=int, default=LINES)
    wanted = parser.parse_args(argv or [])
    with tempfile.TemporaryDirectory(prefix="rexian-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        log = Path(folder) / "queue_log"
        recorded = [line for line in RECORDED.read_text(encoding="utf-8").splitlines() if "QUEUESTART" not in line]
        with log.open("w", encoding="utf-8") as file:
            file.writelines(multiplied(recorded, wanted.lines))
        with running_postgres(Path(folder)) as url:
            report(measured(Config(env="test", database_url=url), log, wanted.lines))


def measured(config: Config, log: Path, lines: int) -> dict[str, float]:
    """Seconds of both ways on the same server, one after the other."""
    scratch = Scratch(config)
    try:
        with scratch.app() as app:
            bare_s = bare_copy(app.config["SQLALCHEMY_DATABASE_URI"], log)
            source_id = _source()
            began = time.monotonic()
            tally = sum((part for part, _ in ingest.take_log(source_id, read_file(log))), Tally())
            folded_s = time.monotonic() - began
            assert tally == Tally(lines, 0, 0), tally
            rows = _rows()
    finally:
        scratch.close()
    rate = lines / folded_s
    return {"lines": lines, "copy_s": bare_s, "folded_s": folded_s, "lines_per_s": rate, "rows": rows}


def bare_copy(url: str, log: Path) -> float:
    """The same lines into a table of one text column without an index: the least that keeping them can cost."""
    statement = r"COPY bare_lines FROM STDIN (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')"
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://")) as connection:
        connection.execute("CREATE TABLE bare_lines (line text)")
        began = time.monotonic()
        with connection.cursor().copy(statement) as copy, log.open("rb") as file:
            while block := file.read(1 << 20):
                copy.write(block)
        connection.commit()
        took = time.monotonic() - began
        connection.execute("DROP TABLE bare_lines")
    return took


def report(found: dict[str, float]) -> None:
    """The table for people, the line for programs."""
    table = Table(title="ingest: queue_log lines to final rows")
    for name in ("", "seconds", "lines/s"):
        table.add_column(name, justify="left" if not name else "right")
    lines = found["lines"]
    table.add_row("bare COPY", f"{found['copy_s']:.2f}", f"{lines / found['copy_s']:,.0f}")
    table.add_row("parsed, folded, written", f"{found['folded_s']:.2f}", f"{found['lines_per_s']:,.0f}")
    table.add_row(f"target {TARGET:,}", "", "met" if found["lines_per_s"] >= TARGET else "missed")
    Console().print(table)
    print(json.dumps({"bench": "ingest", "target_lines_per_s": TARGET, **{k: round(v, 3) for k, v in found.items()}}))


def _source() -> int:
    with db.begin(SYSTEM) as work:
        for code, level, wrapup in (("consult", 8, 2), ("complaint", 8, 2), ("sales", 10, 0)):
            work.session.add(
                Queue(code=code, name=code, kind=TicketKind.INQUIRY, sl_threshold_s=level, wrapup_s=wrapup)
            )
        pbx = work.add(Pbx(code="bench", name="bench"))
        return work.add(PbxSource(pbx_id=pbx.id, name="queue_log", kind=SourceKind.QUEUE_LOG)).id


def _rows() -> int:
    """How many derived rows came out."""
    tables = ("queue_visits", "ring_attempts", "agent_intervals", "agent_slices", "queue_rollups")
    with db.reading() as session:
        return sum(session.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0 for table in tables)  # noqa: S608


if __name__ == "__main__":
    main()
