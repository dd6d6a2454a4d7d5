"""Lines become rows, each once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing import db
from ticketing.actions.calls import Tally, total
from ticketing.clock import FrozenClock
from ticketing.models.calls import QueueVisit
from ticketing.telephony import ingest
from ticketing.telephony.follow import read_file

AFTER_THE_DAY = datetime(2026, 11, 22, tzinfo=UTC)


def load(source_id: int, path: Path) -> Tally:
    return total(tally for tally, _ in ingest.take_log(source_id, read_file(path)))


ENDS = {
    "COMPLETEAGENT": ("answered", "agent"),
    "COMPLETECALLER": ("answered", "caller"),
    "BLINDTRANSFER": ("answered", "blind_transfer"),
    "ATTENDEDTRANSFER": ("answered", "attended_transfer"),
    "ABANDON": ("abandoned", None),
    "EXITWITHTIMEOUT": ("timeout", None),
    "EXITWITHKEY": ("exit_key", None),
    "EXITEMPTY": ("exit_empty", None),
    "WITHDRAW": ("withdrawn", None),
}


def seconds(text: str) -> int | None:
    return int(text) * 1_000_000 if text else None


def truth_of(row: dict[str, str]) -> tuple[Any, ...]:
    outcome, reason = ENDS[row["reason"]]
    answered = outcome == "answered"
    return (
        *(row["uniqueid"], row["queue"], seconds(row["enter"]), row["caller"], outcome, reason),
        *(row["agent"] if answered else None, seconds(row["connect"]), seconds(row["ring"])),
        *(seconds(row["wait"] if answered else row["endwait"]), seconds(row["talk"]), seconds(row["end"])),
    )


def ours(visit: QueueVisit) -> tuple[Any, ...]:
    return (
        *(visit.callid, visit.queue, visit.enter_us, visit.caller, visit.outcome.value, visit.end_reason),
        *(visit.agent, visit.connect_us, visit.ring_us, visit.wait_us, visit.talk_us, visit.end_us),
    )


@pytest.fixture
def later(clock: FrozenClock) -> FrozenClock:
    """The clock, set behind everything that the recording says."""
    clock.at = AFTER_THE_DAY
    return clock


def test_the_recorded_day_becomes_the_visits_that_really_happened(
    app: Flask,
    later: FrozenClock,
    queues: None,
    source_of: Callable[..., int],
    recorded_day: Path,
    true_visits: list[dict[str, Any]],
) -> None:
    source_id = source_of()
    assert load(source_id, recorded_day / "queue_log") == Tally(185, 0, 0)
    with db.reading() as session:
        visits = session.scalars(sa.select(QueueVisit)).all()
    assert sorted(map(ours, visits), key=str) == sorted(map(truth_of, true_visits), key=str)
