"""One person's days as a path: which shift may follow which, and the cheapest row of days under given prices.

The rules are those of `limits.py` written as a state that moves from day to day: days worked running, the shift of
the day before, evenings running, and what of a week's and a month's hours and days is used up. (H1 to H4, H8 to H10)
"""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from ticketing.domain.days import monday_of
from ticketing.domain.roster.fairness import SWITCH
from ticketing.domain.roster.instance import Instance
from ticketing.domain.roster.limits import evening_codes
from ticketing.domain.roster.plan import DAY, Member, days_between

WEEK = 7
Prices = Mapping[tuple[date, str], float]
Row = dict[date, str]


class State(NamedTuple):
    """Where somebody stands at the end of a day; what no rule of the site asks for stays nought."""

    run: int = 0
    last: str | None = None
    evenings: int = 0
    week_days: int = 0
    week_min: int = 0
    month_days: int = 0
    month_min: int = 0


class Bounds(NamedTuple):
    """What a person may reach in a week and in a day's month; null where no rule asks."""

    week_min: int | None
    month_days: int | None


#: Whether a week and a month begin, and what may be reached in them.
Context = tuple[bool, bool, Bounds]


@dataclass(frozen=True)
class Track:
    """One person's days: where they stand before the first, and of each day what may stand there (None: rest)."""

    start: State
    days: Sequence[tuple[date, Bounds, Sequence[str | None]]]


