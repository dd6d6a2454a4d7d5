"""A recorded manager link over a real socket, cut at random: beside its log it changes no figure."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.telephony.conftest import unpacked
from tests.telephony.fake_pbx import CutShort, fake_pbx
from tests.telephony.test_ami_client import QUICK
from ticketing import db
from ticketing.actions.calls import Heard
from ticketing.clock import FrozenClock
from ticketing.models.calls import QueueVisit
from ticketing.models.telephony import Outage, PbxSource, SourceKind
from ticketing.queries.folded import visit_of
from ticketing.telephony import ingest, late
from ticketing.telephony.ami.feed import AmiFeed
from ticketing.telephony.follow import read_file


@pytest.fixture
def heard(app: Flask, clock: FrozenClock, queues: None, recorded_day: Path) -> list[Heard]:
    # When the recording began: link and log tell of the same minutes.
    clock.at = datetime.fromtimestamp(1_795_291_722, UTC)
    (stretch,) = read_file(recorded_day / "queue_log")
    return ingest.hear_log(stretch.lines, stretch.end.generation, ingest.now_us())


@pytest.mark.parametrize("seed", range(3))
def test_a_link_that_is_cut_again_and_again_ends_in_the_figures_of_the_log(
    source_of: Callable[..., int], heard: list[Heard], seed: int
) -> None:
    draw = random.Random(seed)
    raw, index = unpacked("wallboard-01.raw"), unpacked("wallboard-01.idx")
    chunks = index.count(b"\n")
    talk = CutShort(raw, index, sorted(draw.sample(range(3, chunks - 5), 4)), lost=draw.randint(0, 12))
    log = source_of(name="log")
    with fake_pbx(talk) as pbx:
        link = source_of(SourceKind.AMI, host="127.0.0.1", port=pbx.port, username="w", secret="secret")
        feed = AmiFeed(link, QUICK)
        cuts = sorted(draw.sample(range(len(heard)), 5))
        pieces = [heard[start:end] for start, end in zip([0, *cuts], [*cuts, len(heard)], strict=True)]
        deadline, quiet_at = time.monotonic() + 120, 0.0
        while not quiet_at or time.monotonic() < quiet_at:
            assert time.monotonic() < deadline, "the recording was not heard out"
            feed.step()
            if pieces and draw.random() < 0.2:
                ingest.take(log, pieces.pop(0))
            if talk.over.is_set() and not quiet_at:
                quiet_at = time.monotonic() + 1.0
        feed.close()
    for piece in pieces:
        ingest.take(log, piece)
    late.fold_all()
    alone = source_of(pbx="straight", name="log")
    ingest.take(alone, heard)
    assert facts(log) == facts(alone)
    assert pbx.connections >= 5
    assert cut_times(log) >= 4


def facts(source_id: int) -> list[Any]:
    with db.reading() as session:
        pbx_id = session.get_one(PbxSource, source_id).pbx_id
        visits = map(visit_of, session.scalars(sa.select(QueueVisit).filter_by(pbx_id=pbx_id)))
        return sorted(
            repr((v.callid, v.queue, v.outcome, v.wait_us, v.talk_us, v.agent, v.end_us, v.end_reason, v.flags))
            for v in visits
        )


def cut_times(source_id: int) -> int:
    """How many stretches without a link are on record, each with its end."""
    with db.reading() as session:
        pbx_id = session.get_one(PbxSource, source_id).pbx_id
        known = session.scalars(sa.select(Outage).filter_by(pbx_id=pbx_id, kind="link_down")).all()
        return sum(outage.to_us is not None for outage in known)
