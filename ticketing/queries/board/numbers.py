"""Row `me` / `numbers`: an agent's own day, the month's mean score, who waits in their queues. Six queries."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa

from ticketing.domain.actors import Role
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import instant
from ticketing.domain.metrics import AgentTally, agent_sums
from ticketing.domain.satisfaction import Tally
from ticketing.models.people import Person
from ticketing.models.queues import Queue, QueueMember
from ticketing.queries import quality, satisfaction
from ticketing.queries.board.change import Change, Look, Row, stamp_us
from ticketing.queries.board.queues import Waiting, waiting
from ticketing.queries.figures.statements import agents_of_quarters, bounds


def rows(look: Look, people: Collection[int] | None = None) -> Iterator[Change]:
    """The numbers of these people, or of everybody who is an agent."""
    asked = people if people is not None else agents(look)
    tallies, lines = _tallies(look, asked), _lines(look, asked)
    heard = satisfaction.by_person(look.session, asked, [look.day_us[0]], look.day_us[1])
    scored = _scored(look, asked)
    for person_id in asked:
        day = tallies[person_id].figures()
        row: Row = {
            "answered": day["answered"],
            "missed": day["rna"],
            "outbound": day["outbound"],
            "talk_avg_s": _whole(day["att_s"]),
            "acw_avg_s": _whole(day["avg_acw_s"]),
            "occupancy_pct": day["occupancy_pct"],
            "satisfaction_pct": heard.get((person_id, 0), Tally()).satisfaction_pct,
            "quality_mean": scored.get(person_id),
            **_line(lines[person_id]),
        }
        yield look.row(f"me:{person_id}", "numbers", row)


def agents(look: Look) -> Sequence[int]:
    """Everybody who takes calls."""
    return look.session.scalars(
        sa.select(Person.id).where(Person.active, Person.roles.contains([Role.AGENT.value]))
    ).all()


def members(look: Look, codes: Collection[str]) -> set[int]:
    """Who works these queues, and so sees who waits in them."""
    query = sa.select(QueueMember.person_id).join(Queue, QueueMember.queue_id == Queue.id).where(Queue.code.in_(codes))
    return set(look.session.scalars(query))


def _tallies(look: Look, people: Collection[int]) -> dict[int, AgentTally]:
    """Each one's day as `/stats/agents` reads it, without the state that they are in now: so the row stands still
    between events. The day begins on the hour, and every hour is four quarters."""
    asked = {"people": list(people), "starts": [look.day_us[0]], **bounds([look.day_us])}
    found = {person_id: AgentTally() for person_id in people}
    for row in look.session.execute(agents_of_quarters(1).sums, asked):
        found[row.person_id].take(dict(zip(agent_sums.NAMES, row[2:], strict=True)), {})
    return found


def _lines(look: Look, people: Collection[int]) -> dict[int, list[Waiting]]:
    """What waits in each person's queues."""
    found: dict[int, list[Waiting]] = defaultdict(list)
    members = look.session.execute(
        sa.select(QueueMember.person_id, Queue.code)
        .join(Queue, QueueMember.queue_id == Queue.id)
        .where(QueueMember.person_id.in_(people), Queue.active)
    ).all()
    open_ = waiting(look)
    for person_id, code in members:
        found[person_id].append(open_[code])
    return found


def _scored(look: Look, people: Collection[int]) -> dict[int, float]:
    """质检均分 of the running month: points ÷ calls scored."""
    first, _ = day_bounds(look.today.replace(day=1), look.centre.zone, look.centre.day_start_hour)
    sums = quality.mean_of_month(look.session, people, first, instant(look.day_us[1]))
    return {person_id: round(points / count, 1) for person_id, (count, points) in sums.items()}


def _line(lines: list[Waiting]) -> Row:
    oldest = [line.oldest_us for line in lines if line.oldest_us is not None]
    return {"waiting": sum(len(line.callers) for line in lines), "longest_since": stamp_us(min(oldest, default=None))}


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
