"""A roster sketched without a solver: one person after the other gets the best days that the others leave open.

Each person's best days are a cheapest path through what the hard rules let follow each other (`paths.py`), priced by
what is still missed; going round again and again, whoever can fills what is open, and holes wander until somebody has
a day for them. It proves nothing and costs little: a solver begins where it ends. One seed, one sketch.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random

from ticketing.domain.roster.bounds import shortages
from ticketing.domain.roster.exchange import beyond
from ticketing.domain.roster.fairness import SATURDAY, SPREAD, UNFAIR, share_of, sharing
from ticketing.domain.roster.instance import Credit, Instance
from ticketing.domain.roster.paths import Paths, Row
from ticketing.domain.roster.plan import DAY, Member
from ticketing.domain.roster.program import INFINITY, NO_LEADER, NO_SKILL, OVER, UNCOVERED, cost_of
from ticketing.domain.roster.result import Places

#: So many times round at most, and so many in vain before it is left to the solver.
ROUNDS, IN_VAIN = 30, 6
#: And so many days of people in all, which bounds the time of any instance without looking at a clock.
MOST_DAYS = 170_000
#: Each further one missed on one shift makes it so much dearer: holes are spread before they are filled.
CROWD = 2000.0
#: What is missed at the end of a round is dearer from then on, so that those who could be there are sent there.
STUBBORN = 200.0
#: Prices differ by chance by so much, which lets equal rows change places.
CHANCE = 20.0
#: What an evening or a weekend beyond one's band moves the price of the next one.
EVENING_STEP, WEEKEND_STEP, TRIES = 15.0, 4.0, 3
Place = tuple[date, str]


def sketch(instance: Instance, seed: int) -> Places:
    """(person, day) to template, breaking no hard rule; the shortage as low as going round brings it."""
    drawing = Drawing(instance, Random(seed))  # noqa: S311 - shuffles people, guards nothing
    best, least, vain = drawing.places(), drawing.missed(), 0
    floor = UNCOVERED * sum(one.short for one in shortages(instance) if one.kind == "day")
    size = len(instance.members) * len(instance.days())
    for _ in range(max(2, min(ROUNDS, MOST_DAYS // max(size, 1)))):
        drawing.go_round()
        missed = drawing.missed()
        vain = 0 if missed < least else vain + 1
        if missed < least:
            best, least = drawing.places(), missed
        if least <= floor or vain > IN_VAIN:
            break
    return best


class Drawing:
    """Everybody's row of days as it stands, and how many that leaves on each shift."""

    def __init__(self, instance: Instance, draw: Random) -> None:
        self.instance, self.draw, self.paths = instance, draw, Paths(instance)
        self.shifts = instance.working()
        self.tracks = {one.code: self.paths.track(one) for one in instance.members}
        self.rows: dict[str, Row] = {}
        self.here: Counter[Place] = Counter()
        self.led: Counter[Place] = Counter()
        self.skilled: Counter[tuple[date, str, str]] = Counter()
        self.stubborn: Counter[Place] = Counter()
        self.shares = {one.code: share_of(instance, one, self.paths.late) for one in sharing(instance)}
        self.dear: dict[str, Credit] = {}
        self.costs = {
            (one.code, day, shift.code): cost_of(instance, one, day, shift)
            for one in instance.members
            for day in instance.days()
            for shift in self.shifts
        }
        for member in instance.members:
            self._put(member, {})

    def go_round(self) -> None:
        """Everybody once, in an order that is drawn: their days are taken away and the best ones given."""
        people = list(self.instance.members)
        self.draw.shuffle(people)
        for member in people:
            before = self.rows[member.code]
            self._count(member, before, -1)
            self._put(member, self._best(member, before))
        for day, shift, wanted in self._places():
            self.stubborn[day, shift] += int(STUBBORN) * (wanted > self.here[day, shift])

    def missed(self) -> float:
        """What is missed at the solver's prices: people, leaders, skills; and people where none are wanted."""
        total = 0.0
        for day, shift, wanted in self._places():
            place = (day, shift)
            total += UNCOVERED * max(wanted - self.here[place], 0) + OVER * max(self.here[place] - wanted, 0)
            total += NO_LEADER * max(self._leaders(place) - self.led[place], 0)
            for skill, least in (self.instance.rules.skills or {}).items():
                total += NO_SKILL * max((least if wanted else 0) - self.skilled[day, shift, skill], 0)
        return total

    def places(self) -> Places:
        return {(person, day): code for person, row in self.rows.items() for day, code in row.items()}

    def _put(self, member: Member, row: Row) -> None:
        self.rows[member.code] = row
        self._count(member, row, 1)

    def _best(self, member: Member, before: Row) -> Row:
        """The best of a few rows: evenings and weekends dearer where one has too many, cheaper where too few."""
        prices, track = self._prices(member), self.tracks[member.code]
        dear = self.dear.get(member.code, Credit(0, 0))
        best, least = before, INFINITY
        for _ in range(TRIES):
            found = self.paths.cheapest(track, self._with(prices, dear))
            if found is None:
                return best
            row = {day: code for day, code in found.items() if day <= self.instance.last}
            off = self._off(member.code, row)
            spent = sum(prices[place] for place in row.items()) + UNFAIR * abs(off[0]) + SPREAD * abs(off[1])
            if spent < least:
                best, least, self.dear[member.code] = row, spent, dear
            if off == (0, 0):
                break
            evenings = _within(dear.evenings + EVENING_STEP * off[0], UNFAIR)
            dear = Credit(evenings, _within(dear.weekends + WEEKEND_STEP * off[1], SPREAD))
        return best

    def _with(self, prices: dict[Place, float], dear: Credit) -> dict[Place, float]:
        if dear == Credit(0, 0):
            return prices
        late, weekends = self.paths.late, dear.weekends
        return {
            (day, code): price + (dear.evenings if code in late else 0) + (weekends if day.weekday() >= SATURDAY else 0)
            for (day, code), price in prices.items()
        }

    def _off(self, person: str, row: Row) -> tuple[int, int]:
        """By how much evenings and weekends lie outside the band around one's share."""
        share = self.shares.get(person)
        if share is None:
            return 0, 0
        evenings = sum(code in self.paths.late for code in row.values())
        weekends = sum(day.weekday() >= SATURDAY for day in row)
        return beyond(evenings, share.evenings), beyond(weekends, share.weekends)

    def _count(self, member: Member, row: Row, by: int) -> None:
        for place in row.items():
            self.here[place] += by
            self.led[place] += by if member.leads else 0
            for skill in member.skills:
                self.skilled[(*place, skill)] += by

    def _prices(self, member: Member) -> dict[Place, float]:
        """What each place costs this person now: below nought where they are missed; a full place has no price."""
        prices: dict[Place, float] = {}
        locked = self.paths.locked
        for day, shift, wanted in self._places():
            place = (day, shift)
            if (member.code, day) not in locked and self._is_full(place):
                continue
            price = self.costs[member.code, day, shift] + self.draw.random() * CHANCE
            prices[place] = price - self._worth(member, place, wanted)
        return prices

    def _worth(self, member: Member, place: Place, wanted: int) -> float:
        """What is saved when the person stands there."""
        short = wanted - self.here[place]
        worth = UNCOVERED + CROWD * short / wanted + self.stubborn[place] if short > 0 else -OVER * (1.0 - short)
        if member.leads and self._leaders(place) > self.led[place]:
            worth += NO_LEADER
        for skill, least in (self.instance.rules.skills or {}).items():
            if skill in member.skills and wanted and self.skilled[(*place, skill)] < least:
                worth += NO_SKILL
        return worth

    def _places(self) -> Iterator[tuple[date, str, int]]:
        for day in self.instance.days():
            for shift in self.shifts:
                yield day, shift.code, self.instance.demand.get((day, shift.code), 0)

    def _leaders(self, place: Place) -> int:
        needs = any(one.needs_leader for one in self.shifts if one.code == place[1])
        return self.instance.rules.leaders if needs and self.instance.demand.get(place, 0) else 0

    def _is_full(self, place: Place) -> bool:
        """Whether nobody more may sit anywhere that the place overlaps (H11)."""
        seats = self.instance.rules.seats
        if seats is None:
            return False
        return any(place in group and sum(self.here[one] for one in group) >= seats for group in self._together(place))

    def _together(self, place: Place) -> Iterator[list[Place]]:
        """The places taken at once: of each start on the day and the next one, that day's shifts and the night's."""
        for day in (place[0], place[0] + DAY):
            for at in self.shifts:
                yield [
                    (on, one.code)
                    for on, shift in ((day, 0), (day - DAY, 1440))
                    for one in self.shifts
                    if one.start_min - shift <= at.start_min < one.end_min - shift
                ]


def _within(value: float, most: float) -> float:
    return max(min(value, most), -most)
