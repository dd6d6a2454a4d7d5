"""Trunks, as far as anything tells of them: channels of call legs, else the callers who came into the queues."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.cutoffs import FAULTS, CutCause
from ticketing.domain.equipment_checks import Seen
from ticketing.domain.equipment_checks.judging import Lines, Trunk, of_lines, of_trunk
from ticketing.domain.equipment_checks.trunks import trunk_of
from ticketing.domain.instants import instant, micros
from ticketing.domain.whole_calls import House
from ticketing.models.calls import QueueVisit
from ticketing.models.cutoffs import Cutoff
from ticketing.models.telephony import Pbx
from ticketing.models.whole_calls import Call, CallLeg
from ticketing.queries.told import house_of

#: A trunk that nobody used for so long is none any more.
KNOWN = timedelta(days=7)
MOST_TRUNKS = 30
_LINE_CAUSES = (CutCause.LINE, CutCause.FAILED, CutCause.DROPPED)
_REFUSED = ("FAILED", "CONGESTION")


class Peer(NamedTuple):
    """What the legs tell of one end: calls and line faults since the check before, and the last of all."""

    pbx_id: int
    peer: str
    number: str | None
    calls: int
    faults: int
    last_us: int


def trunks(session: Session, now: datetime, since: datetime) -> list[Seen]:
    """A line for each trunk; one for each phone system that tells of no channels."""
    found: list[Seen] = []
    peers = _peers(session, now, since)
    for pbx in session.scalars(sa.select(Pbx).order_by(Pbx.id)):
        own = [one for one in peers if one.pbx_id == pbx.id]
        lines = _of_pbx(pbx, own, house_of(session, pbx))
        found += [of_trunk(one) for one in lines] or [of_lines(_lines(session, pbx, now, since), now)]
    return found


def _of_pbx(pbx: Pbx, peers: Sequence[Peer], house: House) -> list[Trunk]:
    known = {f"{pbx.name} · {name}": Trunk(f"{pbx.name} · {name}", 0, 0, None) for name in sorted(house.trunks)}
    for one in peers:
        name = trunk_of(one.peer, one.number or "", house)
        if name is None:
            continue
        subject = f"{pbx.name} · {name or '*'}"
        was = known.get(subject, Trunk(subject, 0, 0, None))
        last = max(instant(one.last_us), was.last_at or instant(0))
        known[subject] = Trunk(subject, was.calls + one.calls, was.faults + one.faults, last)
    ranked = sorted(known.values(), key=lambda one: (-one.calls, one.subject))
    return sorted(ranked[:MOST_TRUNKS], key=lambda one: one.subject)


def _peers(session: Session, now: datetime, since: datetime) -> list[Peer]:
    """Both ends of the legs of a week's calls, grouped by the telephone or trunk behind the channel."""
    week = (Call.first_us >= micros(min(since, now - KNOWN)), Call.first_us <= micros(now))
    cut = CallLeg.hangup_cause.in_(FAULTS)
    sides = sa.union_all(
        _side(CallLeg.channel, CallLeg.src, cut).where(*week),
        _side(CallLeg.dstchannel, CallLeg.dst, sa.or_(cut, CallLeg.disposition.in_(_REFUSED))).where(*week),
    ).subquery()
    lately = sides.c.start_us >= micros(since)
    rows = session.execute(
        sa.select(
            sides.c.pbx_id,
            sides.c.peer,
            sa.func.max(sides.c.number),
            sa.func.count(sa.distinct(sides.c.call_id)).filter(lately),
            sa.func.count(sa.distinct(sides.c.call_id)).filter(lately, sides.c.fault),
            sa.func.max(sides.c.start_us),
        )
        .where(sides.c.peer != "")
        .group_by(sides.c.pbx_id, sides.c.peer)
    )
    return [Peer(*row) for row in rows]


def _side(
    channel: sa.orm.InstrumentedAttribute[str],
    number: sa.orm.InstrumentedAttribute[str],
    fault: sa.ColumnElement[bool],
) -> sa.Select[tuple[int, str, str, int, int, bool]]:
    # `PJSIP/trunk-0000002c` is PJSIP/trunk; FreeSWITCH names profile or gateway first, then the number.
    peer = sa.case(
        (channel.like("sofia/%"), sa.func.substring(channel, "^sofia/(?:gateway/)?[^/]+")),
        (channel.like("Local/%"), ""),
        else_=sa.func.regexp_replace(channel, "-[^-]*$", ""),
    )
    named = (peer.label("peer"), number.label("number"), CallLeg.call_id, CallLeg.start_us)
    failed = sa.func.coalesce(fault, False).label("fault")
    return sa.select(CallLeg.pbx_id, *named, failed).join(Call, Call.id == CallLeg.call_id)


def _lines(session: Session, pbx: Pbx, now: datetime, since: datetime) -> Lines:
    from_us, to_us = micros(since), micros(now)
    came = sa.select(sa.func.count(), sa.func.max(QueueVisit.enter_us)).where(
        QueueVisit.pbx_id == pbx.id, QueueVisit.enter_us >= from_us, QueueVisit.enter_us <= to_us
    )
    calls, last_us = session.execute(came).one()
    cut = session.scalar(
        sa.select(sa.func.count()).where(
            Cutoff.pbx_id == pbx.id,
            Cutoff.last_us.between(from_us, to_us),
            sa.func.coalesce(Cutoff.said_cause, Cutoff.cause).in_(_LINE_CAUSES),
            Cutoff.withdrawn_at.is_(None),
        )
    )
    return Lines(pbx.name, calls, cut or 0, instant(last_us) if last_us is not None else None)
