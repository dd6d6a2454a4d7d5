"""One reading of the roll-ups: tallies and percentiles by queue and bucket."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.calls import Outcome, QueueRules
from ticketing.domain.instants import SECOND_US
from ticketing.domain.metrics import Bucket, Formula, QueueTally, has_threshold, percent, seconds, sums, tally_of
from ticketing.models.queues import Queue
from ticketing.queries.figures import statements
from ticketing.queries.figures.cover import Cover, Stretch, covers
from ticketing.queries.figures.spans import WHOLE, Span, visits_in
from ticketing.queries.folded import visit_of


@dataclass(frozen=True)
class Asked:
    """Which queues (None: every one), and by which formula and T instead of each queue's own: today's choice holds
    for the past too."""

    codes: Collection[str] | None = None
    formula: Formula | None = None
    threshold_s: int | None = None


@dataclass
class QueueView:
    """One reading: tallies and percentiles by queue (None: all) and place of the bucket."""

    session: Session
    span: Span
    asked: Asked
    buckets: Sequence[Bucket] = field(init=False)
    rules: dict[str, QueueRules] = field(init=False)
    formulas: dict[str, Formula] = field(init=False)
    tallies: dict[tuple[str | None, int], QueueTally] = field(default_factory=dict)
    ranks: dict[tuple[str | None, int], tuple[int | None, int | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.buckets = self.span.buckets
        self.starts = [bucket.start_us for bucket in self.buckets]
        queue = Queue
        settings = self.session.execute(
            sa.select(queue.code, queue.sl_formula, queue.sl_threshold_s, queue.short_abandon_s)
        ).all()
        self.formulas = {code: Formula(name) for code, name, _, _ in settings}
        self.rules = {
            code: self._asked(QueueRules(sl_threshold_s=t, short_abandon_s=short)) for code, _, t, short in settings
        }
        self.others = self._asked(QueueRules())

    def read(self) -> None:
        parts, whole = covers(self.session, self.span)
        self._sum_up(parts)
        self._add_ragged(parts)
        self._correct_levels()
        self._add_waiting()
        self._merge()
        self._rank(parts, whole)

    def figures(self, code: str | None, at: int) -> dict[str, Any]:
        """Every figure of a queue in a bucket, the service level with its formula's name and both its counts."""
        tally = self.tallies.get((code, at)) or QueueTally()
        p50, p90 = self.ranks.get((code, at), (None, None))
        formula, rules = self._formula(code), self._rules(code)
        within, of = tally.shares(formula)
        return tally.figures() | {
            "p50_wait_s": seconds(p50),
            "p90_wait_s": seconds(p90),
            "sl_name": formula.value,
            "sl_threshold_s": rules.sl_threshold_s if rules is not None else None,
            "sl_pct": percent(within, of),
            "sl_within": within,
            "sl_of": of,
        }

    def _asked(self, own: QueueRules) -> QueueRules:
        return own if self.asked.threshold_s is None else replace(own, sl_threshold_s=self.asked.threshold_s)

    def _rules(self, code: str | None) -> QueueRules | None:
        """Of all queues together only if they are measured alike."""
        if code is not None:
            return self.rules.get(code, self.others)
        alike = {self.rules.get(name, self.others).sl_threshold_s for name, _ in self.tallies if name is not None}
        return replace(self.others, sl_threshold_s=alike.pop()) if len(alike) == 1 else None

    def _formula(self, code: str | None) -> Formula:
        if self.asked.formula is not None:
            return self.asked.formula
        if code is not None:
            return self.formulas.get(code, Formula.OFFERED)
        alike = {self.formulas.get(name, Formula.OFFERED) for name, _ in self.tallies if name is not None}
        return alike.pop() if len(alike) == 1 else Formula.OFFERED

    def _sum_up(self, parts: Cover) -> None:
        edges = [
            (code, sums.edge_of(own.sl_threshold_s), sums.edge_of(own.short_abandon_s))
            for code, own in self.rules.items()
        ]
        common: dict[str, Any] = {
            "starts": self.starts,
            "codes": self._codes(),
            "rule_queues": [code for code, _, _ in edges],
            "rule_ts": [t + 1 for _, t, _ in edges],
            "rule_ss": [s + 1 for _, _, s in edges],
            "t": sums.edge_of(self.others.sl_threshold_s) + 1,
            "s": sums.edge_of(self.others.short_abandon_s) + 1,
        }
        if parts.quarters:
            asked = {**common, **statements.bounds(parts.quarters)}
            self._take(self.session.execute(statements.of_quarters(len(parts.quarters)), asked))
        if parts.spans:
            grains, starts, _ = map(list, zip(*parts.spans, strict=True))
            named = {"zone": self.span.zone.key, "grains": grains, "spans": starts}
            self._take(self.session.execute(statements.OF_SPANS, {**common, **named}))

    def _take(self, rows: Iterable[Any]) -> None:
        names = len(sums.NAMES) + 2
        for row in rows:
            values = dict(zip(sums.NAMES, row[2:names], strict=True))
            within = (row.answered_within, row.abandoned_within, row.exited_within)
            tally = tally_of(values, within, row.short_abandoned)
            tally.max_wait_us = row.max_wait_us
            known = self.tallies.setdefault((row.queue, row.at), tally)
            if known is not tally:
                known.merge(tally)
            elif row.p50_us is not None:
                self.ranks[row.queue, row.at] = (row.p50_us, row.p90_us)

    def _add_ragged(self, parts: Cover) -> None:
        for from_us, to_us in parts.ragged:
            part = replace(self.span, from_us=from_us, to_us=to_us)
            for row in self.session.scalars(visits_in(part, self.asked.codes)):
                if row.outcome is not Outcome.WAITING:
                    self._tally(row.queue, row.enter_us).add(visit_of(row), self._own(row.queue), self.span.now_us)
                else:
                    self._tally(row.queue, row.enter_us).outcomes[Outcome.WAITING] += 1

    def _correct_levels(self) -> None:
        """What no histogram knows is counted anew, over the whole span."""
        seen = {code for code, _ in self.tallies if code is not None}
        odd = [code for code in sorted(seen) if not _is_rolled(self._own(code))]
        if not odd:
            return
        for code, at in [key for key in self.tallies if key[0] in odd]:
            tally = self.tallies[code, at]
            tally.answered_in_sl = tally.abandoned_in_sl = tally.exits_in_sl = tally.short_abandoned = 0
        asked = {
            "starts": self.starts,
            "from_us": self.span.from_us,
            "to_us": self.span.to_us,
            "rule_queues": odd,
            "rule_ts": [self._own(code).sl_threshold_s * SECOND_US for code in odd],
            "rule_ss": [self._own(code).short_abandon_s * SECOND_US for code in odd],
        }
        for code, at, answered, abandoned, exited, short in self.session.execute(statements.WITHIN, asked):
            tally = self.tallies[code, at]
            tally.answered_in_sl, tally.abandoned_in_sl = answered, abandoned
            tally.exits_in_sl, tally.short_abandoned = answered + abandoned + exited, short

    def _add_waiting(self) -> None:
        """Who waits still is undecided for a while; how long, only the clock knows."""
        asked = {"from_us": self.span.from_us, "to_us": self.span.to_us, "codes": self._codes()}
        for queue, enter_us in self.session.execute(statements.WAITING, asked):
            tally, waited_us = self._tally(queue, enter_us), max(self.span.now_us - enter_us, 0)
            tally.undecided += waited_us <= self._own(queue).sl_threshold_s * SECOND_US
            tally.longest_waiting_us = max(tally.longest_waiting_us, waited_us)

    def _merge(self) -> None:
        for (code, at), tally in list(self.tallies.items()):
            for key in ((code, WHOLE), (None, at), (None, WHOLE)):
                self.tallies.setdefault(key, QueueTally()).merge(tally)

    def _rank(self, parts: Cover, whole: Cover) -> None:
        """A bucket that is one settled span has its percentiles already, and an only bucket those of the whole; the
        others and the whole are ranked. Of all queues together only the whole is."""
        alone = {(bucket.start_us, bucket.end_us): at for at, bucket in enumerate(self.buckets)}
        done = {alone[start, end] for _, start, end in parts.spans if (start, end) in alone}
        self.ranks = {key: value for key, value in self.ranks.items() if key[1] in done}
        is_only = len(self.buckets) == 1
        gaps = [] if is_only else _joined(parts.gaps)
        spans = [(grain, start, WHOLE) for grain, start, _ in whole.spans]
        if not is_only:
            spans += [(grain, start, self._at(start)) for grain, start, end in parts.spans if (start, end) not in alone]
        asked: dict[str, Any] = {name: [one[at] for one in spans] for at, name in enumerate(_SPAN_COLUMNS)}
        stretches = _joined(whole.gaps)
        asked |= {"zone": self.span.zone.key, "codes": self._codes(), "starts": self.starts}
        asked |= statements.bounds(gaps) | statements.bounds(stretches, "whole_")
        for code, at, p50, p90 in self.session.execute(statements.percentiles(len(gaps), len(stretches)), asked):
            if code is not None or at == WHOLE:
                self.ranks[code, at] = (p50, p90)
        if is_only:
            self.ranks |= {(code, 0): rank for (code, at), rank in self.ranks.items() if at == WHOLE and code}

    def _tally(self, queue: str, enter_us: int) -> QueueTally:
        return self.tallies.setdefault((queue, self._at(enter_us)), QueueTally())

    def _at(self, us: int) -> int:
        return bisect_right(self.starts, us) - 1

    def _own(self, queue: str) -> QueueRules:
        return self.rules.get(queue, self.others)

    def _codes(self) -> list[str] | None:
        return None if self.asked.codes is None else sorted(self.asked.codes)


def _is_rolled(rules: QueueRules) -> bool:
    return has_threshold(rules.sl_threshold_s) and has_threshold(rules.short_abandon_s)


_SPAN_COLUMNS = ("grains", "spans", "span_ats")


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in order, those that touch as one."""
    found: list[Stretch] = []
    for from_us, to_us in stretches:
        if found and found[-1][1] == from_us:
            found[-1] = (found[-1][0], to_us)
        else:
            found.append((from_us, to_us))
    return found
