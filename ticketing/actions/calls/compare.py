"""Every few minutes the live state must prove itself: a replay from an older checkpoint comes to the same (P3).

Looking takes the lock for as long as a digest takes; the replay does without. A difference is an alarm, and it heals:
everything since that checkpoint is folded again, and the result takes the live state's place.
"""

from typing import NamedTuple

import sqlalchemy as sa

from ticketing.actions import notices
from ticketing.actions.calls.head import forget, head_from, head_of
from ticketing.actions.calls.refold import note_late
from ticketing.actions.calls.shapes import settings_mark
from ticketing.domain.events import StateCompared
from ticketing.domain.instants import micros
from ticketing.errors import NotFound
from ticketing.models.telephony import FoldCheckpoint, Pbx
from ticketing.queries import on_shift
from ticketing.queries.raw_events import Decoder, events_after
from ticketing.work import Work

#: The replay starts so many checkpoints back, so that the newest ones prove themselves too.
CHECKPOINTS_BACK = 3


class Looked(NamedTuple):
    """The live state at one moment: its place, the last instant that passed without an event, its digest."""

    order_us: int
    passed_us: int
    refolds: int
    digest: str


class Replayed(NamedTuple):
    """What a replay came to, and from where it started."""

    from_us: int
    digest: str


def look(work: Work, pbx_id: int, decode: Decoder) -> Looked | None:
    """The live state's digest; None while nothing was heard yet or rows are in doubt anyway."""
    pbx = work.get(Pbx, pbx_id)
    if not pbx.head_event_id or pbx.late_us is not None or pbx.refolding_us is not None:
        return None
    head = head_of(work, pbx, decode)
    return Looked(head.order_us, pbx.passed_us, pbx.refolds, head.fold.state.digest())


def replay(work: Work, pbx_id: int, looked: Looked, decode: Decoder) -> Replayed:
    """Fold what is stored once more up to the place at which the live state was looked at."""
    pbx = work.session.get(Pbx, pbx_id)
    if pbx is None:
        raise NotFound(what=Pbx.__tablename__)
    head = head_from(work, pbx, _start(work, pbx, looked))
    from_us = head.order_us
    for event in events_after(work.session, pbx, decode, from_us, looked.order_us):
        head.hear(event)
    head.fold.tick(looked.passed_us)
    head.fold.settle()
    return Replayed(from_us, head.fold.state.digest())


def judge(work: Work, pbx_id: int, looked: Looked, replayed: Replayed) -> bool | None:
    """Note what came of it; False raises the alarm and sets the healing off, None says that it proves nothing."""
    pbx = work.get(Pbx, pbx_id)
    if pbx.refolds != looked.refolds or pbx.late_us is not None or pbx.refolding_us is not None:
        # Something came late or took the state's place while we were reckoning.
        return None
    pbx.compared_at = work.now
    agrees = looked.digest == replayed.digest
    if agrees and pbx.differs_since is None:
        return True
    if agrees:
        pbx.differs_since = None
    else:
        pbx.differs_since = pbx.differs_since or work.now
        note_late(pbx, replayed.from_us + 1, pbx.head_order_us)
        forget(work, pbx)
        _raise_the_alarm(work, pbx)
    work.record(StateCompared(pbx.id, agrees))
    return agrees


def _start(work: Work, pbx: Pbx, looked: Looked) -> int:
    """The oldest of the last few checkpoints that were made under the settings of today."""
    row = FoldCheckpoint
    found = work.session.execute(
        sa.select(row.order_us, row.shape)
        .where(row.pbx_id == pbx.id, row.order_us <= looked.order_us)
        .order_by(row.order_us.desc())
        .limit(CHECKPOINTS_BACK)
    ).all()
    today, start_us = settings_mark(work, pbx), looked.order_us
    for order_us, shape in found:
        if not shape.endswith(today):
            break
        start_us = order_us
    return start_us


def _raise_the_alarm(work: Work, pbx: Pbx) -> None:
    cause = f"state:{pbx.id}:{micros(work.now)}"
    for person in on_shift.admins(work.session):
        notices.tell(work, person.id, "state_differs", cause, notices.Subject(), {"pbx": pbx.code, "name": pbx.name})
