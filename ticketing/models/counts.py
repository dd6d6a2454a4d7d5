"""How many tickets there are of each sort, kept by every change of a ticket instead of being counted.

The database itself notes a change (a trigger), so that nobody who writes can forget it: one row less of the old sort,
one more of the new. Changes are only added, so nobody waits for anybody; now and then they are summed into the counts.
What is over (closed, merged, cancelled) is not counted.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.domain.tickets import TERMINAL
from ticketing.models.base import Base

DIMENSIONS = ("queue_id", "team_id", "owner_id", "state", "kind", "priority", "breached")


class TicketNumber(Base):
    """The last number given out on a business day; its row is the lock that keeps numbers without gaps."""

    __tablename__ = "ticket_numbers"

    day: Mapped[str] = mapped_column(unique=True)
    last: Mapped[int]


class _Sort:
    queue_id: Mapped[int | None]
    team_id: Mapped[int | None]
    owner_id: Mapped[int | None]
    state: Mapped[str]
    kind: Mapped[str]
    priority: Mapped[str]
    breached: Mapped[bool]
    n: Mapped[int]


class TicketCount(_Sort, Base):
    """`key` is the sort in one word, because empty values are never equal."""

    __tablename__ = "ticket_counts"

    key: Mapped[str] = mapped_column(unique=True)


class TicketCountChange(_Sort, Base):
    """One ticket more (`n` 1) or less (-1) of a sort, not summed yet."""

    __tablename__ = "ticket_count_changes"


_COLUMNS = ", ".join(DIMENSIONS)
_OVER = ", ".join(f"'{state}'" for state in sorted(TERMINAL))
_OLD, _NEW = (", ".join(f"{row}.{name}" for name in DIMENSIONS) for row in ("OLD", "NEW"))

FUNCTION = f"""
CREATE OR REPLACE FUNCTION count_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state NOT IN ({_OVER}) THEN
        INSERT INTO ticket_count_changes ({_COLUMNS}, n) VALUES ({_OLD}, -1);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state NOT IN ({_OVER}) THEN
        INSERT INTO ticket_count_changes ({_COLUMNS}, n) VALUES ({_NEW}, 1);
    END IF;
    RETURN NULL;
END $$
"""  # noqa: S608 - of constants

# The statements in order; a migration runs each of them as `create_all` does.
STATEMENTS = (
    FUNCTION,
    "CREATE OR REPLACE TRIGGER tickets_counted AFTER INSERT OR DELETE ON tickets"
    " FOR EACH ROW EXECUTE FUNCTION count_ticket()",
    f"CREATE OR REPLACE TRIGGER tickets_recounted AFTER UPDATE OF {_COLUMNS} ON tickets"
    f" FOR EACH ROW WHEN (({_OLD}) IS DISTINCT FROM ({_NEW})) EXECUTE FUNCTION count_ticket()",
)
TRIGGERS = ("tickets_counted", "tickets_recounted")

#: The changes so far become part of the counts; whoever reads sees either both before or both after.
SETTLE = f"""
WITH gone AS (DELETE FROM ticket_count_changes RETURNING {_COLUMNS}, n)
INSERT INTO ticket_counts AS kept (key, {_COLUMNS}, n)
SELECT concat_ws(':', coalesce(queue_id, 0), coalesce(team_id, 0), coalesce(owner_id, 0), state, kind, priority,
    breached), {_COLUMNS}, sum(n) FROM gone GROUP BY {_COLUMNS} HAVING sum(n) <> 0
ON CONFLICT (key) DO UPDATE SET n = kept.n + EXCLUDED.n
"""  # noqa: S608 - of constants
#: Every count as the tickets themselves say; for a start and for repair.
RECOUNT = f"""
INSERT INTO ticket_count_changes ({_COLUMNS}, n)
SELECT {_COLUMNS}, count(*) FROM tickets WHERE state NOT IN ({_OVER}) GROUP BY {_COLUMNS}
"""  # noqa: S608 - of constants
#: Each sort whose kept count is not what the tickets say.
COMPARE = f"""
SELECT {_COLUMNS}, sum(kept)::bigint AS kept, sum(counted)::bigint AS counted FROM (
    SELECT {_COLUMNS}, n AS kept, 0 AS counted FROM ticket_counts
    UNION ALL SELECT {_COLUMNS}, n, 0 FROM ticket_count_changes
    UNION ALL SELECT {_COLUMNS}, 0, count(*) FROM tickets WHERE state NOT IN ({_OVER}) GROUP BY {_COLUMNS}
) both_ways GROUP BY {_COLUMNS} HAVING sum(kept) <> sum(counted) ORDER BY 1, 2, 3, 4, 5, 6, 7
"""  # noqa: S608 - of constants


@sa.event.listens_for(Base.metadata, "after_create")
def _count(metadata: sa.MetaData, connection: sa.Connection, **_: object) -> None:
    present = set(sa.inspect(connection).get_table_names())
    if present.issuperset({"tickets", "ticket_count_changes"}):
        for statement in STATEMENTS:
            connection.exec_driver_sql(statement)
