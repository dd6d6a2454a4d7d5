"""One person's stretch of time as a screen shows it: pieces that add up, pauses against what is allowed, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.breaks import Kind, Used, folded, used
from ticketing.domain.instants import SECOND_US
from ticketing.domain.presence import (
    REACH_BACK_US,
    Interval,
    IntervalKind,
    Named,
    Pause,
    PresenceState,
    Slice,
    pauses_of,
    pieces_of,
    totals_of,
)
from ticketing.models.calls import QueueVisit
from ticketing.models.telephony import Outage
from ticketing.models.whole_calls import CallAlias
from ticketing.queries.presence.breaks import acw_reasons, kind_map
from ticketing.queries.presence.facts import Told, told


class Strip(NamedTuple):
    """One queue: when the person was a member of it, and when paused in it, as (start, end) pairs."""

    queue: str
    member: list[tuple[int, int]]
    paused: list[tuple[int, int, str]]


class Evidence(NamedTuple):
    """One raw fact behind a piece: who told it under which name, and how it stands."""

    name: str
    fact: Interval


@dataclass(frozen=True)
class DayLook:
    """[from_us, to_us) is the stretch, cut at the present instant; the pieces cover it exactly."""

    from_us: int
    to_us: int
    pieces: list[Slice]
    totals: dict[PresenceState, int]
    pauses: list[tuple[Pause, Kind | None]]
    used: list[Used]
    strips: list[Strip]
    visits: dict[str, QueueVisit]
    calls: dict[str, int]
    outages: Sequence[Outage]
    told: Told

    @property
    def has_activity_without_login(self) -> bool:
        """Whether somebody rang or talked who was on line nowhere."""
        return any(not piece.online and piece.state is not PresenceState.OFFLINE for piece in self.pieces)

    def evidence(self, piece: Slice) -> list[Evidence]:
        """The facts that held during a piece, oldest first."""
        found = [
            Evidence(named.name, fact)
            for named in self.told.named
            for fact in named.facts
            if fact.start_us < (piece.end_us or self.to_us) and (fact.end_us is None or fact.end_us > piece.start_us)
        ]
        return sorted(found, key=lambda one: (one.fact.start_us, one.fact.serial))


def day(session: Session, person_id: int, from_us: int, to_us: int, now_us: int) -> DayLook:
    """Worked out from the facts, never from the stored slices: true even while those wait to be made again."""
    until_us = max(min(to_us, now_us), from_us)
    known = told(session, {person_id: from_us}, until_us)[person_id]
    pieces = pieces_of(known.slices(from_us - REACH_BACK_US, acw_reasons(session)), from_us, until_us)
    kinds = kind_map(session)
    pauses = [(pause, kinds.get(folded(pause.reason))) for pause in pauses_of(pieces)]
    return DayLook(
        from_us=from_us,
        to_us=until_us,
        pieces=pieces,
        totals=totals_of(pieces),
        pauses=pauses,
        used=_used(pauses),
        strips=_strips(known.named, from_us, until_us),
        visits=_visits(session, known.named, pieces),
        calls=_calls(session, known.named, pieces),
        outages=_outages(session, known.named, from_us, until_us),
        told=known,
    )


def _used(pauses: Iterable[tuple[Pause, Kind | None]]) -> list[Used]:
    by_kind: dict[Kind, list[int]] = {}
    for pause, kind in pauses:
        if kind is not None:
            by_kind.setdefault(kind, []).append(pause.us // SECOND_US)
    return [used(kind, seconds) for kind, seconds in by_kind.items()]


def _strips(named: Iterable[Named], from_us: int, to_us: int) -> list[Strip]:
    strips: dict[str, Strip] = {}
    for _, since_us, until_us, facts, _ in named:
        for fact in facts:
            start_us = max(fact.start_us, since_us, from_us)
            end_us = min(fact.end_us or to_us, until_us or to_us, to_us)
            if end_us <= start_us or fact.kind not in (IntervalKind.MEMBER, IntervalKind.PAUSE):
                continue
            strip = strips.setdefault(fact.queue, Strip(fact.queue, [], []))
            if fact.kind is IntervalKind.MEMBER:
                strip.member.append((start_us, end_us))
            else:
                strip.paused.append((start_us, end_us, fact.reason))
    return [strips[queue] for queue in sorted(strips)]


def _visits(session: Session, named: Iterable[Named], pieces: Iterable[Slice]) -> dict[str, QueueVisit]:
    """The visit behind each call of the pieces, by callid; of a call that came back, the last."""
    systems = {one.pbx_id for one in named}
    callids = {piece.visit[0] for piece in pieces if piece.visit is not None}
    if not callids:
        return {}
    visit = QueueVisit
    rows = session.scalars(
        sa.select(visit).where(visit.pbx_id.in_(systems), visit.callid.in_(callids)).order_by(visit.enter_us, visit.seq)
    )
    return {row.callid: row for row in rows}


def _calls(session: Session, named: Iterable[Named], pieces: Iterable[Slice]) -> dict[str, int]:
    """The whole call behind each call of the pieces, as far as it was worked out, by callid."""
    callids = {piece.visit[0] for piece in pieces if piece.visit is not None}
    if not callids:
        return {}
    alias, systems = CallAlias, {one.pbx_id for one in named}
    rows = session.execute(
        sa.select(alias.channel_uniqueid, sa.func.max(alias.call_id))
        .where(alias.pbx_id.in_(systems), alias.channel_uniqueid.in_(callids))
        .group_by(alias.channel_uniqueid)
    )
    return dict(rows.all())


def _outages(session: Session, named: Iterable[Named], from_us: int, to_us: int) -> Sequence[Outage]:
    systems = {one.pbx_id for one in named}
    rows = sa.select(Outage).where(
        Outage.pbx_id.in_(systems), Outage.from_us < to_us, sa.func.coalesce(Outage.to_us, to_us) > from_us
    )
    return session.scalars(rows.order_by(Outage.from_us)).all()
