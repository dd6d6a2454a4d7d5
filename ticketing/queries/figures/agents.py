"""Figures by agent: time and counts from the roll-ups, and what stands open or at a ragged end from the rows."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calls import Outcome
from ticketing.domain.metrics import AgentSums, AgentTally, agent_sums
from ticketing.domain.presence import PresenceState, Slice
from ticketing.domain.satisfaction import Tally
from ticketing.models.calls import AgentSlice, OutboundCall, QueueVisit, RingAttempt
from ticketing.models.presence import PersonSlice
from ticketing.queries.figures import statements
from ticketing.queries.figures.cover import Cover, Stretch, covers, steady
from ticketing.queries.figures.on_line import edges
from ticketing.queries.figures.plans import Plans, plans_of
from ticketing.queries.figures.spans import WHOLE, Span, visits_in
from ticketing.queries.presence.breaks import rests
from ticketing.queries.satisfaction import by_person


@dataclass(frozen=True)
class AgentReport:
    """`buckets` are {name, start_us, end_us, agents}; `agents` are {code: figures by public name}. `total` is of the
    whole span by agent, `together` of the whole span and all these agents at once, `each` the same per bucket."""

    buckets: list[dict[str, Any]]
    total: dict[str, dict[str, Any]]
    together: dict[str, Any]
    each: list[dict[str, Any]]


def agent_figures(session: Session, span: Span, people: Mapping[int, str]) -> list[dict[str, Any]]:
    """The buckets of a report."""
    return agent_report(session, span, people).buckets


def agent_report(session: Session, span: Span, people: Mapping[int, str]) -> AgentReport:
    """Seconds of the exclusive timeline are split at the borders of buckets, calls count where they arrive, phones
    that rang where they stopped ringing. At most twenty-six queries, whatever the span and however many people
    (id: code)."""
    steady(session)
    # Nobody has spent time that is still to come; a wrap-up's end is known when it starts.
    until_us = max(min(span.to_us, span.now_us), span.from_us)
    view = _View(session, span, until_us, people)
    view.read()
    order = sorted(people, key=people.__getitem__)
    return AgentReport(
        [
            {**bucket._asdict(), "agents": {people[who]: view.figures(who, at) for who in order}}
            for at, bucket in enumerate(view.buckets)
        ],
        {people[who]: view.figures(who, WHOLE) for who in order},
        view.figures(None, WHOLE),
        [view.figures(None, at) for at in range(len(view.buckets))],
    )


def timeline(session: Session, person_id: int, from_us: int, to_us: int) -> list[AgentSlice]:
    """A person's slices that touch [from_us, to_us), in order."""
    piece = AgentSlice
    return list(
        session.scalars(
            sa.select(piece)
            .where(
                piece.person_id == person_id, piece.start_us < to_us, sa.func.coalesce(piece.end_us, to_us) > from_us
            )
            .order_by(piece.start_us)
        )
    )


