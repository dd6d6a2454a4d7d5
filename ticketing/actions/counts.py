"""Sum what changed into the counts of tickets; whoever looks in between adds both up."""

import sqlalchemy as sa

from ticketing.models.counts import SETTLE, TicketCount
from ticketing.work import Work

LOCK = 0x434F554E


def settle(work: Work) -> None:
    """Make the changes part of the counts; a second one at the same time leaves them to the first."""
    if work.session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(LOCK))):
        work.session.execute(sa.text(SETTLE))
        work.session.execute(sa.delete(TicketCount).where(TicketCount.n == 0))
