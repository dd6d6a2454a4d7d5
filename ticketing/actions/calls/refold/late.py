"""Late events: noted at once, folded in their place soon, while the feeds go on."""

import sqlalchemy as sa

from ticketing.actions.calls.head import (
    Written,
    checkpoint,
    drop_checkpoints,
    keep,
    put_away,
    since,
    stops_after,
    written_down,
)
from ticketing.actions.calls.refold.shadow import Shadow
from ticketing.domain.calls.state import FAR_US
from ticketing.models.telephony import EventStatus, Pbx, RawEvent
from ticketing.queries.raw_events import Decoder, events_after
from ticketing.work import Work

#: So few events to fold again are folded at once, in the work that brought the late one.
LITTLE = 2_000
#: So many are folded in one work, and after so many the tables are put right as far as they can be.
PIECE = 5_000
LAY_EVERY = 50_000
#: Between two states that are written down on the way lie at least so many.
WRITE_EVERY = 10_000


def note_late(pbx: Pbx, from_us: int, to_us: int) -> None:
    """Something lies before the head: the rows from there on are in doubt until it is folded in its place."""
    pbx.late_us = from_us if pbx.late_us is None else min(pbx.late_us, from_us)
    pbx.late_until_us = max(pbx.late_until_us or 0, to_us)


def is_little(work: Work, pbx: Pbx, decode: Decoder) -> bool:
    """Whether folding again is done before anybody has waited."""
    late_us = min((us for us in (pbx.late_us, pbx.refolding_us) if us is not None), default=FAR_US)
    from_us = since(work, pbx, decode, late_us).order_us
    behind = (
        sa.select(RawEvent.id)
        .where(RawEvent.pbx_id == pbx.id, RawEvent.order_us > from_us, RawEvent.status == EventStatus.OK)
        .limit(LITTLE + 1)
    )
    return (work.session.scalar(sa.select(sa.func.count()).select_from(behind.subquery())) or 0) <= LITTLE


def refold_now(work: Work, pbx_id: int, decode: Decoder) -> None:
    """Fold late events in their place before anything else is done."""
    refolding = Refolding(pbx_id, decode)
    while not refolding.advance(work):
        pass


class Refolding:
    """One folding anew, a few thousand events at a time: each `advance` is for a short work of its own.

    Nothing is locked but while rows are written. What comes late meanwhile waits for the next folding; what comes in
    order is folded by the live head and by this one. A process that dies on the way leaves `refolding_us` behind, and
    the next one begins there.
    """

    def __init__(self, pbx_id: int, decode: Decoder) -> None:
        self.pbx_id, self.decode = pbx_id, decode
        self.shadow: Shadow | None = None
        self.until_us = 0
        # States of places where an older checkpoint stands that is no longer true.
        self.written: list[Written] = []

    def advance(self, work: Work) -> bool:
        """Do the next piece; True when nothing is left to do."""
        if self.shadow is None:
            return not self._begin(work)
        shadow = self.shadow
        head_us = work.session.scalar(sa.select(Pbx.head_order_us).where(Pbx.id == self.pbx_id)) or 0
        if shadow.at_us >= head_us:
            return self._finish(work, shadow)
        self._fold_on(work, shadow, head_us)
        if shadow.is_at_a_stop():
            if shadow.at_us > self.until_us and shadow.agrees():
                return self._stop_here(work, shadow)
            if shadow.head.since_checkpoint >= WRITE_EVERY:
                self.written.append(written_down(shadow.head))
                shadow.head.since_checkpoint = 0
        if shadow.heard >= LAY_EVERY:
            self._lay(work, shadow, final=False)
            shadow.go_on_from_here()
        return False

    def _begin(self, work: Work) -> bool:
        pbx = self._locked(work)
        places = [us for us in (pbx.late_us, pbx.refolding_us) if us is not None]
        if not places:
            return False
        # A folding that was cut short may have put rows in order up to anywhere.
        self.until_us = pbx.head_order_us if pbx.refolding_us is not None else pbx.late_until_us or 0
        pbx.refolding_us, pbx.late_us, pbx.late_until_us = min(places), None, None
        head = since(work, pbx, self.decode, min(places))
        self.shadow = Shadow(work, pbx.id, head, stops_after(work, pbx, head.order_us))
        return True

    def _fold_on(self, work: Work, shadow: Shadow, head_us: int) -> None:
        stop = shadow.next_stop()
        goal_us = min(head_us, stop.order_us) if stop is not None else head_us
        piece = (
            sa.select(RawEvent.order_us)
            .where(RawEvent.pbx_id == self.pbx_id, RawEvent.order_us > shadow.at_us, RawEvent.order_us < goal_us)
            .order_by(RawEvent.order_us)
            .offset(PIECE)
            .limit(1)
        )
        until_us = work.session.scalar(piece) or goal_us
        pbx = work.session.get_one(Pbx, self.pbx_id)
        shadow.hear(list(events_after(work.session, pbx, self.decode, shadow.at_us, until_us)), until_us)

    def _lay(self, work: Work, shadow: Shadow, final: bool) -> Pbx:
        # Looked for without the lock: what the state has let go of, nobody changes any more.
        found = shadow.found(work, final)
        pbx = self._locked(work)
        shadow.lay(work, pbx, found)
        drop_checkpoints(work, pbx, pbx.refolding_us or 0, shadow.at_us)
        for state in self.written:
            put_away(work, pbx, state)
        self.written.clear()
        return pbx

    def _locked(self, work: Work) -> Pbx:
        work.session.flush()
        return work.get(Pbx, self.pbx_id)

    def _stop_here(self, work: Work, shadow: Shadow) -> bool:
        """The state is that of an older checkpoint: what follows is right, and so is the live head."""
        pbx = self._lay(work, shadow, final=False)
        pbx.refolding_us = None
        return True

    def _finish(self, work: Work, shadow: Shadow) -> bool:
        """Take the live head's place, unless it has run far ahead meanwhile."""
        if shadow.heard > LITTLE:
            self._lay(work, shadow, final=False)
            shadow.go_on_from_here()
            return False
        pbx = self._locked(work)
        if pbx.head_order_us > shadow.at_us:
            self._fold_on(work, shadow, pbx.head_order_us)
            return False
        shadow.head.fold.tick(pbx.passed_us)
        shadow.settle()
        shadow.lay(work, pbx, shadow.found(work, final=True))
        drop_checkpoints(work, pbx, shadow.since_us + 1)
        for state in self.written:
            put_away(work, pbx, state)
        pbx.refolding_us, pbx.refolds = None, pbx.refolds + 1
        shadow.head.note_written()
        keep(work, pbx, shadow.head)
        checkpoint(work, pbx, shadow.head)
        return True
