"""A phone system and its feeds in the database, and the recorded day that a real Asterisk wrote."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from ticketing import db
from ticketing.bare import bare_app
from ticketing.clock import FrozenClock
from ticketing.config import Config
from ticketing.domain.actors import SYSTEM
from ticketing.models.queues import Queue
from ticketing.models.telephony import Pbx, PbxSource, SourceKind

RECORDED_DAY = Path(__file__).parent.parent / "recordings" / "recorded_day"


@pytest.fixture
def app(config: Config, clock: FrozenClock) -> Iterator[Flask]:
    """The application without doors, as the process has it that listens to the phones; its context is open."""
    app = bare_app(config, clock)
    with app.app_context():
        yield app
        db.db.session.remove()
        db.db.engine.dispose()


@pytest.fixture
def recorded_day() -> Path:
    """The folder of the recording: queue_log, visits.csv, queues.json, the AMI stream and its snapshots."""
    return RECORDED_DAY


@pytest.fixture
def true_visits(recorded_day: Path) -> list[dict[str, str]]:
    """One row per ENTERQUEUE, worked out independently of us."""
    with (recorded_day / "visits.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def true_queues(recorded_day: Path) -> dict[str, Any]:
    """The counts by queue, worked out independently of us."""
    truth: dict[str, Any] = json.loads((recorded_day / "queues.json").read_text(encoding="utf-8"))["total"]
    return truth


def unpacked(name: str) -> bytes:
    """A packed file of the recording."""
    return gzip.decompress((RECORDED_DAY / f"{name}.gz").read_bytes())


@pytest.fixture
def source_of(app: Flask) -> Callable[..., int]:
    """Make a phone system with one feed (again: one more feed); gives the feed's id."""

    def make(kind: SourceKind = SourceKind.QUEUE_LOG, pbx: str = "pbx1", name: str = "", **settings: Any) -> int:
        with db.begin(SYSTEM) as work:
            row = work.session.query(Pbx).filter_by(code=pbx).one_or_none() or work.add(Pbx(code=pbx, name=pbx))
            source = PbxSource(pbx_id=row.id, name=name or kind.value, kind=kind, settings=settings)
            return work.add(source).id

    return make


@pytest.fixture
def queues(app: Flask) -> None:
    """The queues of the recording, with its service levels and wrap-up."""
    with db.begin(SYSTEM) as work:
        for code, level, wrapup in (("consult", 8, 2), ("complaint", 8, 2), ("sales", 10, 0)):
            row = Queue(code=code, name=code, kind="inquiry", sl_threshold_s=level, wrapup_s=wrapup)
            work.session.add(row)
