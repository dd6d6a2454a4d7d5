"""kill -9 at every statement of the night: one revision, one notice and one mail come of it all the same (R03)."""

import os
import signal
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing.actions import report_deliveries, report_nights
from ticketing.clock import FrozenClock
from ticketing.db import begin, db, reading
from ticketing.domain.actors import SYSTEM, Actor, Role
from ticketing.domain.calls import Outcome
from ticketing.domain.instants import micros
from ticketing.models.calls import QueueVisit
from ticketing.models.deliveries import Delivery
from ticketing.models.escalations import Notice
from ticketing.models.people import Person
from ticketing.models.reports import ReportDelivery, ReportRun
from workers import reports as jobs

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 3)
MOST_STATEMENTS = 200


@pytest.fixture
def run_id(app: Flask, clock: FrozenClock) -> int:
    """The promises of yesterday are owed, and a supervisor with an address wants them."""
    clock.at = datetime(2026, 3, 4, 4, 31, tzinfo=ZONE).astimezone(UTC)
    at_us = micros(datetime(2026, 3, 3, 9, tzinfo=ZONE))
    with begin(SYSTEM) as work:
        about = {"password_hash": "!", "created_at": work.now, "roles": ["supervisor"]}
        boss = work.add(Person(login="sun", name="孙", email="sun@example.org", **about))
        visit = {"callid": "c1", "queue": "q", "enter_us": at_us, "seq": 0, "stage": "ended", "pbx_id": 1}
        work.add(QueueVisit(**visit, fold_us=1, fold_version=1, outcome=Outcome.ABANDONED))
    with begin(Actor(id=boss.id, roles=frozenset({Role.SUPERVISOR}))) as work:
        report_deliveries.subscribe(work, "promises", wanted=True)
    owed()
    with reading() as session:
        for close in session.scalars(sa.select(ReportRun.id).filter_by(key="day_close", period_start=DAY)).all():
            jobs.make(close, "", "")
    owed()
    return made()[0]


def owed() -> list[int]:
    with begin(SYSTEM) as work:
        return report_nights.owe(work)


def made() -> list[int]:
    with reading() as session:
        return list(session.scalars(sa.select(ReportRun.id).filter_by(key="promises", period_start=DAY)))


def survives(deed: Callable[[], None], statements: int) -> bool:
    """Whether the deed is through before its process is killed, as it sends this statement, or commits instead."""
    child = os.fork()
    if child == 0:
        _end(deed, statements)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _end(deed: Callable[[], None], statements: int) -> None:
    """In the child: connections of its own, a count, and no way out but the end of the process."""
    left = statements

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        db.engine.dispose(close=False)
        sa.event.listen(db.engine, "before_cursor_execute", count)
        sa.event.listen(db.engine, "commit", count)
        deed()
        os._exit(0)
    finally:
        os._exit(1)


def until_it_survives(deed: Callable[[], None], after_each: Callable[[], object]) -> int:
    """How often it was killed, each time a statement later."""
    for killed in range(MOST_STATEMENTS):
        if survives(deed, killed):
            return killed
        after_each()
    raise AssertionError("it never came through")


def test_r03_a_night_killed_at_any_statement_ends_in_one_revision_one_notice_and_one_mail(
    run_id: int, clock: FrozenClock
) -> None:
    def lease_passes() -> None:
        clock.advance(minutes=11)
        assert run_id in owed()

    killed = until_it_survives(lambda: jobs.make(run_id, "promises", DAY.isoformat()), lease_passes)
    assert killed > 10
    mailed = until_it_survives(lambda: jobs.mail(run_id), lambda: None)
    assert mailed > 10
    jobs.make(run_id, "promises", DAY.isoformat())
    jobs.mail(run_id)
    with reading() as session:
        runs = session.execute(sa.select(ReportRun.revision, ReportRun.state).filter_by(key="promises"))
        assert [tuple(row) for row in runs] == [(1, "done")]
        channels = sorted(session.scalars(sa.select(ReportDelivery.channel).filter_by(run_id=run_id)))
        assert channels == ["bell", "mail"]
        assert list(session.scalars(sa.select(Notice.kind))) == ["report_made"]
        (mail,) = session.scalars(sa.select(Delivery)).all()
        assert (mail.address, mail.values["on"], len(mail.files)) == ("sun@example.org", "2026-03-03", 1)


def test_a_mail_whose_writer_was_lost_is_owed_again(run_id: int, clock: FrozenClock) -> None:
    jobs.make(run_id, "promises", DAY.isoformat())
    clock.advance(minutes=6)
    with begin(SYSTEM) as work:
        assert report_deliveries.mail_again(work) == [run_id]
    jobs.mail(run_id)
    with begin(SYSTEM) as work:
        assert report_deliveries.mail_again(work) == []
