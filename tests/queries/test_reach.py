"""Lists show what the table of rights allows: SQL and `judge` agree on every actor and every row."""

import itertools

import pytest
import sqlalchemy as sa
from flask import Flask

from ticketing.db import reading
from ticketing.domain.actors import Actor, Role, Scope
from ticketing.domain.permissions import Permission, Target, Verdict, judge
from ticketing.queries.reach import Sides, within

SIDES = list(itertools.product([None, 1, 2], [None, 10, 20], [None, 100, 200]))
ROWS = sa.values(
    sa.column("n", sa.BigInteger), sa.column("owner", sa.BigInteger), sa.column("team", sa.BigInteger),
    sa.column("queue", sa.BigInteger), name="rows",
).data([(n, *sides) for n, sides in enumerate(SIDES)])  # fmt: skip
ACTORS = [
    Actor(1, frozenset({role}), Scope(team_id=team, queue_ids=queues))
    for role in (Role.AGENT, Role.LEAD, Role.SUPERVISOR, Role.INSPECTOR, Role.ADMIN)
    for team in (None, 10)
    for queues in (frozenset[int](), frozenset({100}))
]


@pytest.mark.parametrize("permission", [Permission.TICKET_READ, Permission.TICKET_WRITE, Permission.ROSTER_READ])
def test_a_list_holds_exactly_the_rows_over_which_the_right_reaches(app: Flask, permission: Permission) -> None:
    columns = Sides(owner=ROWS.c.owner, team=ROWS.c.team, queue=ROWS.c.queue)
    with reading() as session:
        for actor in ACTORS:
            listed = set(session.scalars(sa.select(ROWS.c.n).where(within(actor, permission, columns))))
            verdicts = [judge(actor, permission, Target(*sides)) for sides in SIDES]
            assert listed == {n for n, verdict in enumerate(verdicts) if verdict is Verdict.ALLOWED}
