"""Lay the register beside the log: one entry per caller and incident, in whatever order the log became known.

Entries are worked out anew from the visits of the caller, never counted up, so folding again makes nothing twice.
What is older than an hour when it becomes known opens nothing.
"""

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import callbacks, timers
from ticketing.actions.cutoffs.enter import enter, follow, withdraw
from ticketing.domain.cutoffs import GRACE, Incident, incidents
from ticketing.domain.instants import SECOND_US, instant, micros
from ticketing.domain.permissions import Permission
from ticketing.models.cutoffs import Cutoff, CutoffCheck
from ticketing.models.timers import Timer
from ticketing.queries.cutoffs.evidence import Found, found_of
from ticketing.work import Work

CHECK, CHECK_TIMER = "cutoff_check", "cutoff_check"
# Any number that no other advisory lock of ours uses.
LOCK = 0x4355_5446
# What is older when it becomes known is history: nobody is rung for it.
LIVE_US = 3_600 * SECOND_US
# Incidents reach back no further: the longest call, and half an hour around it.
REACH_US = 26 * 3_600 * SECOND_US


def consider(work: Work, phones: Collection[str]) -> None:
    """Bring the entries of these callers (E.164) up to what the log says now; again it changes nothing."""
    work.require(Permission.TELEPHONY_INGEST)
    if not phones:
        return
    work.session.flush()
    _take_turn(work)
    now_us = micros(work.now)
    found = found_of(work.session, phones, now_us - REACH_US)
    known = _known(work, phones, now_us - REACH_US)
    for phone in sorted(phones):
        _settle(work, phone, found.get(phone, Found()), known.get(phone, []))


def registered(work: Work, phones: Collection[str]) -> set[str]:
    """Those of these callers who stand in the register of late: mostly nobody."""
    if not phones:
        return set()
    since_us = micros(work.now) - REACH_US
    rows = sa.select(Cutoff.phone).where(Cutoff.phone.in_(phones), Cutoff.last_us >= since_us)
    return set(work.session.scalars(rows))


def consider_later(work: Work, phones: Iterable[str]) -> None:
    """Look at these callers when the line that was missing has had time to come."""
    for phone in sorted(phones):
        row = insert(CutoffCheck).values(phone=phone)
        row = row.on_conflict_do_update(index_elements=["phone"], set_={"phone": phone})
        check_id = work.session.scalars(row.returning(CutoffCheck.id)).one()
        timers.plan(work, timers.Owed(CHECK, check_id, CHECK_TIMER, work.now + GRACE))


def hold(work: Work, timer_ids: Sequence[int]) -> None:
    """Take the turn before these timers are marked as fired, as whoever plans them does."""
    if work.session.scalar(sa.select(sa.exists().where(Timer.id.in_(timer_ids), Timer.subject == CHECK))):
        _take_turn(work)


def check_due(work: Work, timer: Timer) -> None:
    """A caller's look has come."""
    row = work.session.get(CutoffCheck, timer.subject_id)
    if row is not None:
        consider(work, {row.phone})


def _take_turn(work: Work) -> None:
    work.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def _known(work: Work, phones: Collection[str], from_us: int) -> dict[str, list[Cutoff]]:
    rows = work.session.scalars(
        sa.select(Cutoff)
        .where(Cutoff.phone.in_(phones), Cutoff.last_us >= from_us)
        .order_by(Cutoff.first_us)
        .with_for_update(of=Cutoff)
    )
    known: dict[str, list[Cutoff]] = {}
    for row in rows:
        known.setdefault(row.phone, []).append(row)
    return known


def _settle(work: Work, phone: str, found: Found, known: list[Cutoff]) -> None:
    left = list(known)
    for incident in incidents(found.cuts, found.connected):
        entry = next((one for one in left if incident.keys & set(one.visits)), None)
        if entry is not None:
            left.remove(entry)
            follow(work, entry, incident, found, _is_live(work, incident))
        elif _is_live(work, incident):
            enter(work, phone, incident, found)
        _hear_return(work, phone, incident)
    for entry in left:
        if entry.entered_by is None:
            withdraw(work, entry)


def _is_live(work: Work, incident: Incident) -> bool:
    return incident.cuts[-1].at_us >= micros(work.now) - LIVE_US


def _hear_return(work: Work, phone: str, incident: Incident) -> None:
    """Who was connected again needs no call any more."""
    if incident.returned_us is not None:
        callbacks.answered_inbound(work, phone, instant(incident.returned_us), None)
