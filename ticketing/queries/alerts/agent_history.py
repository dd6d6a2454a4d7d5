"""What an agent's figures were on a day that is over: a person is one subject, whatever names they have; a name that
meant nobody then is its own."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.alerts import AlertMetric, Measured, Reading, Rule
from ticketing.models.calls import AgentSlice, RingAttempt
from ticketing.models.people import Person
from ticketing.models.presence import PersonSlice

_STATES = {
    AlertMetric.PAUSE_S: ("paused",),
    AlertMetric.ACW_S: ("acw",),
    AlertMetric.TALK_S: ("talking", "hold"),
}
#: What somebody is called and the id of the person, 0 for a name that means nobody.
Who = tuple[str, int]
History = Mapping[Who, list[Measured]]


def of_agents(session: Session, rule: Rule, span: tuple[int, int]) -> list[tuple[str, list[Measured]]]:
    """What each agent is called, and their readings of one metric in [from, to) microseconds in order of time."""
    found = _rings(session, span) if rule.metric is AlertMetric.RNA_ROW else _spells(session, rule, span)
    return [(name, readings) for (name, _), readings in found.items()]


def _spells(session: Session, rule: Rule, span: tuple[int, int]) -> History:
    """From when to when each was in the state; talking goes on while the caller is on hold."""
    found: dict[Who, list[Measured]] = defaultdict(list)
    last: dict[Who, tuple[int, int | None]] = {}
    for who, start_us, end_us, reason in _stretches(session, rule.metric, span):
        if rule.reason and rule.reason.casefold() != reason.casefold():
            continue
        begun, ended = last.get(who, (0, None))
        since = begun if rule.metric is AlertMetric.TALK_S and ended == start_us else start_us
        last[who] = (since, end_us)
        found[who].append(Measured(start_us, Reading(0.0, since)))
        if end_us is not None:
            found[who].append(Measured(end_us, Reading(0.0)))
    return found


def _stretches(
    session: Session, metric: AlertMetric, span: tuple[int, int]
) -> Iterator[tuple[Who, int, int | None, str]]:
    """(who, start, end, reason): people by their one timeline, and the lines of names that meant nobody."""
    theirs, line = PersonSlice, AgentSlice
    of_people = (
        sa.select(Person.name, Person.id, theirs.start_us, theirs.end_us, theirs.reason)
        .join(Person, Person.id == theirs.person_id)
        .where(theirs.start_us >= span[0], theirs.start_us < span[1], theirs.state.in_(_STATES[metric]))
        .order_by(theirs.person_id, theirs.start_us)
    )
    of_names = (
        sa.select(line.agent, sa.literal(0), line.start_us, line.end_us, line.reason)
        .where(line.person_id.is_(None), line.start_us >= span[0], line.start_us < span[1])
        .where(line.state.in_(_STATES[metric]))
        .order_by(line.agent, line.start_us)
    )
    for rows in (of_people, of_names):
        for name, person_id, start_us, end_us, reason in session.execute(rows):
            yield (name, person_id), start_us, end_us, reason


def _rings(session: Session, span: tuple[int, int]) -> History:
    """How often in a row a phone was not picked up; of somebody with several, the one that rang longest in vain."""
    ring = RingAttempt
    query = (
        sa.select(ring.agent, Person.name, ring.person_id, ring.start_us, ring.end_us, ring.result)
        .outerjoin(Person, Person.id == ring.person_id)
        .where(ring.start_us >= span[0], ring.start_us < span[1], ring.result.in_(("rna", "answered")))
        .order_by(ring.start_us, ring.id)
    )
    found: dict[Who, list[Measured]] = defaultdict(list)
    in_row: dict[Who, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for agent, name, person_id, start_us, end_us, result in session.execute(query):
        who = (name or agent, person_id or 0)
        mine = in_row[who]
        mine[agent] = mine[agent] + 1 if result == "rna" else 0
        found[who].append(Measured(end_us or start_us, Reading(max(mine.values()))))
    return found