@dataclass
class _View:
    """One reading: tallies by person (None: all) and place of the bucket."""

    session: Session
    span: Span
    until_us: int
    people: Mapping[int, str]
    tallies: dict[tuple[int | None, int], AgentTally] = field(default_factory=dict)
    heard: dict[tuple[int | None, int], Tally] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.buckets = self.span.buckets
        self.starts = [bucket.start_us for bucket in self.buckets]
        self.plans: Plans = plans_of(
            self.session, self.span.from_us, self.until_us, self.buckets, list(self.people), self.span.zone.key
        )
        self.rests = rests(self.session)

    def read(self) -> None:
        if self.people and self.span.from_us < self.until_us:
            parts, _ = covers(self.session, replace(self.span, to_us=self.until_us))
            self._sum_up(parts)
            self._add_open()
            whole = (self.span.from_us, self.until_us)
            for person_id, place, sums in edges(self.session, whole, self.starts, self.people):
                self._tally(person_id, place).edges.update(sums)
            for stretch in parts.ragged:
                self._add_ragged(stretch)
            self._hear()
        for (who, at), tally in list(self.tallies.items()):
            for key in _wider(who, at):
                self.tallies.setdefault(key, AgentTally()).merge(tally)

    def _hear(self) -> None:
        for (who, at), said in by_person(self.session, list(self.people), self.starts, self.until_us).items():
            for key in ((who, at), *_wider(who, at)):
                self.heard[key] = self.heard.get(key, Tally()) + said

    def figures(self, who: int | None, at: int) -> dict[str, Any]:
        """Every figure of a person in a bucket; null what nobody planned for them."""
        tally = self.tallies.get((who, at)) or AgentTally()
        plan = self.plans.of(who, at)
        return {
            **tally.figures(),
            **tally.of_paid(plan.scheduled_us if plan is not None else 0, self.rests),
            **self.plans.figures(who, at, tally.productive_us),
            "satisfaction_pct": self.heard.get((who, at), Tally()).satisfaction_pct,
        }

    def _sum_up(self, parts: Cover) -> None:
        asked: dict[str, Any] = {"starts": self.starts, "people": list(self.people)}
        if parts.quarters:
            sums = statements.agents_of_quarters(len(parts.quarters))
            self._take(sums, {**asked, **statements.bounds(parts.quarters)})
        if parts.spans:
            grains, starts, _ = map(list, zip(*parts.spans, strict=True))
            named = {"zone": self.span.zone.key, "grains": grains, "spans": starts}
            self._take(statements.AGENTS_OF_SPANS, {**asked, **named})

    def _take(self, asked: statements.OfAgents, values: Mapping[str, Any]) -> None:
        pauses: dict[tuple[int, int], dict[str, int]] = {}
        for who, at, reason, us in self.session.execute(asked.pauses, values):
            pauses.setdefault((who, at), {})[reason] = int(us)
        for row in self.session.execute(asked.sums, values):
            named = dict(zip(agent_sums.NAMES, row[2:], strict=True))
            self._tally(row.person_id, row.at).take(named, pauses.get((row.person_id, row.at), {}))

    def _add_open(self) -> None:
        """What an agent does now has no end yet, so no roll-up holds it."""
        piece = PersonSlice
        rows = sa.select(piece).where(
            piece.person_id.in_(self.people), piece.end_us.is_(None), piece.start_us < self.until_us
        )
        for row in self.session.scalars(rows):
            whole = Slice(row.start_us, None, PresenceState(row.state), row.reason, None, row.queue, row.online)
            for at in range(max(self._at(row.start_us), 0), self._at(self.until_us - 1) + 1):
                bucket = self.buckets[at]
                self._tally(row.person_id, at).add_slices([whole], bucket.start_us, min(bucket.end_us, self.until_us))

    def _add_ragged(self, stretch: Stretch) -> None:
        """A few minutes at either end, counted as the roll-ups would."""
        from_us, to_us = stretch
        kept: dict[int, AgentSums] = {who: AgentSums() for who in self.people}
        piece, ring, out, visit = PersonSlice, RingAttempt, OutboundCall, QueueVisit
        mine = list(self.people)
        for row in self.session.scalars(
            sa.select(piece).where(
                piece.person_id.in_(mine), piece.start_us < to_us, piece.end_us > from_us, piece.state != "offline"
            )
        ):
            us = min(row.end_us or to_us, to_us) - max(row.start_us, from_us)
            kept[row.person_id].spend(row.state, row.reason, row.online, us)
        part = replace(self.span, from_us=from_us, to_us=to_us)
        answered = visits_in(part, None).where(visit.outcome == Outcome.ANSWERED, visit.person_id.in_(mine))
        for call in self.session.scalars(answered):
            kept[call.person_id or 0].answer(call)
        for rang in self.session.scalars(
            sa.select(ring).where(ring.person_id.in_(mine), ring.end_us >= from_us, ring.end_us < to_us)
        ):
            kept[rang.person_id or 0].ring(rang.result, (rang.end_us or 0) - rang.start_us)
        for placed in self.session.scalars(
            sa.select(out).where(out.person_id.in_(mine), out.at_us >= from_us, out.at_us < to_us)
        ):
            kept[placed.person_id or 0].place(placed.connected, placed.talk_us)
        for who, sums in kept.items():
            if sums:
                named = dict(zip(agent_sums.NAMES, sums.values, strict=True))
                self._tally(who, self._at(from_us)).take(named, sums.pauses)

    def _tally(self, who: int, at: int) -> AgentTally:
        return self.tallies.setdefault((who, at), AgentTally())

    def _at(self, us: int) -> int:
        return bisect_right(self.starts, us) - 1


def _wider(who: int | None, at: int) -> list[tuple[int | None, int]]:
    """Where a person's bucket counts too: in their whole span, and in everybody's."""
    return [(who, WHOLE), (None, at), (None, WHOLE)]
