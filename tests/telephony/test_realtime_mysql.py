"""The realtime table in a server as phone systems have it: MariaDB, its own types, and a server that goes away."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.telephony.mysql_server import BINARY, INSTALLER, MysqlServer, mysql_server
from ticketing import db
from ticketing.clock import FrozenClock
from ticketing.domain.instants import instant
from ticketing.errors import Invalid
from ticketing.models.calls import QueueVisit
from ticketing.models.telephony import LinkState, PbxSource, RawEvent, SourceKind
from ticketing.telephony.table_feed import TableFeed
from ticketing.telephony.trial import try_feed

AFTER_US = 1_795_300_000_000_000
# As the phone system's own scripts make it: stamps without fractions, values of a hundred characters.
ADAPTIVE = """CREATE TABLE queue_log (
    id BIGINT NOT NULL AUTO_INCREMENT, time DATETIME, callid VARCHAR(80), queuename VARCHAR(256), agent VARCHAR(80),
    event VARCHAR(32), data1 VARCHAR(100), data2 VARCHAR(100), data3 VARCHAR(100), data4 VARCHAR(100),
    data5 VARCHAR(100), PRIMARY KEY (id), UNIQUE (id))"""
# As sites made it by hand for years: text for the time, one column for all values.
WHOLE = """CREATE TABLE queue_log (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, time CHAR(26) NOT NULL DEFAULT '', callid CHAR(50),
    queuename CHAR(50), agent CHAR(50), event CHAR(20), data VARCHAR(255)) ENGINE=MyISAM"""
FINE = "ALTER TABLE queue_log MODIFY time DATETIME(6)"
HEAD = "INSERT INTO queue_log (time, callid, queuename, agent, event"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MysqlServer]:
    """One server for the file; without one on this machine its tests are skipped."""
    if BINARY is None or INSTALLER is None:
        pytest.skip("no MariaDB server on this machine (apt-get install mariadb-server)")
    with mysql_server(tmp_path_factory.mktemp("mysql")) as server:
        yield server


@pytest.fixture
def server(machine: MysqlServer, clock: FrozenClock) -> MysqlServer:
    clock.at = instant(AFTER_US)
    machine.run("DROP TABLE IF EXISTS queue_log")
    return machine


@pytest.fixture
def feed(app: Flask, server: MysqlServer, source_of: Callable[..., int]) -> Iterator[TableFeed]:
    found = TableFeed(source_of(SourceKind.REALTIME, url=server.url(), table="queue_log"))
    yield found
    found.close()


def a_call(first: str, second: str, third: str) -> list[str]:
    return [
        f"{HEAD}, data1, data2, data3) VALUES ('{first}', '1.1', 'sales', 'NONE', 'ENTERQUEUE', '', '138', '1')",
        f"{HEAD}, data1, data2, data3) VALUES ('{second}', '1.1', 'sales', '王芳', 'CONNECT', '8', '1.2', '3')",
        f"{HEAD}, data1, data2, data3) VALUES ('{third}', '1.1', 'sales', '王芳', 'COMPLETECALLER', '8', '60', '1')",
    ]


def visit() -> QueueVisit:
    with db.reading() as session:
        return session.scalars(sa.select(QueueVisit)).one()


def source() -> PbxSource:
    with db.reading() as session:
        return session.scalars(sa.select(PbxSource)).one()


def test_the_stock_table_is_read_with_its_own_stamps_and_chinese_names(server: MysqlServer, feed: TableFeed) -> None:
    server.run(ADAPTIVE, *a_call("2026-11-22 04:08:44", "2026-11-22 04:08:52", "2026-11-22 04:09:52"))
    feed.step()
    found = visit()
    assert (found.outcome, found.agent, found.wait_us, found.talk_us) == ("answered", "王芳", 8_000_000, 60_000_000)
    assert found.enter_us == 1_795_291_724_000_000
    assert (source().link_state, source().pos_offset) == (LinkState.UP, 4)


def test_stamps_with_microseconds_keep_them(server: MysqlServer, feed: TableFeed) -> None:
    server.run(
        ADAPTIVE, FINE, *a_call("2026-11-22 04:08:44.250001", "2026-11-22 04:08:52.5", "2026-11-22 04:09:52.999999")
    )
    feed.step()
    assert visit().enter_us == 1_795_291_724_250_001


def test_a_table_made_by_hand_with_one_column_of_values_is_read_too(server: MysqlServer, feed: TableFeed) -> None:
    server.run(
        WHOLE,
        f"{HEAD}, data) VALUES ('1795291724', '1.1', 'sales', 'NONE', 'ENTERQUEUE', '|13800138000|1')",
        f"{HEAD}, data) VALUES ('1795291754', '1.1', 'sales', 'NONE', 'ABANDON', '1|1|30')",
    )
    feed.step()
    assert (visit().outcome, visit().wait_us) == ("abandoned", 30_000_000)


def test_a_row_that_is_committed_later_than_its_followers_is_still_heard(server: MysqlServer, feed: TableFeed) -> None:
    enter, connect, complete = a_call("2026-11-22 04:08:44", "2026-11-22 04:08:52", "2026-11-22 04:09:52")
    server.run(ADAPTIVE, enter)
    engine = sa.create_engine(server.url("asterisk"), poolclass=sa.NullPool)
    with engine.begin() as slow:
        slow.exec_driver_sql(connect)
        server.run(complete)
        feed.step()
        with db.reading() as session:
            assert session.scalar(sa.select(sa.func.count(RawEvent.id))) == 2
    feed.step()
    assert (visit().outcome, visit().ring_us) == ("answered", 3_000_000)
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count(RawEvent.id))) == 3


def test_a_server_that_goes_away_is_said_and_found_again_with_nothing_lost(
    server: MysqlServer, feed: TableFeed
) -> None:
    enter, *rest = a_call("2026-11-22 04:08:44", "2026-11-22 04:08:52", "2026-11-22 04:09:52")
    server.run(ADAPTIVE, enter)
    feed.step()
    server.stop()
    assert feed.step() > 1.0
    assert source().link_state is LinkState.DOWN
    assert source().link_error
    server.start()
    server.run(*rest)
    feed.step()
    assert (source().link_state, visit().outcome) == (LinkState.UP, "answered")


def test_a_wrong_password_is_said_without_any_password(
    app: Flask, server: MysqlServer, source_of: Callable[..., int]
) -> None:
    url = server.url(password="plugh-1")
    feed = TableFeed(source_of(SourceKind.REALTIME, url=url, table="queue_log"))
    assert feed.step() > 1.0
    feed.close()
    assert source().link_state is LinkState.DOWN
    assert "Access denied" in source().link_error
    assert "plugh" not in source().link_error


def test_a_table_that_is_not_there_or_is_another_is_said(server: MysqlServer, feed: TableFeed) -> None:
    assert feed.step() > 1.0
    assert "queue_log" in source().link_error
    server.run("CREATE TABLE queue_log (a INT)")
    feed.step()
    assert "no id, time and event" in source().link_error


def test_it_is_tried_with_what_it_will_be_read_with(server: MysqlServer, feed: TableFeed) -> None:
    with pytest.raises(Invalid, match="no_answer"):
        try_feed(feed.source_id)
    server.run(ADAPTIVE)
    assert try_feed(feed.source_id).took_s >= 0
