"""A year of figures from roll-ups beside the same figures counted over the visits, at ten million visits."""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from ticketing import db
from ticketing.actions import calls
from ticketing.config import Config
from ticketing.domain.actors import SYSTEM
from ticketing.domain.instants import micros
from ticketing.domain.metrics import sums
from ticketing.domain.tickets import TicketKind
from ticketing.embedded.running import running_postgres
from ticketing.models.queues import Queue
from ticketing.models.rollups import SettledSpan
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.queries.figures import Asked, Span, queue_report
from ticketing.telephony import ingest
from ticketing.telephony.follow import read_file
from workers.scratch import Scratch

RECORDED = Path(__file__).parent.parent / "tests" / "recordings" / "recorded_day" / "queue_log"
VISITS, QUEUES, DAYS = 10_000_000, 10, 365
ZONE = ZoneInfo("Asia/Shanghai")
DAY_US = 86_400_000_000
#: What the design promises: milliseconds for a day's figures of ten queues, and for a year's.
TARGETS_MS = {"day": 10.0, "year": 100.0}
TITLES = {"day": "one day", "running": "a day that runs", "year": "one year"}
ROUNDS = 7

# The recorded stay, again in each of `queues` queues, `times` times on each day and hour that people call.
_MULTIPLY = sa.text("""
INSERT INTO queue_visits (pbx_id, callid, queue, enter_us, seq, serial, stage, outcome, caller, caller_norm, orig_pos,
    wait_us, agent, connect_us, ring_us, talk_us, hold_us, acw_us, end_us, end_reason, fold_version, marks, flags,
    fold_us)
SELECT pbx_id, callid || '-' || day || '-' || hour || '-' || time, 'q' || (id + time) % :queues,
    enter_us + shift, seq, serial, stage, outcome, caller, caller_norm, orig_pos, wait_us, agent, connect_us + shift,
    ring_us, talk_us, hold_us, acw_us, end_us + shift, end_reason, fold_version, marks, flags, fold_us
FROM (
    SELECT visit.*, day, hour, time, day * 86400000000 + hour * 3600000000 + time * 7000000 AS shift
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS day, generate_series(0, 9) AS hour,
        generate_series(1, :times) AS time, queue_visits AS visit
    WHERE visit.fold_us >= 0 AND visit.queue IN ('consult', 'complaint', 'sales') AND visit.stage = 'ended'
) AS shifted""")

