"""`rexian clocks explain`: the sum behind a deadline, on the wall of the centre."""

from contextlib import contextmanager

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from tests.desk import Desk, furnish
from ticketing.clock import FrozenClock
from workers.commands import clocks as command
from workers.commands import rexian


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture(autouse=True)
def _database_of_the_test(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def opened(_: object):  # type: ignore[no-untyped-def]
        with app.app_context():
            yield

    monkeypatch.setattr(command, "opened", opened)


def explain(*words: str) -> Result:
    return CliRunner().invoke(rexian, ["clocks", "explain", *words])


def test_every_stretch_stands_in_a_line_with_the_sum_so_far(desk: Desk) -> None:
    desk.at("03-02 11:00")
    number = desk.high()
    desk.at("03-02 14:00")
    assert explain(number).stdout.splitlines() == [
        "resolution 1  running  target 28800 s  due 2026-03-03 11:30:00",
        "2026-03-02 11:00:00  2026-03-02 12:00:00      3600     3600",
        "2026-03-02 13:30:00  2026-03-02 14:00:00      1800     5400",
        "team one  5400 s",
    ]


def test_a_clock_that_is_not_there_is_said_in_one_line(desk: Desk) -> None:
    for words in (["20260302-99999"], [desk.high(), "--seq", "9"], [desk.high(), "--kind", "promise"]):
        said = explain(*words)
        assert (said.exit_code, said.stderr.startswith("rexian: not found")) == (1, True)
