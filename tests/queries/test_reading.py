"""A reading leaves nothing behind but what the next one is quicker for."""

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing.db import db, reading
from ticketing.models.people import Team

PREPARED = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM teams%'")


def test_what_was_asked_often_stays_prepared_for_the_readings_after(app: Flask) -> None:
    for _ in range(7):
        with reading() as session:
            session.scalars(sa.select(Team.id)).all()
    with reading() as session:
        assert session.scalar(PREPARED) == 1


def test_a_reading_refuses_to_write(app: Flask) -> None:
    with reading() as session:
        session.add(Team(code="night", name="Night"))
        with pytest.raises(RuntimeError, match="open a work"):
            session.flush()
        session.expunge_all()
    with db.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Team)) == 0


def test_what_a_reading_loaded_can_be_read_after_it(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.insert(Team).values(code="night", name="Night"))
    with reading() as session:
        (team,) = session.scalars(sa.select(Team))
    assert team.name == "Night"
