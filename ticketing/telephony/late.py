"""What came late is folded in its place, and the live state proves itself: in short works, while the feeds go on."""

import sqlalchemy as sa

from ticketing import db
from ticketing.actions import calls
from ticketing.domain.actors import SYSTEM
from ticketing.models.telephony import Pbx
from ticketing.telephony.collecting import seldom_collecting
from ticketing.telephony.decode import decode


def in_doubt() -> list[int]:
    """The phone systems of which something came late and is not folded in its place yet."""
    with db.reading() as session:
        waits = sa.or_(Pbx.late_us.is_not(None), Pbx.refolding_us.is_not(None))
        return list(session.scalars(sa.select(Pbx.id).where(waits).order_by(Pbx.id)))


def advance(refolding: calls.Refolding) -> bool:
    """One piece of a folding anew; True when nothing is left of it."""
    # Not done again from the start like other deeds: the folding itself has moved on meanwhile.
    with seldom_collecting(), db.begin(SYSTEM) as work:
        return refolding.advance(work)


def compare(pbx_id: int) -> bool | None:
    """Whether the live state of a phone system is what a replay comes to; None when that can't be told just now.

    A difference is noted, told and healed by the next folding.
    """
    looked = db.do(SYSTEM, lambda work: calls.look(work, pbx_id, decode))
    if looked is None:
        return None
    with db.begin(SYSTEM) as work:
        replayed = calls.replay(work, pbx_id, looked, decode)
    return db.do(SYSTEM, lambda work: calls.judge(work, pbx_id, looked, replayed))


def fold_all() -> None:
    """Fold everything that came late in its place, and come back when that is done."""
    while waiting := in_doubt():
        for pbx_id in waiting:
            refolding = calls.Refolding(pbx_id, decode)
            while not advance(refolding):
                pass
