"""An agent's figures as the rules see them: how long they pause, wrap up or talk, how often they did not answer."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from ticketing.domain.alerts import AlertMetric, Reading
from ticketing.domain.console import AgentState, ConsoleSide, Shown, shown
from ticketing.domain.instants import micros
from ticketing.models.calls import AgentInterval, RingAttempt
from ticketing.models.people import Person
from ticketing.models.presence import ConsoleState
from ticketing.queries.alerts.subjects import Figure, Figures, Subject
from ticketing.queries.board.change import Look
from ticketing.queries.board.phones import RawName, liveliest, names_of, people_behind, phones, slices

PAUSED = frozenset({AgentState.BREAK, AgentState.BUSY, AgentState.MISSED})
# Longer rows of unanswered rings than this make nobody more alert.
LOOKED_BACK = 10


def of_agents(look: Look, names: Collection[RawName], people: Collection[int]) -> Figures:
    """The figures of these people and of the people behind these names; a name that means nobody is its own subject."""
    behind = people_behind(look, names) if names else {}
    ids = set(people).union(*behind.values())
    strangers = [name for name, found in behind.items() if not found]
    persons = look.session.scalars(sa.select(Person).where(Person.id.in_(ids))).all() if ids else []
    known = names_of(look, ids) if ids else {}
    everybody = [*strangers, *(name for found in known.values() for name in found)]
    said = phones(look, everybody) if everybody else {}
    talks, rings, console = _talks(look, everybody), _rings(look, everybody), _console(look, ids)
    for person in persons:
        own = known.get(person.id, [])
        now = shown(liveliest(said[name] for name in own if name in said).side, console.get(person.id))
        yield from _figures(Subject.of_person(person), now, own, talks, rings)
    for name in strangers:
        yield from _figures(Subject.of_name(name), shown(said[name].side, None), [name], talks, rings)
    # Whom somebody was mapped to meanwhile is watched as that person, no longer by the name.
    for name in behind.keys() - set(strangers):
        yield from _figures(Subject.of_name(name), Shown(AgentState.OFFLINE, None), [], talks, rings)


def on_line(look: Look) -> set[RawName]:
    """Every name that is on line now."""
    return {RawName(one.pbx_id, one.agent) for one in slices(look) if one.state != "offline"}


def away(look: Look) -> set[int]:
    """Everybody who said at the console that they are away."""
    rows = sa.select(ConsoleState.person_id).where(ConsoleState.state.not_in(["ready", "offline"]))
    return set(look.session.scalars(rows))


def _figures(
    subject: Subject, now: Shown, names: Collection[RawName], talks: dict[RawName, int], rings: dict[RawName, int]
) -> Figures:
    talking_us = min((talks[name] for name in names if name in talks), default=None)
    in_row = max((rings.get(name, 0) for name in names), default=0) if now.state is not AgentState.OFFLINE else 0
    yield Figure(subject, AlertMetric.PAUSE_S, _since(now.since if now.state in PAUSED else None), now.reason)
    yield Figure(subject, AlertMetric.ACW_S, _since(now.since if now.state is AgentState.WRAPUP else None))
    yield Figure(subject, AlertMetric.TALK_S, Reading(0.0, talking_us))
    yield Figure(subject, AlertMetric.RNA_ROW, Reading(in_row))


def _since(at: datetime | None) -> Reading:
    return Reading(0.0, None if at is None else micros(at))


def _talks(look: Look, names: Collection[RawName]) -> dict[RawName, int]:
    """Since when they talk, holding the caller included."""
    if not names:
        return {}
    fact = AgentInterval
    rows = look.session.execute(
        sa.select(fact.pbx_id, fact.agent, sa.func.min(fact.start_us))
        .where(fact.kind == "talk", fact.end_us.is_(None), sa.tuple_(fact.pbx_id, fact.agent).in_(names))
        .group_by(fact.pbx_id, fact.agent)
    )
    return {RawName(pbx_id, agent): start_us for pbx_id, agent, start_us in rows}


def _rings(look: Look, names: Collection[RawName]) -> dict[RawName, int]:
    """How often in a row they let it ring: since they last answered, on the business day."""
    found: dict[RawName, int] = {}
    ended: set[RawName] = set()
    for pbx_id, agent, result in look.session.execute(_latest_rings(look, names)) if names else ():
        name = RawName(pbx_id, agent)
        if result != "rna":
            ended.add(name)
        elif name not in ended:
            found[name] = found.get(name, 0) + 1
    return found


def _latest_rings(look: Look, names: Collection[RawName]) -> sa.Select[int, str, str]:
    """The last rings of each name, the newest first: one look into the index per name."""
    asked = sa.values(sa.column("pbx_id", sa.BigInteger), sa.column("agent", sa.Text), name="asked").data(
        [tuple(name) for name in names]
    )
    ring = RingAttempt
    latest = (
        sa.select(ring.start_us, ring.result)
        .where(
            ring.pbx_id == asked.c.pbx_id,
            ring.agent == asked.c.agent,
            ring.start_us >= look.day_us[0],
            ring.result.in_(("rna", "answered")),
        )
        .order_by(ring.start_us.desc())
        .limit(LOOKED_BACK)
        .lateral()
    )
    return (
        sa.select(asked.c.pbx_id, asked.c.agent, latest.c.result)
        .select_from(asked.join(latest, sa.true()))
        .order_by(asked.c.pbx_id, asked.c.agent, latest.c.start_us.desc())
    )


def _console(look: Look, people: Collection[int]) -> dict[int, ConsoleSide]:
    rows = look.session.scalars(sa.select(ConsoleState).where(ConsoleState.person_id.in_(people))) if people else ()
    return {row.person_id: ConsoleSide(row.state, row.since, row.reason) for row in rows}