_COUNTED = """
SELECT queue, {at} AS at, count(*) AS offered, count(*) FILTER (WHERE outcome = 'answered') AS answered,
    count(*) FILTER (WHERE outcome = 'abandoned') AS abandoned,
    count(*) FILTER (WHERE outcome = 'answered' AND wait_us <= 20000000) AS within,
    sum(wait_us) FILTER (WHERE outcome = 'answered' AND marks & 512 = 0) AS waited,
    sum(talk_us) FILTER (WHERE outcome = 'answered' AND marks & 1024 = 0) AS talked, max(wait_us) AS longest,
    percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY wait_us) AS ranked
FROM queue_visits WHERE enter_us >= :from_us AND enter_us < :to_us AND queue LIKE 'q%' GROUP BY 1, 2"""


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="rexian bench figures")
    parser.add_argument("--visits", type=int, default=VISITS)
    wanted = parser.parse_args(argv or [])
    with tempfile.TemporaryDirectory(prefix="rexian-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        with running_postgres(Path(folder)) as url:
            report(measured(Config(env="test", database_url=url), wanted.visits))


def measured(config: Config, visits: int) -> dict[str, Any]:
    """Milliseconds of both ways on the same rows, the best of several rounds each, and what making them took."""
    scratch = Scratch(config)
    try:
        with scratch.app() as app:
            # The year is over: its days and months can be settled.
            app.extensions["clock"].at = datetime(2028, 1, 2, tzinfo=ZONE)
            began = time.monotonic()
            first = _fold_recorded_day()
            found: dict[str, Any] = {"visits": _multiply(first, visits)}
            found["made_s"] = time.monotonic() - began
            began = time.monotonic()
            _roll_up()
            found["rolled_up_s"] = time.monotonic() - began
            for name, span in _spans(first).items():
                if name == "running":
                    _unsettle(span)
                found |= _compared(name, span)
    finally:
        scratch.close()
    return found


def report(found: dict[str, Any]) -> None:
    """The table for people, the line for programs."""
    table = Table(title=f"figures of {QUEUES} queues over {found['visits']:,} visits")
    for name in ("", "roll-ups ms", "of it Python ms", "visits ms", "ratio", "target ms"):
        table.add_column(name, justify="left" if not name else "right")
    for name, title in TITLES.items():
        ours, plain, target = found[f"{name}_ms"], found[f"{name}_visits_ms"], TARGETS_MS.get(name)
        said = "" if target is None else f"{target:g} {'met' if ours <= target else 'missed'}"
        cells = (f"{one:.1f}" for one in (ours, found[f"{name}_cpu_ms"], plain))
        table.add_row(title, *cells, f"{plain / ours:.0f}", said)
    Console().print(table)
    print(f"made in {found['made_s']:.0f} s, rolled up in {found['rolled_up_s']:.0f} s")
    rounded = {name: round(value, 3) if isinstance(value, float) else value for name, value in found.items()}
    print(json.dumps({"bench": "figures", "targets_ms": TARGETS_MS, **rounded}))


def _fold_recorded_day() -> int:
    """Take the recording in by the usual way; gives the first instant of the year that it is multiplied over."""
    with db.begin(SYSTEM) as work:
        for code in ("consult", "complaint", "sales", *(f"q{number}" for number in range(QUEUES))):
            work.session.add(Queue(code=code, name=code, kind=TicketKind.INQUIRY))
        pbx = work.add(Pbx(code="bench", name="bench", timezone=ZONE.key))
        source_id = work.add(PbxSource(pbx_id=pbx.id, name="queue_log", kind=SourceKind.QUEUE_LOG)).id
    list(ingest.take_log(source_id, read_file(RECORDED)))
    return micros(datetime(2027, 1, 1, tzinfo=ZONE))


def _multiply(first_us: int, visits: int) -> int:
    """Whole days of the year, from the recording's own day on; `times` of each stay in each of ten hours."""
    recorded_us = micros(datetime(2026, 11, 21, tzinfo=ZONE))
    first = (first_us - recorded_us) // DAY_US
    with db.begin(SYSTEM) as work:
        ended = work.session.scalar(sa.text("SELECT count(*) FROM queue_visits WHERE stage = 'ended'")) or 1
        times = max(round(visits / (ended * 10 * DAYS)), 1)
        work.session.execute(sa.text("SET LOCAL synchronous_commit = off"))
        work.session.execute(_MULTIPLY, {"queues": QUEUES, "first": first, "last": first + DAYS - 1, "times": times})
    with db.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE queue_visits"))
    return ended * 10 * DAYS * times


def _roll_up() -> None:
    """Quarters from the visits in one statement, then days and months as the clock process adds them up."""
    with db.begin(SYSTEM) as work:
        work.session.execute(_quarters())
    with db.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE queue_rollups"))
    while True:
        with db.begin(SYSTEM) as work:
            if not calls.settle(work):
                break
    with db.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE queue_spans"))


def _quarters() -> sa.TextClause:
    """What `domain.metrics.sums` counts, as one statement: the comparison below holds the two together."""
    sure, answered = "marks & 512 = 0", "outcome = 'answered'"
    exited = "outcome NOT IN ('answered', 'abandoned', 'waiting', 'lost')"
    parts = {
        "offered": "count(*)",
        **{
            name: f"count(*) FILTER (WHERE outcome = '{name}')"
            for name in sums.COUNTS[1 : sums.COUNTS.index("wait_count")]
        },
        "wait_count": f"count(*) FILTER (WHERE {answered} AND {sure})",
        "abandon_count": f"count(*) FILTER (WHERE outcome = 'abandoned' AND {sure})",
        "exit_count": f"count(*) FILTER (WHERE {exited} AND {sure})",
        "talk_count": f"count(talk_us) FILTER (WHERE {answered} AND marks & 1024 = 0)",
        "hold_count": f"count(*) FILTER (WHERE {answered} AND hold_us > 0)",
        "transfers": f"count(*) FILTER (WHERE {answered} AND end_reason LIKE '%transfer%')",
        "wait_us": f"coalesce(sum(wait_us) FILTER (WHERE {answered} AND {sure}), 0)",
        "abandon_us": f"coalesce(sum(wait_us) FILTER (WHERE outcome = 'abandoned' AND {sure}), 0)",
        "exit_us": f"coalesce(sum(wait_us) FILTER (WHERE {exited} AND {sure}), 0)",
        "talk_us": f"coalesce(sum(talk_us) FILTER (WHERE {answered} AND marks & 1024 = 0), 0)",
        "acw_us": f"coalesce(sum(acw_us) FILTER (WHERE {answered} AND marks & 1024 = 0 AND talk_us IS NOT NULL), 0)",
        "hold_us": f"coalesce(sum(hold_us) FILTER (WHERE {answered}), 0)",
        "max_wait_us": f"coalesce(max(wait_us) FILTER (WHERE outcome NOT IN ('waiting', 'lost') AND {sure}), 0)",
    }
    for name, which in zip(sums.HISTOGRAMS, (answered, "outcome = 'abandoned'", exited), strict=True):
        counts = (f"count(*) FILTER (WHERE {which} AND wait_us <= {edge}000000)" for edge in sums.EDGES)
        parts[name] = f"ARRAY[{', '.join(counts)}]"
    return sa.text(f"""
INSERT INTO queue_rollups (pbx_id, queue, bucket_us, {", ".join(parts)})
SELECT pbx_id, queue, enter_us - enter_us % 900000000 AS bucket_us, {", ".join(parts.values())}
FROM queue_visits WHERE queue LIKE 'q%' GROUP BY 1, 2, 3""")  # noqa: S608 - every name is ours


def _spans(first_us: int) -> dict[str, Span]:
    end_us = micros(datetime(2028, 1, 1, tzinfo=ZONE))
    a_day = first_us + 100 * DAY_US
    return {
        "day": Span(a_day, a_day + DAY_US, ZONE, "day", end_us),
        "running": Span(a_day + DAY_US, a_day + 2 * DAY_US, ZONE, "day", end_us),
        "year": Span(first_us, end_us, ZONE, "month", end_us),
    }


def _unsettle(span: Span) -> None:
    """As a day is before midnight, or after a late line: its figures come from quarters, its ranks from the visits."""
    with db.begin(SYSTEM) as work:
        gone = sa.delete(SettledSpan).where(SettledSpan.grain == "day", SettledSpan.start_us == span.from_us)
        work.session.execute(gone)


def _compared(name: str, span: Span) -> dict[str, Any]:
    """Both ways of one span, equal in every number that they share."""
    asked = Asked({f"q{number}" for number in range(QUEUES)})

    def from_rollups() -> Any:
        with db.reading() as session:
            return queue_report(session, span, asked)

    starts = [bucket.start_us for bucket in span.buckets]
    at = f"width_bucket(enter_us, ARRAY{starts}::bigint[]) - 1"

    def from_visits() -> Any:
        with db.reading() as session:
            values = {"from_us": span.from_us, "to_us": span.to_us}
            return session.execute(sa.text(_COUNTED.format(at=at)), values).all()

    ours, cpu, found = _best(from_rollups, ROUNDS)
    plain, _, counted = _best(from_visits, 1 if name == "year" else 3)
    for row in counted:
        mine = found.buckets[row.at]["queues"][row.queue]
        said = (mine["offered"], mine["answered"], mine["abandoned"], mine["answered_in_sl"])
        assert said == (row.offered, row.answered, row.abandoned, row.within), (row, mine)
        assert mine["p50_wait_s"] == row.ranked[0] / 1_000_000, (row, mine)
    assert sum(row.offered for row in counted) == found.together["offered"]
    ours_of = {f"{name}_ms": ours, f"{name}_cpu_ms": cpu}
    return ours_of | {f"{name}_visits_ms": plain, f"{name}_rows": len(counted)}


def _best(look: Callable[[], Any], rounds: int) -> tuple[float, float, Any]:
    """Milliseconds on the wall's clock and of this process, each the least of the rounds, and what was found."""
    took: list[float] = []
    busy: list[float] = []
    found = None
    for _ in range(rounds):
        began, began_busy = time.perf_counter(), time.process_time()
        found = look()
        took.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - began_busy) * 1000)
    return min(took), min(busy), found


if __name__ == "__main__":
    main()
