"""Two people change a stretch of their days with each other: every shift stays manned, and evenings are shared out.

Where a sketch leaves one with all the evenings and another with none, no single change helps; a stretch of days
exchanged does, whenever both rows keep the rules. Only people who lead and can the same change with each other.
"""

from collections.abc import Iterator
from datetime import date

from ticketing.domain.roster.fairness import BAND, SATURDAY, SPREAD, SWITCH, UNFAIR, share_of, sharing
from ticketing.domain.roster.instance import Instance
from ticketing.domain.roster.paths import Paths, Row
from ticketing.domain.roster.plan import Member
from ticketing.domain.roster.program import cost_of
from ticketing.domain.roster.result import Places

#: So often everybody's row is looked at anew.
PASSES = 6
#: With so many of those who differ most from oneself.
PARTNERS = 12


def evened(instance: Instance, places: Places) -> Places:
    """The same shifts with the same number of people, shared out more evenly."""
    return _Exchange(instance, places).places()


def beyond(count: int, share: float) -> int:
    """By how much a count lies outside the band around a share, with its sign."""
    middle = max(round(share), 0)
    return max(count - middle - BAND, 0) + min(count - max(middle - BAND, 0), 0)


class _Exchange:
    def __init__(self, instance: Instance, places: Places) -> None:
        self.instance, self.paths = instance, Paths(instance)
        self.shared = {one.code: one for one in sharing(instance)}
        self.shares = {code: share_of(instance, one, self.paths.late) for code, one in self.shared.items()}
        self.tracks = {code: self.paths.track(one) for code, one in self.shared.items()}
        # A plain roster has no prices of single places at all.
        priced = {
            (one.code, day, shift.code): cost_of(instance, one, day, shift)
            for one in self.shared.values()
            for day in instance.days()
            for shift in instance.working()
        }
        self.own = priced if any(priced.values()) else {}
        self.rows: dict[str, Row] = {one.code: {} for one in instance.members}
        for (person, day), code in places.items():
            self.rows[person][day] = code
        self.spent = {code: self._cost(code, self.rows[code]) for code in self.shared}

    def places(self) -> Places:
        for _ in range(PASSES):
            dear = sorted((one for one in self.shared if self.spent[one] > 0), key=lambda one: (-self.spent[one], one))
            # Everybody is looked at, whether or not somebody before found an exchange.
            found = sum(self._improved(person) for person in dear)
            if not found:
                break
        return {(person, day): code for person, row in self.rows.items() for day, code in row.items()}

    def _improved(self, person: str) -> bool:
        """The exchange that saves most, with whomever; whether there was one."""
        best: tuple[float, str, Row, Row] | None = None
        for other in self._alike(self.shared[person]):
            now = self.spent[person] + self.spent[other]
            for cut in self._cuts(person, other, best[0] if best else 0.5):
                mine, theirs = (_joined(*rows, cut) for rows in self._rows_of(person, other))
                saved = now - self._cost(person, mine) - self._cost(other, theirs)
                if saved > (best[0] if best else 0.5) and self._legal(person, mine) and self._legal(other, theirs):
                    best = saved, other, mine, theirs
            if best and best[0] >= 0.9 * self.spent[person]:
                break
        if best is None:
            return False
        _, other, mine, theirs = best
        for code, row in ((person, mine), (other, theirs)):
            self.rows[code], self.spent[code] = row, self._cost(code, row)
        return True

    def _alike(self, member: Member) -> list[str]:
        """Who may change with somebody, those first who have what the other lacks."""
        late = self.paths.late
        own = sum(code in late for code in self.rows[member.code].values())
        alike = [code for code, one in self.shared.items() if code != member.code and _kind(one) == _kind(member)]
        ranked = sorted(alike, key=lambda one: (-abs(sum(c in late for c in self.rows[one].values()) - own), one))
        return ranked[:PARTNERS]

    def _rows_of(self, person: str, other: str) -> tuple[tuple[Row, Row], tuple[Row, Row]]:
        mine, theirs = self.rows[person], self.rows[other]
        return (mine, theirs), (theirs, mine)

    def _cuts(self, person: str, other: str, least: float) -> Iterator[date]:
        """The days from which on an exchange may save more than `least`, by counts of evenings and weekends alone."""
        mine, theirs = self._counts(person), self._counts(other)
        now = self._unfair(person, *mine[-1]) + self._unfair(other, *theirs[-1])
        known = self.spent[person] + self.spent[other] - now
        for number, day in enumerate(self.instance.days()[1:], 1):
            moved = [theirs[-1][n] - theirs[number][n] - mine[-1][n] + mine[number][n] for n in (0, 1)]
            then = self._unfair(person, mine[-1][0] + moved[0], mine[-1][1] + moved[1])
            then += self._unfair(other, theirs[-1][0] - moved[0], theirs[-1][1] - moved[1])
            if now + known - then > least:
                yield day

    def _counts(self, person: str) -> list[tuple[int, int]]:
        """Evenings and weekend shifts before each day, and of all days last."""
        row, found = self.rows[person], [(0, 0)]
        for day in self.instance.days():
            evenings, weekends = found[-1]
            evenings, weekends = (
                evenings + (row.get(day) in self.paths.late),
                weekends + (day in row and _is_weekend(day)),
            )
            found.append((evenings, weekends))
        return found

    def _unfair(self, person: str, evenings: int, weekends: int) -> float:
        share = self.shares[person]
        off = beyond(evenings, share.evenings), beyond(weekends, share.weekends)
        return UNFAIR * abs(off[0]) + SPREAD * abs(off[1])

    def _cost(self, person: str, row: Row) -> float:
        evenings = sum(code in self.paths.late for code in row.values())
        weekends = sum(map(_is_weekend, row))
        own = sum(self.own[person, day, code] for day, code in row.items()) if self.own else 0.0
        return self._unfair(person, evenings, weekends) + SWITCH * self.paths.switches(row) + own

    def _legal(self, person: str, row: Row) -> bool:
        return self.paths.allows(self.tracks[person], row)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def _kind(member: Member) -> tuple[object, ...]:
    return member.leads, member.skills, member.new_until


def _joined(first: Row, then: Row, cut: date) -> Row:
    before = {day: code for day, code in first.items() if day < cut}
    return before | {day: code for day, code in then.items() if day >= cut}
