"""Sessions that the revision reads off the slices there are, beside those that are written with them."""

from importlib import import_module
from typing import Any

import sqlalchemy as sa

from tests.actions.test_timelines import DAY, assign, people, settled, take
from ticketing import db
from ticketing.domain.actors import SYSTEM
from ticketing.models.presence import PersonSession

__all__ = ["people"]
FROM_SLICES: str = import_module("migrations.versions.0016_sessions").FROM_SLICES


def sessions() -> list[tuple[Any, ...]]:
    one = PersonSession
    with db.reading() as session:
        columns = sa.select(one.person_id, one.start_us, one.end_us, one.first_call_us, one.last_call_us)
        return [tuple(row) for row in session.execute(columns.order_by(one.person_id, one.start_us))]


def test_the_sessions_of_an_older_centre_are_those_that_would_have_been_written(people: dict[str, int]) -> None:  # noqa: F811
    take(
        *DAY,
        "500|NONE|q|SIP/8001|ADDMEMBER|",
        "510|1.2|q|NONE|ENTERQUEUE||138|1",
        "520|1.2|q|SIP/8001|CONNECT|10|1.3|4",
    )
    for name in ("SIP/8001", "Li Na"):
        assign(name, people["li"])
    settled()
    written = sessions()
    assert len(written) == 2
    assert written[1][2] is None
    assert written[1][4] is None
    with db.begin(SYSTEM) as work:
        work.session.execute(sa.delete(PersonSession))
        work.session.execute(sa.text(FROM_SLICES))
    assert sessions() == written
