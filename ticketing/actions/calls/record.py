"""A batch of a phone system's log becomes rows and events, in one transaction (telephony.md 5.2, 5.3)."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from ticketing.actions.calls.facts import callid_of, fact_us, linkedid_of
from ticketing.actions.calls.head import (
    Head,
    checkpoint,
    head_of,
    keep,
)
from ticketing.actions.calls.heard import AHEAD, Heard, Tally
from ticketing.actions.calls.intake import LINES, Taken, store, stored_before, take_in
from ticketing.actions.calls.names import names_of
from ticketing.actions.calls.pen import aside, one_go
from ticketing.actions.calls.refold import is_little, note_late, refold_now
from ticketing.actions.calls.tell import tell
from ticketing.actions.calls.twins import set_twins_aside
from ticketing.actions.calls.write import Before, write, write_outages
from ticketing.actions.owed_calls import owe
from ticketing.domain.aliases import Names
from ticketing.domain.calls import Changes, Fold, FoldConfig, OutageSeen
from ticketing.domain.instants import micros
from ticketing.domain.permissions import Permission, Target
from ticketing.domain.signals import SignalKind
from ticketing.errors import NotFound
from ticketing.models.telephony import Pbx, PbxSource, SourceKind
from ticketing.queries.raw_events import Decoder, Ordered
from ticketing.queries.site import Site, site_of
from ticketing.work import Work

#: Where a row of `raw_events` has its callid.
_CALLID = LINES.columns.index("callid")
#: So many lines may take their time between two statements.
MANY_LINES = 1_000
#: Of many, so many are folded before the pen gets them.
PART = 5_000
#: A clock that is wrong is noted once in a stretch of this length, with the last instant at which it was seen.
_CLOCK_US = 600 * 1_000_000


class ReadTo(NamedTuple):
    """How far a door has read its feed: the place after the last line it hands in."""

    generation: int
    offset: int


def record(work: Work, source_id: int, heard: Sequence[Heard], decode: Decoder, read_to: ReadTo | None = None) -> Tally:
    """Store what is new of a feed, fold it, and write what it changes; said twice, it changes nothing.

    Raises `NotFound` for an unknown source.
    """
    work.require(Permission.TELEPHONY_INGEST, Target(source_id=source_id))
    pbx, source = _lock_source(work, source_id)
    site = site_of(work.session, pbx.id)
    taken = take_in(work, pbx, source, heard, micros(work.now))
    taken = set_twins_aside(work, pbx, source, taken, decode, site)
    if read_to is not None and taken.rows:
        _note_place(source, read_to)
    if taken.tally.quarantined:
        _note_clock(work, pbx, heard)
    if taken.events:
        _be_patient(work, len(heard))
        source.last_event_us = taken.events[-1].signal.at_us
    if not taken.events or taken.late_us is not None:
        store(work, taken)
    if taken.facts:
        # A record begins long before it is told; a manager link tells events beside.
        newest_us = max(fact_us(fact) for fact in taken.facts)
        source.last_event_us = max(newest_us, source.last_event_us or 0) if taken.events else newest_us
    owe(work, pbx.id, _told_of(source, taken))
    if taken.late_us is not None:
        come_late(work, pbx, taken.events, decode, site)
    elif taken.events:
        go_on(work, pbx, taken, decode, site)
    return taken.tally


def come_late(work: Work, pbx: Pbx, events: Sequence[Ordered], decode: Decoder, site: Site) -> None:
    """Fold stored events of which some lie before the head: a little at once, much in the background, while what is
    in time goes on."""
    head_us = pbx.head_order_us
    late = [event.order_us for event in events if event.order_us <= head_us]
    note_late(pbx, min(late), max(late))
    in_time = [event for event in events if event.order_us > head_us]
    if is_little(work, pbx, decode):
        if in_time:
            # They are heard by the same folding, which must not end before them.
            pbx.head_order_us = max(event.order_us for event in in_time)
            note_late(pbx, min(late), pbx.head_order_us)
        refold_now(work, pbx.id, decode)
        return
    if in_time:
        go_on(work, pbx, stored_before(in_time), decode, site)


def _told_of(source: PbxSource, taken: Taken) -> set[str]:
    """Channels that a batch speaks of beside the visits it changes; nothing is asked of a log's own lines."""
    told = {name for fact in taken.facts for name in (callid_of(fact), linkedid_of(fact))}
    if source.kind is SourceKind.AMI:
        # A channel that hung up changes no visit, and is the one thing that gives a call's cause.
        return told | {one.signal.callid for one in taken.events if one.signal.kind is SignalKind.HUNG_UP}
    posted = taken.rows if source.kind is SourceKind.FREESWITCH_CDR else ()
    return told | {str(row[_CALLID] or "") for row in posted}


