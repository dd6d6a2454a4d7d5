"""The head: one phone system's folding as far as it has come, kept in this process and made again when it is lost."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import sqlalchemy as sa

from ticketing.actions.rollups import Told
from ticketing.domain.calls import Fold, FoldConfig, PbxState
from ticketing.models.telephony import FoldCheckpoint, Pbx
from ticketing.queries.fold_config import fold_config
from ticketing.queries.raw_events import Decoder, Ordered, events_after
from ticketing.work import Work

#: A checkpoint is written after so many events (telephony.md 5.3).
CHECKPOINT_EVERY = 5_000
#: So many of the newest are kept, and of the older ones the first of each stretch of this length.
KEPT = 24
STRETCH_US = 6 * 3600 * 1_000_000


@dataclass
class Head:
    """`fold` has heard every event up to `order_us`; `written` says which rows of its state are in the tables."""

    fold: Fold
    order_us: int = 0
    event_id: int = 0
    since_checkpoint: int = 0
    # The highest number of a visit, and per agent of an interval, that has a row.
    visit_serial: int = 0
    interval_serials: dict[str, int] = field(default_factory=dict)
    # What the rows of visits that can still change say; of those missing here the table must be asked.
    told: dict[int, Told] = field(default_factory=dict)

    def hear(self, event: Ordered) -> None:
        """Take one stored event in."""
        self.fold.hear(event.signal)
        self.order_us, self.event_id = event.order_us, event.signal.ref
        self.since_checkpoint += 1

    def hear_all(self, events: Sequence[Ordered]) -> None:
        """Take some in; a head that stumbles stands nowhere and is never used again."""
        if events:
            hear, self.order_us = self.fold.hear, -1
            for event in events:
                hear(event.signal)
            self.order_us, self.event_id = events[-1].order_us, events[-1].signal.ref
            self.since_checkpoint += len(events)

    def note_written(self) -> None:
        """Everything that the state knows is in the tables now."""
        self.visit_serial = self.fold.state.serial
        self.interval_serials = {name: track.serial for name, track in self.fold.state.agents.items()}
        if len(self.told) > 2 * len(self.fold.state.visits) + 100:
            self.told = {serial: told for serial, told in self.told.items() if serial in self.fold.state.visits}


_HEADS: dict[tuple[str, int], Head] = {}


def head_of(work: Work, pbx: Pbx, decode: Decoder) -> Head:
    """The head as the tables know it, out of this process's memory or from the last checkpoint on.

    A transaction that failed, or another process, leaves memory and `pbx` apart: then memory is thrown away.
    """
    key = _key(work, pbx)
    kept = _HEADS.get(key)
    if kept is not None and (kept.order_us, kept.event_id) == (pbx.head_order_us, pbx.head_event_id):
        return kept
    head = since(work, pbx, decode, pbx.head_order_us + 1)
    for event in events_after(work.session, pbx, decode, head.order_us, pbx.head_order_us):
        head.hear(event)
    head.fold.tick(pbx.passed_us)
    changes = head.fold.settle()
    if head.event_id:
        head.note_written()
    else:
        # Nothing is in the tables yet: who is a member before the log begins is written with its first line.
        head.fold.changes = changes
    _HEADS[key] = head
    return head


def keep(work: Work, pbx: Pbx, head: Head) -> None:
    """From now on this is the head; the row says so to other processes when the transaction commits."""
    pbx.head_order_us, pbx.head_event_id = head.order_us, head.event_id
    _HEADS[_key(work, pbx)] = head


def since(work: Work, pbx: Pbx, decode: Decoder, order_us: int) -> Head:
    """The head as it stood at the last checkpoint before a place in the order; from nothing without one."""
    row = work.session.scalars(
        sa.select(FoldCheckpoint)
        .where(FoldCheckpoint.pbx_id == pbx.id, FoldCheckpoint.order_us < order_us)
        .order_by(FoldCheckpoint.order_us.desc())
        .limit(1)
    ).first()
    config = fold_config(work.session, pbx)
    if row is None:
        return Head(new_fold(pbx, config))
    state = PbxState.from_json(zlib.decompress(row.state).decode())
    head = Head(Fold(state, config), row.order_us, row.upto_raw_event_id)
    head.note_written()
    return head


def new_fold(pbx: Pbx, config: FoldConfig) -> Fold:
    """A fold that has heard nothing yet."""
    return Fold(PbxState(pbx.code), config)


def checkpoint(work: Work, pbx: Pbx, head: Head) -> None:
    """Write the state down, so that folding can start again from here; the fold must be settled."""
    if not head.event_id:
        return
    text = head.fold.state.to_json()
    found = work.session.scalars(
        sa.select(FoldCheckpoint).where(FoldCheckpoint.pbx_id == pbx.id, FoldCheckpoint.order_us == head.order_us)
    ).first()
    row = found or FoldCheckpoint(pbx_id=pbx.id, order_us=head.order_us)
    row.upto_raw_event_id = head.event_id
    row.state = zlib.compress(text.encode(), 1)
    row.digest = sha256(text.encode()).hexdigest()
    row.made_at = work.now
    work.add(row)
    head.since_checkpoint = 0
    _thin_out(work, pbx)


def drop_checkpoints(work: Work, pbx: Pbx, from_us: int) -> None:
    """Forget the states that a late event makes untrue."""
    work.session.execute(
        sa.delete(FoldCheckpoint).where(FoldCheckpoint.pbx_id == pbx.id, FoldCheckpoint.order_us >= from_us)
    )


def _thin_out(work: Work, pbx: Pbx) -> None:
    """Keep the newest states close together and the older ones far apart."""
    orders = work.session.scalars(
        sa.select(FoldCheckpoint.order_us)
        .where(FoldCheckpoint.pbx_id == pbx.id)
        .order_by(FoldCheckpoint.order_us.desc())
        .offset(KEPT)
    ).all()
    gone = [one for one, earlier in zip(orders, orders[1:], strict=False) if one // STRETCH_US == earlier // STRETCH_US]
    if gone:
        work.session.execute(
            sa.delete(FoldCheckpoint).where(FoldCheckpoint.pbx_id == pbx.id, FoldCheckpoint.order_us.in_(gone))
        )


def _key(work: Work, pbx: Pbx) -> tuple[str, int]:
    # Two databases in one process (tests, a scratch replay) must not share a head.
    return (str(work.session.get_bind().url), pbx.id)  # type: ignore[union-attr]
