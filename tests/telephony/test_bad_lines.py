"""What a phone system should never have written is put aside with its reason, and the feed goes on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing import db
from ticketing.actions.calls import Heard, Tally
from ticketing.clock import FrozenClock
from ticketing.domain.calls import Fold
from ticketing.domain.instants import micros
from ticketing.domain.signals import Signal
from ticketing.models.calls import QueueVisit
from ticketing.models.telephony import Outage, RawEvent
from ticketing.telephony import ingest
from ticketing.telephony.feeds import LogFeed

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
AT = int(NOW.timestamp()) - 600
GOOD = [f"{AT}|1.1|sales|NONE|ENTERQUEUE||13800000001|1".encode(), f"{AT + 9}|1.1|sales|NONE|ABANDON|1|1|9".encode()]
BAD = {
    "too_few_fields": f"{AT}|torn in the mid".encode(),
    "bad_epoch": b"#!/bin/sh|is|a|foreign|file",
    "too_long": f"{AT}|1.2|sales|NONE|INFO|".encode() + b"x" * 9000,
    "not_utf8": f"{AT}|1.3|sales|NONE|INFO|".encode() + b"\xff\xfe\xb2\xe2\xca\xd4",
    "future": f"{AT + 7200}|1.4|sales|NONE|ENTERQUEUE||13800000002|1".encode(),
}


@pytest.fixture
def log(tmp_path: Path, clock: FrozenClock) -> Path:
    clock.at = NOW
    path = tmp_path / "queue_log"
    path.write_bytes(b"\n".join([GOOD[0], *BAD.values(), GOOD[1]]) + b"\n")
    return path


def test_bad_lines_are_kept_aside_and_the_call_around_them_is_whole(
    app: Flask, source_of: Callable[..., int], log: Path
) -> None:
    feed = LogFeed(source_of(path=str(log)))
    while feed.step() == 0.0:
        pass
    feed.close()
    with db.reading() as session:
        aside = session.scalars(sa.select(RawEvent).filter_by(status="quarantined").order_by(RawEvent.pos_offset)).all()
        visit = session.scalars(sa.select(QueueVisit)).one()
    assert [row.reason for row in aside] == list(BAD)
    assert aside[0].raw == f"{AT}|torn in the mid"
    assert (visit.outcome, visit.wait_us) == ("abandoned", 9_000_000)


def test_stamps_from_the_future_are_noted_as_a_clock_that_is_wrong(
    app: Flask, source_of: Callable[..., int], clock: FrozenClock
) -> None:
    """telephony.md 5.2: the figures of these hours say that the clock was not right."""
    clock.at, source_id = NOW, source_of()
    ahead = [f"{AT + 7200 + number}|1.{number}|sales|NONE|ENTERQUEUE||138|1" for number in range(3)]
    ingest.take(source_id, ingest.hear_texts(ahead[:1], ingest.now_us()))
    clock.at += timedelta(minutes=4)
    ingest.take(source_id, ingest.hear_texts(ahead[:2], ingest.now_us()))
    clock.at += timedelta(minutes=10)
    ingest.take(source_id, ingest.hear_texts(ahead[1:2], ingest.now_us()))
    with db.reading() as session:
        (noted,) = session.scalars(sa.select(Outage)).all()
    began_us = micros(NOW)
    assert (noted.kind, noted.from_us, noted.to_us) == ("clock_step", began_us, began_us + 240_000_000)
    ingest.take(source_id, ingest.hear_texts(ahead, ingest.now_us()))
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Outage.id))) == 2


def test_a_line_that_no_rule_can_bear_is_put_aside_alone(
    app: Flask, clock: FrozenClock, source_of: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.at = NOW
    hear = Fold.hear

    def stumble(self: Fold, signal: Signal) -> None:
        if signal.callid == "poison":
            raise KeyError("no rule for this")
        hear(self, signal)

    monkeypatch.setattr(Fold, "hear", stumble)
    texts = [GOOD[0].decode(), f"{AT}|poison|sales|NONE|ENTERQUEUE||1|1", GOOD[1].decode()]
    heard = [
        Heard(text, signal, None, 1, offset)
        for offset, text in enumerate(texts)
        if isinstance(signal := ingest.parse(text), Signal)
    ]
    source_id = source_of()
    assert ingest.take(source_id, heard) == Tally(2, 0, 1)
    assert ingest.take(source_id, heard) == Tally(0, 3, 0)
    with db.reading() as session:
        assert session.scalars(sa.select(RawEvent.reason).filter_by(status="quarantined")).all() == ["unfoldable"]
        assert session.scalars(sa.select(QueueVisit.outcome)).one() == "abandoned"
