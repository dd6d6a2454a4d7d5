"""Judge published shifts from everything that the tables know: a number of statements that does not grow with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from ticketing.domain.adherence import Held, Kept, Piece, done_of, held, summed
from ticketing.domain.attendance import Case, Excuse, Extended, Judged, Rules, Sign, extended, judge
from ticketing.domain.breaks import Kind
from ticketing.domain.centre import Centre
from ticketing.domain.days import day_bounds
from ticketing.domain.instants import SECOND_US, instant, micros
from ticketing.domain.presence import Slice
from ticketing.domain.roster.rules import MIN_REST
from ticketing.domain.spans import Span
from ticketing.queries import handovers, published
from ticketing.queries.attendance import signs
from ticketing.queries.attendance.excuses import Excuses, excuses
from ticketing.queries.attendance.rules import rules as rules_of
from ticketing.queries.presence.breaks import kind_map
from ticketing.queries.published import Told

#: Signed out with something in hand and no sheet of it (workforce.md 1.5).
NO_HANDOVER = "no_handover"
_DAY_US = 86_400 * SECOND_US
_REST_US = int(MIN_REST.total_seconds()) * SECOND_US


@dataclass(frozen=True)
class Reckoned:
    """One shift as it stands: the signs, the judgement, what was kept, and until when the shift ran."""

    told: Told
    judged: Judged
    kept: Kept
    extended: Extended
    excuses: Sequence[Excuse]
    signs: Sequence[Sign]
    marks: tuple[str, ...]
    held: Held


class _Line(NamedTuple):
    """What was planned of a shift up to now, and what was done meanwhile."""

    plan: list[Piece]
    done: list[Piece]


@dataclass(frozen=True)
class _Facts:
    """All that was read for many shifts at once."""

    rules: Rules
    kinds: Mapping[str, Kind]
    lines: signs.Lines
    punches: Mapping[int, list[Sign]]
    certified: Sequence[signs.Certified]
    console: Mapping[int, list[tuple[int, str]]]
    excuses: Excuses
    before: Mapping[int, list[Told]]
    left: Collection[tuple[int, datetime]]
    now_us: int
    centre: Centre


def reckon(session: Session, shifts: Collection[Told], now: datetime, centre: Centre) -> list[Reckoned]:
    """These shifts, judged at `now`, in their order; those that have not begun are left out. Ten statements."""
    now_us = micros(now)
    begun = [told for told in shifts if told.start_us <= now_us]
    if not begun:
        return []
    facts = _read(session, begun, now_us, centre)
    return [_one(facts, told) for told in begun]


def _read(session: Session, shifts: Sequence[Told], now_us: int, centre: Centre) -> _Facts:
    people = sorted({told.person_id for told in shifts})
    first_us, last_us = min(told.start_us for told in shifts), max(told.end_us for told in shifts)
    from_us, to_us = first_us - _DAY_US, last_us + _DAY_US
    month_at = instant(first_us).astimezone(centre.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    punches, certified = signs.of_punches(session, people, min(micros(month_at), from_us), to_us)
    before: dict[int, list[Told]] = {}
    for told in published.between(session, from_us, last_us, people):
        before.setdefault(told.person_id, []).append(told)
    return _Facts(
        rules=rules_of(session),
        kinds=kind_map(session),
        lines=signs.lines(session, people, from_us, to_us),
        punches=punches,
        certified=certified,
        console=signs.of_console(session, people, from_us, to_us),
        excuses=excuses(session, people, from_us, to_us),
        before=before,
        left=handovers.gone_without(session, people, instant(first_us), instant(last_us)),
        now_us=now_us,
        centre=centre,
    )


def _one(facts: _Facts, told: Told) -> Reckoned:
    rules, person = facts.rules, told.person_id
    window = Span(told.start_us - rules.before_s * SECOND_US, told.end_us + rules.after_s * SECOND_US)
    slices = facts.lines.of(person, window.start_us, window.end_us)
    found = [
        *(sign for sign in facts.punches.get(person, ()) if window.start_us <= sign.at_us <= window.end_us),
        *signs.console_signs(facts.console.get(person, ()), *window),
        *signs.work_signs(slices, window, told.start_us),
    ]
    end = extended(told.end_us, slices, rules.extension_most_s, facts.now_us)
    excused = [*facts.excuses.of(person, told.on_day, told.start_us, told.end_us), *_late_release(facts, told)]
    case = Case(Span(told.start_us, told.end_us), found, facts.now_us, end.end_us, excused, _missed_before(facts, told))
    judged = judge(case, rules)
    left = (person, instant(told.end_us)) in facts.left
    others = {"extension_capped": end.is_capped, NO_HANDOVER: left}
    marks = (*judged.marks, *(mark for mark, holds in others.items() if holds))
    plan, done = _line(facts, told)
    away = [Span(one.start_us, one.end_us) for one in excused]
    kept_to = held(plan, done, away, rules.tolerance_s)
    sums = summed(kept_to, plan, done, rules.count_outside_shift)
    return Reckoned(told, judged, sums, end, excused, found, marks, kept_to)


def _line(facts: _Facts, told: Told) -> _Line:
    """The business day of the shift against its plan; while it runs, only since it began: an hour worked before it
    says nothing yet about how it is kept to."""
    bounds = day_bounds(told.on_day, facts.centre.zone, facts.centre.day_start_hour)
    from_us, to_us = min(micros(bounds[0]), told.start_us), max(micros(bounds[1]), told.end_us)
    if facts.now_us < told.end_us:
        from_us, to_us = told.start_us, facts.now_us
    to_us = min(to_us, facts.now_us)
    plan = [piece._replace(end_us=min(piece.end_us, to_us)) for piece in told.pieces if piece.start_us < to_us]
    return _Line(plan, done_of(facts.lines.of(told.person_id, from_us, to_us), facts.kinds, from_us, to_us))


def _late_release(facts: _Facts, told: Told) -> list[Excuse]:
    """Whoever was kept by a customer the evening before may rest as long as the roster said, within eleven hours."""
    earlier = [one for one in facts.before.get(told.person_id, ()) if one.end_us <= told.start_us]
    if not earlier:
        return []
    last = earlier[-1]
    slices: Sequence[Slice] = facts.lines.of(told.person_id, last.start_us, told.start_us)
    over_us = extended(last.end_us, slices, facts.rules.extension_most_s, facts.now_us).end_us - last.end_us
    owed_us = min(over_us, last.end_us + over_us + _REST_US - told.start_us)
    return [Excuse(told.start_us, told.start_us + owed_us, "late_release")] if owed_us > 0 else []


def _missed_before(facts: _Facts, told: Told) -> int:
    """The certified misses of the same calendar month before the window of this shift."""
    zone = facts.centre.zone
    month = instant(told.start_us).astimezone(zone).strftime("%Y%m")
    return sum(
        one.person_id == told.person_id
        and one.at_us < told.start_us - facts.rules.before_s * SECOND_US
        and instant(one.at_us).astimezone(zone).strftime("%Y%m") == month
        for one in facts.certified
    )
