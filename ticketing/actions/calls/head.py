"""The head: one phone system's folding as far as it has come, kept in this process and made again when it is lost."""

import logging
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

import sqlalchemy as sa

from ticketing.actions.calls.pen import AT_ONCE, Pen
from ticketing.actions.calls.shapes import shape_of
from ticketing.actions.rollups import Told
from ticketing.domain.calls import Fold, FoldConfig, PbxState
from ticketing.domain.calls.state import FAR_US
from ticketing.models.telephony import FoldCheckpoint, Pbx
from ticketing.queries.raw_events import Decoder, Ordered, events_after
from ticketing.queries.site import site_of
from ticketing.work import Work

log = logging.getLogger(__name__)

#: A checkpoint is written after so many events, or after so much of the phone system's own time (telephony.md 5.3)...
CHECKPOINT_EVERY = 5_000
CHECKPOINT_EVERY_US = 900 * 1_000_000
#: ... unless writing them down would take more than this part of the time: a bulk load passes days in a minute.
CHECKPOINTS_SHARE = 0.1
#: So many of the newest are kept, and of the older ones the first of each stretch of this length.
KEPT = 128
STRETCH_US = 6 * 3600 * 1_000_000


@dataclass
class Head:
    """`fold` has heard every event up to `order_us`; `written` says which rows of its state are in the tables."""

    fold: Fold
    order_us: int = 0
    event_id: int = 0
    since_checkpoint: int = 0
    # Where and when the last checkpoint was written, by this process's own clock, and how long the processor was at it.
    checkpoint_us: int = 0
    checkpoint_at: float = 0.0
    checkpoint_s: float = 0.0
    # How often the state had been replaced by a late folding when this one was made.
    refolds: int = 0
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

    def wants_checkpoint(self) -> bool:
        """Whether enough has happened since the last one, and enough time has passed to afford it."""
        is_due = self.since_checkpoint >= CHECKPOINT_EVERY or self.order_us - self.checkpoint_us >= CHECKPOINT_EVERY_US
        return is_due and time.monotonic() - self.checkpoint_at >= self.checkpoint_s / CHECKPOINTS_SHARE

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
    here = (pbx.head_order_us, pbx.head_event_id, pbx.refolds)
    if kept is not None and (kept.order_us, kept.event_id, kept.refolds) == here:
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
    head.refolds = pbx.refolds
    _HEADS[key] = head
    return head


def keep(work: Work, pbx: Pbx, head: Head) -> None:
    """From now on this is the head; the row says so to other processes when the transaction commits."""
    pbx.head_order_us, pbx.head_event_id = head.order_us, head.event_id
    head.refolds = pbx.refolds
    _HEADS[_key(work, pbx)] = head


def forget(work: Work, pbx: Pbx) -> None:
    """Make the head anew from the tables when it is next asked for."""
    _HEADS.pop(_key(work, pbx), None)


def since(work: Work, pbx: Pbx, decode: Decoder, order_us: int) -> Head:
    """The head as it stood at the last checkpoint before a place in the order; from nothing without one."""
    return head_from(work, pbx, order_us - 1)


def head_from(work: Work, pbx: Pbx, order_us: int) -> Head:
    """The head as it stood at the last checkpoint up to a place in the order; from nothing without one.

    A checkpoint that is not what it was when it was written is thrown away, and the one before it counts.
    """
    config = site_of(work.session, pbx.id).config
    while (row := _last_up_to(work, pbx, order_us)) is not None:
        text = _intact(row)
        if text is not None:
            head = Head(Fold(PbxState.from_json(text), config), row.order_us, row.upto_raw_event_id)
            head.checkpoint_us = row.order_us
            head.note_written()
            return head
        log.error("the checkpoint of %s at %d is damaged: folding from an older one", pbx.code, row.order_us)
        order_us = row.order_us - 1
    return Head(new_fold(pbx, config))


def _last_up_to(work: Work, pbx: Pbx, order_us: int) -> FoldCheckpoint | None:
    rows = sa.select(FoldCheckpoint).where(FoldCheckpoint.pbx_id == pbx.id, FoldCheckpoint.order_us <= order_us)
    return work.session.scalars(rows.order_by(FoldCheckpoint.order_us.desc()).limit(1)).first()


def _intact(row: FoldCheckpoint) -> bytes | None:
    try:
        text = zlib.decompress(row.state)
    except zlib.error:
        return None
    return text if sha256(text).hexdigest() == row.digest else None


class Stop(NamedTuple):
    """A place of which a checkpoint tells what the state was there."""

    order_us: int
    shape: str
    digest: str


def stops_after(work: Work, pbx: Pbx, order_us: int) -> list[Stop]:
    """The checkpoints behind a place, in order."""
    row = FoldCheckpoint
    found = work.session.execute(
        sa.select(row.order_us, row.shape, row.digest)
        .where(row.pbx_id == pbx.id, row.order_us > order_us)
        .order_by(row.order_us)
    )
    return [Stop(*stop) for stop in found]


def new_fold(pbx: Pbx, config: FoldConfig) -> Fold:
    """A fold that has heard nothing yet."""
    return Fold(PbxState(pbx.code), config)


def checkpoint(work: Work, pbx: Pbx, head: Head, pen: Pen = AT_ONCE) -> None:
    """Write the state down, so that folding can start again from here; the fold must be settled."""
    if not head.event_id:
        return
    began = time.thread_time()
    pen.write(put_away, work, pbx, written_down(head))
    head.since_checkpoint, head.checkpoint_us = 0, head.order_us
    head.checkpoint_at, head.checkpoint_s = time.monotonic(), time.thread_time() - began


class Written(NamedTuple):
    """A state as a checkpoint keeps it."""

    order_us: int
    event_id: int
    state: bytes
    digest: str
    shape: str


def written_down(head: Head) -> Written:
    """The head's state, packed."""
    text = head.fold.state.to_bytes()
    digest = sha256(text).hexdigest()
    return Written(head.order_us, head.event_id, zlib.compress(text, 1), digest, shape_of(head.fold))


def put_away(work: Work, pbx: Pbx, written: Written) -> None:
    """Keep a state as the checkpoint of its place."""
    found = work.session.scalars(
        sa.select(FoldCheckpoint).where(FoldCheckpoint.pbx_id == pbx.id, FoldCheckpoint.order_us == written.order_us)
    ).first()
    row = found or FoldCheckpoint(pbx_id=pbx.id, order_us=written.order_us)
    row.upto_raw_event_id, row.state = written.event_id, written.state
    row.digest, row.shape, row.made_at = written.digest, written.shape, work.now
    work.add(row)
    _thin_out(work, pbx)


def drop_checkpoints(work: Work, pbx: Pbx, from_us: int, until_us: int = FAR_US) -> None:
    """Forget the states from one place up to before another that a late event makes untrue."""
    row = FoldCheckpoint
    work.session.execute(sa.delete(row).where(row.pbx_id == pbx.id, row.order_us >= from_us, row.order_us < until_us))


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
