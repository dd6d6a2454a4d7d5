"""What is known of people's time: every fact of every name of theirs, their words at the console, its gaps.

Read for many people at once, each from an instant of their own: four statements however many they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.instants import SECOND_US, instant, micros
from ticketing.domain.presence import REACH_BACK_US, Gap, Interval, IntervalKind, Named, Said, Slice, person_slices
from ticketing.models.calls import AgentInterval
from ticketing.models.presence import ConsoleLink, ConsoleStateChange
from ticketing.models.telephony import AgentAlias

#: A call lasts at most this long (R11), so one that reaches into a stretch began at most this long before it.
LONGEST_CALL_US = 12 * 3600 * SECOND_US
FAR_US = 1 << 62
_LONG = ("member", "session", "pause", "unreachable")


@dataclass
class Told:
    """All that was told of one person's time, from a good while before the stretch that is asked for."""

    named: list[Named] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def slices(self, from_us: int, acw_reasons: frozenset[str]) -> list[Slice]:
        """The person's exclusive timeline; exact from `REACH_BACK_US` after `from_us` on."""
        return person_slices(self.named, self.said, self.gaps, from_us, acw_reasons)


def told(session: Session, since: Mapping[int, int], to_us: int = FAR_US) -> dict[int, Told]:
    """What was told of these people's time (id: microseconds from which their timeline is wanted) up to `to_us`."""
    found = {person_id: Told() for person_id in since}
    if not since:
        return found
    wanted = _wanted(since)
    for person_id, named in _named(session, wanted, to_us):
        found[person_id].named.append(named)
    for person_id, word in _said(session, since, to_us):
        found[person_id].said.append(word)
    for person_id, gap in _gaps(session, since, to_us):
        found[person_id].gaps.append(gap)
    return found


def _wanted(since: Mapping[int, int]) -> sa.TableValuedAlias:
    people, starts = zip(*sorted(since.items()), strict=True)
    return (
        sa.func.unnest(
            sa.cast(list(people), sa.ARRAY(sa.BigInteger)),
            sa.cast([start - REACH_BACK_US for start in starts], sa.ARRAY(sa.BigInteger)),
        )
        .table_valued("person_id", "from_us", name="wanted")
        .render_derived()
    )


def _named(session: Session, wanted: sa.TableValuedAlias, to_us: int) -> list[tuple[int, Named]]:
    """The facts by person and period of a name; a name of which nothing is told has an empty one."""
    alias = AgentAlias
    periods = session.execute(
        sa.select(alias.id, alias.person_id, alias.pbx_id, alias.raw_name, alias.valid_from, alias.valid_to)
        .join(wanted, wanted.c.person_id == alias.person_id)
        .order_by(alias.pbx_id, alias.raw_name, alias.valid_from)
    ).all()
    facts: dict[int, list[Interval]] = {row.id: [] for row in periods}
    for row in session.execute(_facts(wanted, to_us)):
        facts[row.alias_id].append(_interval(row))
    return [(row.person_id, _named_of(row, facts[row.id])) for row in periods]


def _named_of(row: Any, facts: list[Interval]) -> Named:
    return Named(row.pbx_id, micros(row.valid_from), _us(row.valid_to), facts, row.raw_name)


def _facts(wanted: sa.TableValuedAlias, to_us: int) -> sa.Executable:
    """Two ways in, one index each: what began lately, and what began long ago and lasts."""
    fact, alias, from_us = AgentInterval, AgentAlias, wanted.c.from_us
    read = (
        sa.select(
            alias.id.label("alias_id"), fact.serial, fact.kind, fact.start_us, fact.end_us, fact.queue, fact.reason,
            fact.callid, fact.inferred,
        )
        .join(wanted, wanted.c.person_id == alias.person_id)
        .join(fact, sa.and_(fact.pbx_id == alias.pbx_id, fact.agent == alias.raw_name))
    )  # fmt: skip
    lasts = sa.or_(fact.end_us.is_(None), fact.end_us > from_us)
    lately = read.where(fact.start_us >= from_us - LONGEST_CALL_US, fact.start_us < to_us, lasts)
    long_ago = [
        read.where(fact.start_us < from_us - LONGEST_CALL_US, fact.kind.in_(_LONG), one)
        for one in (fact.end_us.is_(None), fact.end_us > from_us)
    ]
    both = sa.union_all(lately, *long_ago).subquery()
    return sa.select(both).order_by(both.c.alias_id, both.c.start_us, both.c.serial)


def _interval(row: sa.Row[Any]) -> Interval:
    # Of a call only its id is kept beside a fact: enough to tell two apart and to find its visit.
    subject = (row.callid, row.queue, 0, 0) if row.callid is not None else None
    fact = Interval(row.serial, IntervalKind(row.kind), row.start_us, row.queue, row.reason, subject)
    fact.end_us, fact.inferred = row.end_us, row.inferred
    return fact


def _said(session: Session, since: Mapping[int, int], to_us: int) -> list[tuple[int, Said]]:
    change = ConsoleStateChange
    rows = session.execute(
        sa.select(change.person_id, change.at, change.state, change.reason)
        .where(change.person_id.in_(since), change.at >= _first(since), change.at < _instant(to_us))
        .order_by(change.at, change.id)
    )
    return [(row.person_id, Said(micros(row.at), row.state, row.reason)) for row in rows]


def _gaps(session: Session, since: Mapping[int, int], to_us: int) -> list[tuple[int, Gap]]:
    """From the last sign of a console that went silent to its next one."""
    link = ConsoleLink
    back_at = sa.func.lead(link.from_at).over(partition_by=link.person_id, order_by=(link.from_at, link.id))
    rows = session.execute(
        sa.select(link.person_id, link.seen_at, link.was_lost, back_at.label("back_at"))
        .where(link.person_id.in_(since), link.from_at < _instant(to_us), link.seen_at >= _first(since))
        .order_by(link.person_id, link.from_at, link.id)
    )
    return [(row.person_id, Gap(micros(row.seen_at), _us(row.back_at))) for row in rows if row.was_lost]


def _first(since: Mapping[int, int]) -> datetime:
    return _instant(min(since.values()) - REACH_BACK_US)


def _instant(us: int) -> datetime:
    # An instant of the tables' own range; "for ever" is the year 9000.
    return instant(min(max(us, 0), 221_845_392_000_000_000))


def _us(at: datetime | None) -> int | None:
    return micros(at) if at is not None else None
