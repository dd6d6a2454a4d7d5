"""A line that was put aside is released into its own place in the log, or dropped; it never stops the feed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.telephony.tables import picture
from ticketing import db
from ticketing.actions import calls
from ticketing.actions.calls import Tally, total
from ticketing.clock import FrozenClock
from ticketing.domain.actors import SYSTEM, Actor, Role
from ticketing.domain.calls import Fold
from ticketing.domain.instants import instant
from ticketing.domain.signals import Signal
from ticketing.errors import Forbidden
from ticketing.journal import JournalEntry
from ticketing.models.calls import QueueVisit
from ticketing.models.system import AuditRow
from ticketing.models.telephony import Pbx, PbxSource, RawEvent, SourceKind
from ticketing.queries import quarantine as aside
from ticketing.queries.quarantine import Wanted
from ticketing.telephony import ingest, quarantine
from ticketing.telephony.ears import hearing_of
from ticketing.telephony.follow import read_file
from ticketing.telephony.quarantine import Outcome

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
AT = int(NOW.timestamp()) - 600
ENTER, CONNECT, COMPLETE = (
    f"{AT}|1.1|sales|NONE|ENTERQUEUE||13800000001|1",
    f"{AT + 9}|1.1|sales|Li|CONNECT|9|1.2|3",
    f"{AT + 39}|1.1|sales|Li|COMPLETECALLER|9|30|1",
)


@pytest.fixture(autouse=True)
def _now(clock: FrozenClock) -> None:
    clock.at = NOW


def load(source_id: int, path: Path, *lines: str) -> Tally:
    path.write_bytes(b"\n".join(line.encode("utf-8", "surrogateescape") for line in lines) + b"\n")
    with db.reading() as session:
        hear = hearing_of(session.get_one(PbxSource, source_id))
    return total(tally for tally, _ in ingest.take_log(source_id, read_file(path), hear=hear))


def waiting() -> list[int]:
    with db.reading() as session:
        return [row.id for row, _ in aside.page(session, Wanted(), None, 100)][::-1]


def status_of(event_id: int) -> tuple[str, str | None]:
    with db.reading() as session:
        row = session.get_one(RawEvent, event_id)
        return row.status.value, row.reason


@pytest.fixture
def believes_gbk(monkeypatch: pytest.MonkeyPatch) -> str:
    """A line in another encoding: refused when it came, readable with marks when somebody says so."""
    return f"{AT + 9}|1.1|sales|Li".encode().decode() + "\udcb2\udce2|CONNECT|9|1.2|3"


def test_a_released_line_comes_out_as_if_it_had_been_readable_when_it_came(
    app: Flask, source_of: Callable[..., int], tmp_path: Path, believes_gbk: str
) -> None:
    source_id = source_of()
    complete = COMPLETE.replace("|Li|", "|Li��|")
    assert load(source_id, tmp_path / "queue_log", ENTER, believes_gbk, complete) == Tally(2, 0, 1)
    (line,) = waiting()
    assert status_of(line) == ("quarantined", "not_utf8")
    with db.reading() as session:
        assert "connect_inferred" in session.scalars(sa.select(QueueVisit)).one().flags
    assert quarantine.release(SYSTEM, [line]) == Outcome(1, 0)
    other = source_of(pbx="pbx2")
    load(other, tmp_path / "whole", ENTER, CONNECT.replace("|Li|", "|Li��|"), complete)
    with db.reading() as session:
        one, two = session.scalars(sa.select(Pbx.id).order_by(Pbx.id))
        assert picture(session, one) == picture(session, two)
    assert status_of(line) == ("ok", "not_utf8")
    assert waiting() == []


def test_releasing_twice_or_what_says_nothing_changes_nothing(
    app: Flask, source_of: Callable[..., int], tmp_path: Path
) -> None:
    load(source_of(), tmp_path / "queue_log", ENTER, "torn in the mid", COMPLETE)
    (line,) = waiting()
    assert quarantine.release(SYSTEM, [line]) == Outcome(0, 1)
    assert status_of(line) == ("quarantined", "too_few_fields")
    assert quarantine.release(SYSTEM, [line, 10**9]) == Outcome(0, 2)


def test_a_stamp_that_lay_ahead_can_be_released_when_its_time_has_come(
    app: Flask, source_of: Callable[..., int], tmp_path: Path, clock: FrozenClock
) -> None:
    source_id = source_of()
    load(source_id, tmp_path / "queue_log", ENTER, f"{AT + 3600}|1.1|sales|NONE|ABANDON|1|1|3600")
    (line,) = waiting()
    assert quarantine.release(SYSTEM, [line]) == Outcome(0, 1)
    clock.advance(hours=1)
    assert quarantine.release(SYSTEM, [line]) == Outcome(1, 0)
    with db.reading() as session:
        assert session.scalars(sa.select(QueueVisit)).one().outcome == "abandoned"


def test_lines_before_and_behind_the_head_are_released_together(
    app: Flask, source_of: Callable[..., int], tmp_path: Path
) -> None:
    torn = "\udcb2\udce2"
    did = f"{AT + 1}|1.1|sales|NONE|DID|4008001{torn}"
    end = f"{AT + 60}|1.1|sales|NONE|INFO|{torn}"
    load(source_of(), tmp_path / "queue_log", ENTER, did, CONNECT, COMPLETE, end)
    assert quarantine.release(SYSTEM, waiting()) == Outcome(2, 0)
    with db.reading() as session:
        assert session.scalars(sa.select(QueueVisit)).one().dnis == "4008001��"
        orders = session.scalars(sa.select(RawEvent.order_us).order_by(RawEvent.pos_offset)).all()
    assert orders == sorted(order for order in orders if order is not None)


def test_a_line_that_no_rule_can_bear_stays_and_lets_the_others_pass(
    app: Flask, source_of: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torn = "\udcb2\udce2"
    lines = [f"{AT + number}|1.{number}|sales|NONE|INFO|{torn}" for number in (1, 2, 3)]
    load(source_of(), tmp_path / "queue_log", ENTER, *lines)
    hear = Fold.hear

    def stumble(fold: Fold, signal: Signal) -> None:
        if signal.callid == "1.2":
            raise ValueError("no rule")
        hear(fold, signal)

    monkeypatch.setattr(Fold, "hear", stumble)
    first, second, third = waiting()
    assert quarantine.release(SYSTEM, [first, second, third]) == Outcome(2, 1)
    assert [status_of(line)[0] for line in (first, second, third)] == ["ok", "quarantined", "ok"]


def test_a_dropped_line_is_kept_and_shown_no_longer(app: Flask, source_of: Callable[..., int], tmp_path: Path) -> None:
    source_id = source_of()
    load(source_id, tmp_path / "queue_log", ENTER, "torn in the mid")
    (line,) = waiting()
    with db.begin(SYSTEM) as work:
        assert calls.drop(work, [line]) == 1
        assert calls.drop(work, [line]) == 0
    assert status_of(line)[0] == "dropped"
    assert waiting() == []
    assert load(source_id, tmp_path / "queue_log", ENTER, "torn in the mid") == Tally(0, 2, 0)
    with db.reading() as session:
        assert session.get_one(RawEvent, line).raw == "torn in the mid"


def test_each_verdict_stands_in_the_journal_and_in_the_audit(
    app: Flask, source_of: Callable[..., int], tmp_path: Path, believes_gbk: str
) -> None:
    source_id = source_of()
    load(source_id, tmp_path / "queue_log", ENTER, believes_gbk, "torn in the mid")
    readable, torn = waiting()
    quarantine.release(SYSTEM, [readable])
    with db.begin(SYSTEM) as work:
        calls.drop(work, [torn])
    with db.reading() as session:
        names = set(session.scalars(sa.select(JournalEntry.name)))
        rows = session.execute(sa.select(AuditRow.action, AuditRow.object).order_by(AuditRow.id)).all()
    assert {"LinesReleased", "LinesDropped"} <= names
    assert [tuple(row) for row in rows] == [
        ("lines_released", f"source:{source_id}"),
        ("lines_dropped", f"source:{source_id}"),
    ]


def test_what_a_released_line_sets_off_is_the_systems_doing(
    app: Flask, source_of: Callable[..., int], tmp_path: Path
) -> None:
    torn = "\udcb2\udce2"
    load(source_of(), tmp_path / "queue_log", ENTER, f"{AT + 20}|1.1|sales|{torn}|ABANDON|1|1|20")
    supervisor = Actor(None, frozenset({Role.SUPERVISOR}), name="super")
    assert quarantine.release(supervisor, waiting()) == Outcome(1, 0)
    with db.reading() as session:
        assert session.scalars(sa.select(QueueVisit)).one().outcome == "abandoned"
        assert session.scalars(sa.select(AuditRow.actor).where(AuditRow.action == "lines_released")).one() == "super"


def test_only_who_may_decide_decides(
    app: Flask, source_of: Callable[..., int], tmp_path: Path, believes_gbk: str
) -> None:
    load(source_of(), tmp_path / "queue_log", ENTER, believes_gbk)
    (line,) = waiting()
    lead = Actor(7, frozenset({Role.LEAD}), name="lead")
    with pytest.raises(Forbidden):
        quarantine.release(lead, [line])
    with pytest.raises(Forbidden), db.begin(lead) as work:
        calls.drop(work, [line])


def test_a_record_is_released_once_its_columns_are_named(
    app: Flask, source_of: Callable[..., int], tmp_path: Path
) -> None:
    source_id = source_of(SourceKind.CDR)
    assert load(source_id, tmp_path / "Full.csv", '"2026-11-22 03:50:00","","2026-11-22 03:50:09","1.1"') == Tally(
        0, 0, 1
    )
    (line,) = waiting()
    with db.begin(SYSTEM) as work:
        work.get(PbxSource, source_id).settings = {"columns": "start,answer,end,uniqueid"}
    assert quarantine.release(SYSTEM, [line]) == Outcome(1, 0)
    with db.reading() as session:
        row = session.get_one(RawEvent, line)
    assert (row.kind, row.callid, instant(row.event_us or 0)) == (
        "CDR",
        "1.1",
        datetime(2026, 11, 21, 19, 50, tzinfo=UTC),
    )


def test_the_words_of_a_line_cannot_be_changed_and_a_verdict_not_be_taken_back(
    app: Flask, source_of: Callable[..., int], tmp_path: Path
) -> None:
    load(source_of(), tmp_path / "queue_log", ENTER, "torn in the mid")
    (line,) = waiting()
    for change in ({"raw": "whole"}, {"pos_offset": 0}):
        with pytest.raises(sa.exc.IntegrityError), db.begin(SYSTEM) as work:
            work.session.execute(sa.update(RawEvent).where(RawEvent.id == line).values(**change))
    with db.begin(SYSTEM) as work:
        calls.drop(work, [line])
    with pytest.raises(sa.exc.IntegrityError), db.begin(SYSTEM) as work:
        work.session.execute(sa.update(RawEvent).where(RawEvent.id == line).values(status="quarantined"))


def test_the_heaps_are_counted_by_feed_and_reason(app: Flask, source_of: Callable[..., int], tmp_path: Path) -> None:
    source_id = source_of()
    load(source_id, tmp_path / "queue_log", "torn", "torn too", "x|1|2|3|4", ENTER)
    with db.reading() as session:
        heaps = aside.heaps(session)
        chosen = aside.ids(session, Wanted(source_id, "too_few_fields"), 10)
    assert [(heap.pbx, heap.reason, heap.lines) for heap in heaps] == [
        ("pbx1", "too_few_fields", 2),
        ("pbx1", "bad_epoch", 1),
    ]
    assert list(chosen) == waiting()[:2]