def _note_clock(work: Work, pbx: Pbx, heard: Sequence[Heard]) -> None:
    """While stamps come from the future, the phone system's clock is wrong: figures of these hours say so (5.2)."""
    if any(line.reason == AHEAD for line in heard):
        now_us = micros(work.now)
        write_outages(work, pbx, [OutageSeen("clock_step", now_us - now_us % _CLOCK_US, now_us, AHEAD)])


def _be_patient(work: Work, lines: int) -> None:
    """Folding much, or folding again, says nothing to the database for a while: that is no forgotten transaction."""
    if lines > MANY_LINES:
        work.session.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = '10min'"))


def _lock_source(work: Work, source_id: int) -> tuple[Pbx, PbxSource]:
    """A source and its phone system, both held until the work is done; `NotFound` without one."""
    found = work.session.execute(
        sa.select(Pbx, PbxSource)
        .join(PbxSource, PbxSource.pbx_id == Pbx.id)
        .where(PbxSource.id == source_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound(what=PbxSource.__tablename__)
    return found[0], found[1]


def lock_pbx(work: Work, pbx_id: int) -> Pbx:
    """The row under whose lock one phone system's log is folded; `NotFound` without one."""
    return work.get(Pbx, pbx_id)


def go_on(work: Work, pbx: Pbx, taken: Taken, decode: Decoder, site: Site) -> None:
    """Store events that follow the head, and fold them; of many, the one while the other."""
    head = head_of(work, pbx, decode)
    _take_settings(work, pbx, head, site.config)
    if len(taken.rows) > MANY_LINES:
        _go_on_in_parts(work, pbx, head, taken, site.names)
    else:
        head.hear_all(taken.events)
        _settle(work, pbx, head, taken, site.names)
    if head.wants_checkpoint():
        checkpoint(work, pbx, head)


def _take_settings(work: Work, pbx: Pbx, head: Head, config: FoldConfig) -> None:
    """Go by the site's settings of today. What was folded by others is written down first: folding it again from an
    older state would come to something else."""
    if config != head.fold.config and head.since_checkpoint:
        checkpoint(work, pbx, head)
    head.fold.config = config


def _go_on_in_parts(work: Work, pbx: Pbx, head: Head, taken: Taken, names: Names) -> None:
    """Folding asks the database nothing, so one part is written while the next is folded; the tale comes at the end."""
    tale: list[tuple[Changes, Before]] = []
    with aside() as pen:
        pen.write(store, work, taken)
        for start in range(0, len(taken.events), PART):
            head.hear_all(taken.events[start : start + PART])
            changes = head.fold.settle()
            before = write(work, pbx, head, changes, names, pen)
            tale.append((changes, before))
            if head.wants_checkpoint():
                checkpoint(work, pbx, head, pen)
    for changes, before in tale:
        tell(work, pbx.id, changes, before, names)
    keep(work, pbx, head)


def pass_time(work: Work, pbx_id: int, decode: Decoder, now_us: int | None = None) -> None:
    """Let time pass for calls that nobody says anything about any more (R11), up to `now_us` or this work's now;
    cheap when none is due, and left to the next time while somebody folds."""
    pbx = work.session.get(Pbx, pbx_id, with_for_update={"skip_locked": True}, populate_existing=True)
    if pbx is None:
        return
    head = head_of(work, pbx, decode)
    now_us = micros(work.now) if now_us is None else now_us
    if head.event_id and now_us >= head.fold.state.alarm_us:
        head.fold.tick(now_us)
        pbx.passed_us = now_us
        _settle(work, pbx, head, stored_before([]), names_of(work, pbx_id))


def write_checkpoint(work: Work, pbx_id: int, decode: Decoder) -> None:
    """Write the head's state down, as a process does before it stops."""
    pbx = lock_pbx(work, pbx_id)
    head = head_of(work, pbx, decode)
    if head.since_checkpoint:
        checkpoint(work, pbx, head)


def state_now(work: Work, pbx_id: int, decode: Decoder) -> Fold:
    """The fold at the head, to be looked at and not to be moved."""
    return head_of(work, lock_pbx(work, pbx_id), decode).fold


def _settle(work: Work, pbx: Pbx, head: Head, taken: Taken, names: Names) -> None:
    changes = head.fold.settle()
    with one_go(work.session) as pen:
        pen.write(store, work, taken)
        before = write(work, pbx, head, changes, names, pen)
    tell(work, pbx.id, changes, before, names)
    keep(work, pbx, head)


def _note_place(source: PbxSource, read_to: ReadTo) -> None:
    if source.pos_generation == read_to.generation:
        source.pos_offset = max(source.pos_offset, read_to.offset)
