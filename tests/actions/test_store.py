"""Rows are written in several ways, and what the database refuses sounds the same in all of them."""

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing.actions.store import MANY, Shape, append, in_one_go, upsert
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.models.queues import Queue
from ticketing.models.telephony import Outage, Pbx
from ticketing.work import Work

PLACES = Shape.of(Outage, "pbx_id kind from_us to_us evidence", key="pbx_id kind from_us")
ALONE = Shape.of(Queue, "code name", key="code")


def outages(pbx_id: int, count: int, evidence: str = "x") -> list[tuple[object, ...]]:
    return [(pbx_id, "restart", number, None, evidence) for number in range(count)]


def known(work: Work) -> int:
    return work.add(Pbx(code="one", name="One")).id


def write_twice(work: Work) -> None:
    rows = outages(known(work), 1)
    with in_one_go(work.session):
        append(work.session, PLACES, rows)
        append(work.session, PLACES, rows)


def test_what_is_refused_in_one_go_is_heard_as_an_integrity_error(app: Flask) -> None:
    with pytest.raises(sa.exc.IntegrityError), begin(SYSTEM) as work:
        write_twice(work)


@pytest.mark.parametrize("count", [3, MANY + 3])
def test_few_rows_and_many_are_written_over_alike(count: int, app: Flask) -> None:
    with begin(SYSTEM) as work:
        pbx_id = known(work)
        append(work.session, PLACES, outages(pbx_id, count, "first"))
        upsert(work.session, PLACES, outages(pbx_id, count + 1, "second"))
        found = work.session.scalars(sa.select(Outage.evidence)).all()
        assert found == ["second"] * (count + 1)


def test_the_key_of_a_row_is_a_tuple_whatever_its_length() -> None:
    assert PLACES.key_of((1, "restart", 5, None, "x")) == (1, "restart", 5)
    assert ALONE.key_of(("sales", "Sales")) == ("sales",)
