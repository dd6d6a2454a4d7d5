"""Who looks after the floor gathers what was touched, begins with everything and loses nothing."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from ticketing.actions import alerts
from ticketing.domain.alerts import Touched
from ticketing.domain.events import FloorMoved
from ticketing.work import Work
from workers.alerts import Watcher


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Touched]:
    found: list[Touched] = []
    monkeypatch.setattr(alerts, "evaluate", lambda work, touched: found.append(touched))
    return found


def test_the_first_look_is_at_everything_and_the_next_at_what_was_touched_since(
    app: Flask, looks: list[Touched]
) -> None:
    watcher = Watcher()
    watcher.step()
    watcher.step()
    watcher.hear([FloorMoved(1, ["sales"], ["8001"], live=True)])
    watcher.hear([FloorMoved(1, ["consult"], [], live=True)])
    watcher.step()

    assert [look.everything for look in looks] == [True, False]
    assert looks[1] == Touched({"sales", "consult"}, {(1, "8001")})


def test_what_was_touched_while_the_database_was_away_is_looked_at_when_it_is_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Touched] = []
    away = True

    def evaluate(work: Work, touched: Touched) -> None:
        if away:
            raise OperationalError("SELECT 1", {}, Exception("gone"))
        found.append(touched)

    monkeypatch.setattr(alerts, "evaluate", evaluate)
    watcher = Watcher()
    watcher.hear([FloorMoved(1, ["sales"], [], live=True)])
    with pytest.raises(OperationalError):
        watcher.step()
    away = False
    watcher.step()

    assert found == [Touched({"sales"}, everything=True)]
