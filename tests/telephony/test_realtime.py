"""The realtime table: exported, or asked while it grows; ordered by id, stamped in the server's own zone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymysql
import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.telephony.recorded_day import log_lines
from tests.telephony.tables import picture
from ticketing import db
from ticketing.actions.calls import Tally, total
from ticketing.clock import FrozenClock
from ticketing.config import Config
from ticketing.domain.instants import instant
from ticketing.domain.signals import Signal, SignalKind
from ticketing.errors import Invalid
from ticketing.models.calls import QueueVisit
from ticketing.models.telephony import LinkState, Pbx, PbxSource, RawEvent, SourceKind
from ticketing.telephony import ingest
from ticketing.telephony.csv_lines import Reading, reading_of
from ticketing.telephony.follow import read_file
from ticketing.telephony.queue_log import Refusal
from ticketing.telephony.realtime import RowClock, hear_rows, line_of_row, read_export, read_row, row_of
from ticketing.telephony.row_places import take_export
from ticketing.telephony.table_feed import TableFeed
from ticketing.telephony.trial import try_feed

SHANGHAI = reading_of({}, "Asia/Shanghai")
AFTER_US = 1_795_300_000_000_000
COLUMNS = ("id", "time", "callid", "queuename", "agent", "event", "data1", "data2", "data3", "data4", "data5")


@pytest.fixture(autouse=True)
def _after_the_recording(clock: FrozenClock) -> None:
    clock.at = instant(AFTER_US)


def row(number: int, time: str, event: str, *data: str, **more: Any) -> dict[str, Any]:
    fields = {"callid": "1.1", "queuename": "sales", "agent": "NONE", "event": event} | more
    return {"id": number, "time": time, **fields, **{f"data{place}": text for place, text in enumerate(data, 1)}}


def read(found: dict[str, Any], clock: RowClock | None = None) -> Signal:
    signal = read_row(found, clock or RowClock(SHANGHAI))
    assert isinstance(signal, Signal), signal
    return signal


def test_a_row_is_what_its_line_would_be_with_a_finer_stamp() -> None:
    signal = read(row(1, "2026-11-22 04:08:44.250001", "ENTERQUEUE", "", "138", "1", "", ""))
    assert signal == Signal(1_795_291_724_250_001, SignalKind.ENTERQUEUE, "1.1", "sales", "", ("", "138", "1"))


def test_the_sixth_field_is_found_inside_data5() -> None:
    signal = read(row(1, "2026-11-22 04:08:44", "ATTENDEDTRANSFER", "LINK", "a", "b", "8", "60|1", agent="Li"))
    assert signal.data == ("LINK", "a", "b", "8", "60", "1")


def test_a_whole_data_column_is_the_rest_of_the_line() -> None:
    signal = read(row(1, "2026-11-22 04:08:44", "COMPLETECALLER", data="12|34|1", agent="Li"))
    assert signal.data == ("12", "34", "1")


def test_a_bar_that_queuelog_adds_behind_the_fifth_value_is_none_of_it() -> None:
    assert line_of_row(row(1, "x", "INFO", "a", "b", "c", "d", "e|"), 5_000_000) == "5|1.1|sales|NONE|INFO|a|b|c|d|e"


def test_stamps_are_local_unless_the_site_logs_gmt_and_may_be_epochs() -> None:
    stamp = row(1, "2026-11-22 04:08:44", "INFO")
    gmt = read(stamp, RowClock(reading_of({"gmt": "yes"}, "Asia/Shanghai")))
    assert gmt.at_us - read(stamp).at_us == 8 * 3_600_000_000
    assert read(row(1, "1795291724", "INFO")).at_us == read(stamp).at_us


def test_in_the_hour_that_comes_twice_time_does_not_run_back_from_row_to_row() -> None:
    clock = RowClock(reading_of({}, "Europe/Berlin"))
    stamps = ["2025-10-26 02:59:58", "2025-10-26 02:00:03", "2025-10-26 02:00:02"]
    first, second, third = [read(row(number, text, "INFO"), clock).at_us for number, text in enumerate(stamps)]
    assert (second - first, third - second) == (5_000_000, -1_000_000)


def test_a_row_that_cannot_be_read_is_put_aside_with_its_reason() -> None:
    clock = RowClock(SHANGHAI)
    assert read_row(row(1, "0000-00-00 00:00:00", "INFO"), clock) is Refusal.BAD_TIME
    assert read_row(row(1, "2026-11-22 04:08:44", "CONNECT", "twelve"), clock) is Refusal.BAD_NUMBER
    assert read_row(row(1, "2026-11-22 04:08:44", ""), clock) is Refusal.NO_EVENT
    assert read_row(row(1, "2026-11-22 08:08:44", "INFO"), clock, 1_795_291_724_000_000) is Refusal.FUTURE


@pytest.mark.parametrize("form", ["heading", "stock", "tabs"])
def test_an_export_is_read_whatever_the_tool_that_made_it(tmp_path: Path, form: str) -> None:
    values = ["7", "2026-11-22 04:08:44", "1.1", "sales", "NONE", "ENTERQUEUE", "", "138", "1", "NULL", r"\N"]
    lines = {
        "heading": ",".join(f'"{name}"' for name in COLUMNS) + "\n" + ",".join(f'"{value}"' for value in values),
        "stock": ";".join(values),
        "tabs": "\t".join(COLUMNS) + "\n" + "\t".join(values),
    }
    path = tmp_path / "export"
    path.write_text(lines[form] + "\n", encoding="utf-8-sig")
    (found,) = read_export(path)
    assert read(dict(found)).data == ("", "138", "1")
    assert found["id"] == "7"


def test_an_export_of_another_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_text("name,number\nLi,8001\n")
    with pytest.raises(Invalid) as refused:
        list(read_export(path))
    assert refused.value.code == "unknown_columns"


def rows_of_the_day() -> list[tuple[Any, ...]]:
    """The recorded log as its table would hold it: local text, five values, the rest glued to the fifth."""
    rows = []
    for number, line in enumerate(log_lines(), 1):
        epoch, callid, queue, agent, event, *data = line.decode().rstrip("\n").split("|")
        data = [*data[:4], "|".join(data[4:])] if len(data) > 5 else data + [""] * (5 - len(data))
        local = instant((int(epoch) + 8 * 3600) * 1_000_000).strftime("%Y-%m-%d %H:%M:%S.000000")
        rows.append((number, local, callid, queue, agent, event, *data))
    return rows


@pytest.fixture
def table(app: Flask, config: Config) -> Iterator[sa.Table]:
    """A real table of another program, in a schema of its own."""
    engine = sa.create_engine(config.database_url, poolclass=sa.NullPool)
    columns = [sa.Column(name, sa.Text, default="") for name in COLUMNS[1:]]
    table = sa.Table(
        "queue_log", sa.MetaData(schema="asterisk"), sa.Column("id", sa.BigInteger, primary_key=True), *columns
    )
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE SCHEMA asterisk"))
        table.create(connection)
    yield table
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA asterisk CASCADE"))
    engine.dispose()


@pytest.fixture
def write(table: sa.Table, config: Config) -> Callable[..., None]:
    engine = sa.create_engine(config.database_url, poolclass=sa.NullPool)

    def insert(*rows: tuple[Any, ...]) -> None:
        with engine.begin() as connection:
            connection.execute(table.insert(), [dict(zip(COLUMNS, found, strict=False)) for found in rows])

    return insert


@pytest.fixture
def feed_id(source_of: Callable[..., int], config: Config) -> int:
    return source_of(SourceKind.REALTIME, url=config.database_url, table="asterisk.queue_log")


def poll(feed: TableFeed) -> None:
    while feed.step() == 0.0:
        pass


def said() -> list[tuple[int | None, str | None]]:
    with db.reading() as session:
        rows = session.scalars(sa.select(RawEvent).order_by(RawEvent.pos_generation, RawEvent.pos_offset))
        return [(found.pos_offset, found.kind) for found in rows]


def test_a_table_that_is_asked_comes_to_the_same_day_as_its_log_file(
    app: Flask,
    source_of: Callable[..., int],
    feed_id: int,
    write: Callable[..., None],
    recorded_day: Path,
    queues: None,
) -> None:
    write(*rows_of_the_day())
    feed = TableFeed(feed_id)
    poll(feed)
    feed.close()
    list(ingest.take_log(source_of(pbx="by file"), read_file(recorded_day / "queue_log")))
    with db.reading() as session:
        by_table, by_file = (
            picture(session, session.scalars(sa.select(Pbx.id).filter_by(code=code)).one())
            for code in ("pbx1", "by file")
        )
        source = session.get_one(PbxSource, feed_id)
    assert by_table == by_file
    assert (source.link_state, source.pos_offset) == (LinkState.UP, 186)


def test_an_export_after_the_table_was_asked_adds_nothing(
    app: Flask, feed_id: int, write: Callable[..., None], tmp_path: Path
) -> None:
    rows = rows_of_the_day()
    write(*rows[:100])
    feed = TableFeed(feed_id)
    poll(feed)
    path = tmp_path / "export.tsv"
    path.write_text("\n".join("\t".join(map(str, found)) for found in [COLUMNS, *rows]) + "\n", encoding="utf-8")
    assert total(take_export(feed_id, path, SHANGHAI)) == Tally(85, 100, 0)
    write(*rows[100:])
    poll(feed)
    feed.close()
    assert len(said()) == 185


def test_a_new_start_goes_on_behind_the_last_row(app: Flask, feed_id: int, write: Callable[..., None]) -> None:
    write((1, "2026-11-22 04:08:44", "1.1", "sales", "NONE", "ENTERQUEUE", "", "138", "1"))
    feed = TableFeed(feed_id)
    poll(feed)
    feed.close()
    write((2, "2026-11-22 04:08:49", "1.1", "sales", "NONE", "ABANDON", "1", "1", "5"))
    again = TableFeed(feed_id)
    poll(again)
    again.close()
    assert said() == [(1, "ENTERQUEUE"), (2, "ABANDON")]


def test_a_row_whose_transaction_was_slower_is_still_found(
    app: Flask, feed_id: int, write: Callable[..., None]
) -> None:
    write((1, "2026-11-22 04:08:44", "1.1", "sales", "NONE", "ENTERQUEUE", "", "138", "1"))
    write((3, "2026-11-22 04:08:53", "1.1", "sales", "Li", "COMPLETECALLER", "2", "7", "1"))
    feed = TableFeed(feed_id)
    poll(feed)
    write((2, "2026-11-22 04:08:46", "1.1", "sales", "Li", "CONNECT", "2", "1.2", "1"))
    poll(feed)
    feed.close()
    assert said() == [(1, "ENTERQUEUE"), (2, "CONNECT"), (3, "COMPLETECALLER")]
    with db.reading() as session:
        visit = session.scalars(sa.select(QueueVisit)).one()
    assert (visit.outcome, visit.talk_us, visit.ring_us) == ("answered", 7_000_000, 1_000_000)


def test_the_id_is_the_order_though_mysql_rounded_a_stamp_into_the_next_second(
    app: Flask, feed_id: int, write: Callable[..., None]
) -> None:
    write(
        (1, "2026-11-22 04:08:45", "1.1", "sales", "NONE", "ENTERQUEUE", "", "138", "1"),
        (2, "2026-11-22 04:08:44", "1.1", "sales", "NONE", "ABANDON", "1", "1", "0"),
    )
    feed = TableFeed(feed_id)
    poll(feed)
    feed.close()
    with db.reading() as session:
        visit = session.scalars(sa.select(QueueVisit)).one()
    assert (visit.outcome, visit.wait_us) == ("abandoned", 0)


def test_a_table_that_was_emptied_and_begun_anew_is_read_from_its_first_row(
    app: Flask, feed_id: int, write: Callable[..., None], table: sa.Table, config: Config
) -> None:
    feed = TableFeed(feed_id)
    write(*((number, "2026-11-22 04:08:44", f"1.{number}", "sales", "NONE", "DID", "1") for number in (1, 2, 3)))
    poll(feed)
    engine = sa.create_engine(config.database_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(table.delete())
    write((1, "2026-11-22 04:09:44", "2.1", "sales", "NONE", "INFO", "1"))
    poll(feed)
    feed.close()
    with engine.begin() as connection:
        connection.execute(table.delete())
    write(*((number, "2026-11-22 04:10:44", f"3.{number}", "sales", "NONE", "IVR", "1") for number in (1, 2)))
    other = TableFeed(feed_id)
    poll(other)
    other.close()
    assert said() == [(1, "DID"), (2, "DID"), (3, "DID"), (1, "INFO"), (1, "IVR"), (2, "IVR")]


def test_a_table_that_is_not_there_is_said_and_asked_again(
    app: Flask, source_of: Callable[..., int], config: Config
) -> None:
    feed = TableFeed(source_of(SourceKind.REALTIME, url=config.database_url, table="nowhere"))
    assert feed.step() > 1.0
    feed.close()
    with db.reading() as session:
        source = session.scalars(sa.select(PbxSource)).one()
    assert source.link_state is LinkState.DOWN
    assert "nowhere" in source.link_error


def test_a_server_whose_way_of_logging_in_the_driver_lacks_is_said(
    app: Flask, source_of: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(*_: Any, **__: Any) -> None:
        raise RuntimeError("'cryptography' package is required for sha256_password or caching_sha2_password")

    monkeypatch.setattr(pymysql, "connect", lacking)
    feed = TableFeed(source_of(SourceKind.REALTIME, url="mysql+pymysql://a:b@127.0.0.1/asterisk"))
    assert feed.step() > 1.0
    with db.reading() as session:
        assert "caching_sha2_password" in session.scalars(sa.select(PbxSource)).one().link_error
    with pytest.raises(Invalid, match="no_answer"):
        try_feed(feed.source_id)


def test_a_row_that_says_nothing_is_put_aside_and_the_next_one_counts(
    app: Flask, feed_id: int, write: Callable[..., None]
) -> None:
    write(
        (1, "not a time", "1.1", "sales", "NONE", "DID", "1"),
        (2, "2026-11-22 04:08:44", "1.1", "s", "NONE", "DID", "1"),
    )
    feed = TableFeed(feed_id)
    poll(feed)
    feed.close()
    with db.reading() as session:
        rows = session.execute(sa.select(RawEvent.status, RawEvent.reason).order_by(RawEvent.id)).all()
    assert [tuple(found) for found in rows] == [("quarantined", "bad_time"), ("ok", None)]


def test_a_reading_in_utc_is_the_default_of_nobody() -> None:
    assert Reading().zone is not SHANGHAI.zone


@pytest.mark.parametrize("first", ["file", "table"])
def test_a_file_and_a_table_of_one_phone_system_are_one_truth(
    app: Flask, source_of: Callable[..., int], feed_id: int, write: Callable[..., None], recorded_day: Path, first: str
) -> None:
    log_id, alone = source_of(), source_of(pbx="alone")
    write(*rows_of_the_day())

    def read_table() -> None:
        feed = TableFeed(feed_id)
        poll(feed)
        feed.close()

    def read_log() -> None:
        list(ingest.take_log(log_id, read_file(recorded_day / "queue_log")))

    for read_one in (read_log, read_table) if first == "file" else (read_table, read_log):
        read_one()
    list(ingest.take_log(alone, read_file(recorded_day / "queue_log")))
    with db.reading() as session:
        both, one = (
            picture(session, session.scalars(sa.select(Pbx.id).filter_by(code=code)).one())
            for code in ("pbx1", "alone")
        )
        twins = session.scalar(sa.select(sa.func.count()).select_from(RawEvent).where(RawEvent.status == "twin"))
    assert both == one
    assert twins == 185


def test_equal_lines_are_twins_one_by_one_and_a_cut_value_is_the_whole_one(
    app: Flask, source_of: Callable[..., int], feed_id: int, write: Callable[..., None], tmp_path: Path
) -> None:
    reason = "培训" * 30
    lines = [
        "1795291724|NONE|sales|Li|RINGNOANSWER|0",
        "1795291724|NONE|sales|Li|RINGNOANSWER|0",
        "1795291724|NONE|sales|Li|RINGNOANSWER|0",
        f"1795291725|NONE|sales|Li|PAUSE|{reason}",
    ]
    path = tmp_path / "queue_log"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    write(
        *((number, "2026-11-22 04:08:45", "NONE", "sales", "Li", "RINGNOANSWER", "0") for number in (1, 2)),
        (3, "2026-11-22 04:08:45", "NONE", "sales", "Li", "PAUSE", reason[:33]),
    )
    feed = TableFeed(feed_id)
    poll(feed)
    feed.close()
    list(ingest.take_log(source_of(), read_file(path)))
    with db.reading() as session:
        told = session.scalars(sa.select(RawEvent.status).order_by(RawEvent.source_id, RawEvent.id)).all()
    assert [status.value for status in told] == ["ok", "ok", "ok", "twin", "twin", "ok", "twin"]


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([*COLUMNS, "data", "other"]),
            st.one_of(
                st.none(), st.integers(), st.text(max_size=40), st.sampled_from(["2026-11-22 04:08:44", "CONNECT", "7"])
            ),
        ),
        max_size=8,
    )
)
def test_no_row_whatever_is_an_exception_and_none_is_lost(rows: list[dict[str, Any]]) -> None:
    heard = hear_rows(rows, 1, RowClock(SHANGHAI), AFTER_US)
    assert len(heard) == len(rows)
    assert all((line.signal is None) != (line.reason is None) for line in heard)
    # What was stored is the row, and reads the same again; only NUL bytes cannot be stored.
    kept = [line for line in heard if line.reason != Refusal.NUL_BYTES]
    again = hear_rows([row_of(line.raw) for line in kept], 1, RowClock(SHANGHAI), AFTER_US)
    assert [line.signal for line in again] == [line.signal for line in kept]
