"""Today's figures on the board are those of the visits, whichever way they are read."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.actions.test_rollups import app, log, source, take
from ticketing import db
from ticketing.clock import FrozenClock
from ticketing.models.queues import Queue
from ticketing.queries.board import figures, topics

__all__ = ["app", "source"]


@pytest.mark.parametrize("t", [5, 20, 600])
def test_a_day_from_roll_ups_is_the_day_counted_from_the_visits(
    app: Flask, source: int, clock: FrozenClock, t: int
) -> None:
    take(source, log(7))
    with db.reading() as session:
        look = topics.look_at(session, db.centre(), datetime(2025, 11, 3, 12, tzinfo=UTC))
        session.execute(sa.update(Queue).values(sl_threshold_s=t))
        days = figures.days_of(look)
        assert dict(days) == figures._counted(look, ["q", "p"], look.day_us)
        assert sum(day.offered for day in days.values()) > 0
