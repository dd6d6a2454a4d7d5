"""Beside phone and console: what a pause counts as, how long it may last, and whose console is gone."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from ticketing.domain.breaks import Kind, folded
from ticketing.domain.console import AgentState, PhoneSide, Shown
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import micros
from ticketing.models.calls import AgentInterval
from ticketing.models.presence import ConsoleLink
from ticketing.models.telephony import AgentAlias
from ticketing.queries.board.change import Look
from ticketing.queries.presence import breaks

_PAUSED = frozenset({AgentState.BREAK, AgentState.BUSY, AgentState.WRAPUP})


def kinds(look: Look) -> dict[str, Kind]:
    """What the reasons of pauses mean now."""
    return breaks.kind_map(look.session)


def counted(phone: PhoneSide | None, known: Mapping[str, Kind]) -> PhoneSide | None:
    """The phone's side with what its pause counts as."""
    if phone is None or phone.state != "paused" or (kind := known.get(folded(phone.reason))) is None:
        return phone
    return replace(phone, activity=kind.activity.value)


def limits(look: Look, known: Mapping[str, Kind], now: Mapping[int, Shown]) -> dict[int, int]:
    """How long the pauses that run may last, by person, in seconds from their beginning."""
    day_at, _ = day_bounds(look.today, look.centre.zone, look.centre.day_start_hour)
    paused = {
        person_id: (one.reason, micros(one.since))
        for person_id, one in now.items()
        if one.state in _PAUSED and one.since is not None and one.reason
    }
    return breaks.limits(look.session, known, paused, micros(day_at))


def gone(look: Look, people: Collection[int]) -> dict[int, Shown]:
    """Whose console went silent while they were on line, as what everybody should see of who else would be ready."""
    link = ConsoleLink
    last = (
        sa.select(link.person_id, link.seen_at, link.was_lost)
        .where(link.person_id.in_(people))
        .ext(distinct_on(link.person_id))
        .order_by(link.person_id, link.from_at.desc(), link.id.desc())
    )
    lost = {row.person_id: row.seen_at for row in look.session.execute(last) if row.was_lost}
    if not lost:
        return {}
    fact, alias = AgentInterval, AgentAlias
    since = look.session.execute(
        sa.select(alias.person_id, sa.func.min(fact.start_us))
        .join(fact, sa.and_(fact.pbx_id == alias.pbx_id, fact.agent == alias.raw_name))
        .where(
            alias.person_id.in_(lost),
            alias.valid_to.is_(None),
            fact.kind.in_(("member", "session")),
            fact.end_us.is_(None),
        )
        .group_by(alias.person_id)
    )
    return {
        person_id: Shown(AgentState.LOST, lost[person_id], "console_gone")
        for person_id, start_us in since
        if person_id is not None and start_us < micros(lost[person_id])
    }