class Paths:
    """What the rules let follow each other; each step is worked out once."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.rules = instance, instance.rules
        self.minutes = {one.code: one.paid_min for one in instance.working()}
        self.late = evening_codes(instance)
        shifts = instance.working()
        self.close = {(one.code, two.code) for one in shifts for two in shifts if instance.too_close(one, two)}
        self.locked = {(one.person, one.on_day): one.template for one in instance.fixed}
        self._has_weeks = instance.rules.week_min is not None or any(one.week_min for one in instance.members)
        self.states: list[State] = []
        self.numbers: dict[State, int] = {}
        self.moves: dict[Context, dict[int, list[tuple[str | None, int, float]]]] = {}

    def track(self, member: Member) -> Track:
        """The person's days of the period and those behind it that are told already, from where they stand before."""
        instance, first = self.instance, self.instance.first
        around = {one.on_day: one.template for one in (*instance.past, *instance.after) if one.person == member.code}
        begin = min(monday_of(first), first.replace(day=1), first - timedelta(days=self.rules.days_running + 1))
        state = State()
        for day in days_between(begin, first - DAY):
            state = self._moved(state, self._known_code(around.get(day)), *_turns(day))
        behind = max((day for day in around if day > instance.last), default=instance.last)
        last = min(behind, instance.last + timedelta(days=self.rules.days_running))
        days = days_between(first, last)
        return Track(state, [(day, self._bounds(member, day), self._options(member, day, around)) for day in days])

    def cheapest(self, track: Track, prices: Prices) -> Row | None:
        """The shifts by day of the row that costs least; what has no price is closed. None where no row is allowed."""
        layer: dict[int, float] = {self._numbered(track.start): 0.0}
        came: list[dict[int, tuple[int, str | None]]] = []
        for day, bounds, options in track.days:
            priced = ((one, self._price(prices, day, one)) for one in options)
            open_ones = {one: price for one, price in priced if price is not None}
            layer, by = self._step(layer, (*_turns(day), bounds), open_ones)
            came.append(by)
        return _back(track, layer, came) if layer else None

    def allows(self, track: Track, row: Row) -> bool:
        """Whether these days keep every rule, with what is told before and behind them."""
        number: int | None = self._numbered(track.start)
        for day, bounds, options in track.days:
            code = options[0] if day > self.instance.last else row.get(day)
            if number is None or code not in options:
                return False
            moves = self.moves.setdefault((*_turns(day), bounds), {})
            known = moves.get(number) or moves.setdefault(number, self._moves(number, (*_turns(day), bounds)))
            number = next((after for option, after, _ in known if option == code), None)
        return number is not None

    def switches(self, row: Row) -> int:
        """How often day and evening follow each other within a week."""
        turns = ((row[day - DAY], code) for day, code in row.items() if day.weekday() != 0 and day - DAY in row)
        return sum(self._switches(before, code) for before, code in turns)

    def _step(
        self, layer: Mapping[int, float], context: Context, prices: Mapping[str | None, float]
    ) -> tuple[dict[int, float], dict[int, tuple[int, str | None]]]:
        """One day further: of each state that can be reached what it costs at least, and whence."""
        following: dict[int, float] = {}
        by: dict[int, tuple[int, str | None]] = {}
        moves = self.moves.setdefault(context, {})
        for state, spent in layer.items():
            known = moves.get(state)
            if known is None:
                known = moves[state] = self._moves(state, context)
            for option, after, extra in known:
                price = prices.get(option)
                if price is None:
                    continue
                total = spent + price + extra
                if after not in following or total < following[after]:
                    following[after], by[after] = total, (state, option)
        return following, by

    def _moves(self, number: int, context: Context) -> list[tuple[str | None, int, float]]:
        """What may follow a state on such a day: the shift, the state behind it, what the change of kind costs."""
        state, monday = self.states[number], context[0]
        found: list[tuple[str | None, int, float]] = []
        for option in (None, *self.minutes):
            after = self._after(state, option, *context)
            if after is not None:
                turns = option is not None and state.last is not None and not monday
                extra = SWITCH if turns and self._switches(state.last or "", option or "") else 0
                found.append((option, self._numbered(after), float(extra)))
        return found

    def _numbered(self, state: State) -> int:
        """States by number: what is asked a million times is asked of small whole numbers."""
        number = self.numbers.get(state)
        if number is None:
            number = self.numbers[state] = len(self.states)
            self.states.append(state)
        return number

    def _after(self, state: State, code: str | None, monday: bool, first: bool, bounds: Bounds) -> State | None:
        """The state behind a day, or None when a rule forbids it."""
        moved = self._moved(state, code, monday, first)
        return moved if code is None or self._allowed(state, moved, bounds) else None

    def _moved(self, state: State, code: str | None, monday: bool, first: bool) -> State:
        rules, minutes = self.rules, self.minutes.get(code or "", 0)
        worked = code is not None
        counts_week = rules.month_rests is None and rules.days_running >= WEEK
        return State(
            state.run + 1 if worked else 0,
            code,
            state.evenings + 1 if code in self.late else 0,
            (0 if monday else state.week_days) + (worked and counts_week),
            (0 if monday else state.week_min) + (minutes if self._has_weeks else 0),
            (0 if first else state.month_days) + (worked and rules.month_rests is not None),
            (0 if first else state.month_min) + (minutes if rules.month_min is not None else 0),
        )

    def _allowed(self, state: State, moved: State, bounds: Bounds) -> bool:
        rules = self.rules
        return (
            moved.run <= rules.days_running
            and (state.last, moved.last) not in self.close
            and moved.evenings <= rules.evenings_running
            and moved.week_days < WEEK
            and (bounds.week_min is None or moved.week_min <= bounds.week_min)
            and (bounds.month_days is None or moved.month_days <= bounds.month_days)
            and (rules.month_min is None or moved.month_min <= rules.month_min)
        )

    def _price(self, prices: Prices, day: date, code: str | None) -> float | None:
        return 0.0 if code is None or day > self.instance.last else prices.get((day, code))

    def _switches(self, before: str, after: str) -> bool:
        return (before in self.late) != (after in self.late)

    def _bounds(self, member: Member, day: date) -> Bounds:
        rules = self.rules
        month = None
        if rules.month_rests is not None:
            owed = self.instance.owed_rests.get((member.code, day.year, day.month), rules.month_rests)
            month = calendar.monthrange(day.year, day.month)[1] - owed
        return Bounds(member.week_min if member.week_min is not None else rules.week_min, month)

    def _options(self, member: Member, day: date, around: Mapping[date, str | None]) -> Sequence[str | None]:
        """What may stand there: behind the period what is told, in it what is locked, and nothing while away."""
        if day > self.instance.last:
            return (self._known_code(around.get(day)),)
        if (member.code, day) in self.locked:
            return (self._known_code(self.locked[member.code, day]),)
        if self.instance.is_away(member.code, day):
            return (None,)
        return (None, *(code for code in self.minutes if member.only in (None, code)))

    def _known_code(self, code: str | None) -> str | None:
        return code if code in self.minutes else None


def _turns(day: date) -> tuple[bool, bool]:
    """Whether a week and a month begin."""
    return day.weekday() == 0, day.day == 1


def _back(track: Track, layer: Mapping[int, float], came: Sequence[Mapping[int, tuple[int, str | None]]]) -> Row:
    state = min(layer, key=lambda one: layer[one])
    found: Row = {}
    for (day, _, _), by in zip(reversed(track.days), reversed(came), strict=True):
        state, code = by[state]
        if code is not None:
            found[day] = code
    return found
