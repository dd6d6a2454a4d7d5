"""A phone system's name means one person after the other: periods that follow each other without a gap."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple


class Period(NamedTuple):
    """[from_at, to_at) in which a name means one person; `to_at` None is "until further notice", no person nobody."""

    from_at: datetime
    to_at: datetime | None
    person_id: int | None


class Names:
    """Who is meant by a raw name at an instant, for one phone system."""

    def __init__(self, periods: Iterable[tuple[str, int, int | None, int | None]]) -> None:
        """`periods`: raw name, from and until (microseconds; until further notice), person."""
        self._by_name: dict[str, list[tuple[int, int | None, int | None]]] = {}
        for raw_name, *period in periods:
            self._by_name.setdefault(raw_name, []).append((period[0] or 0, period[1], period[2]))

    def __contains__(self, raw_name: str) -> bool:
        return raw_name in self._by_name

    def people_since(self, raw_name: str, from_us: int) -> Iterator[tuple[int, int]]:
        """Whom the name means from an instant on: (person, from when) of every period that reaches beyond it."""
        for since_us, to_us, person_id in self._by_name.get(raw_name, ()):
            if person_id is not None and (to_us is None or from_us < to_us):
                yield person_id, max(since_us, from_us)

    def person(self, raw_name: str, at_us: int) -> int | None:
        """The person's id; None for a name that is not mapped then."""
        for from_us, to_us, person_id in self._by_name.get(raw_name, ()):
            if from_us <= at_us and (to_us is None or at_us < to_us):
                return person_id
        return None


def laid_over(known: Iterable[Period], said: Period) -> list[Period]:
    """The known periods with another laid over them: what it covers is cut away, neighbours that agree become one."""
    cut: list[Period] = [said]
    for one in known:
        if one.from_at < said.from_at:
            cut.append(one._replace(to_at=_earlier(one.to_at, said.from_at)))
        if said.to_at is not None and (one.to_at is None or one.to_at > said.to_at):
            cut.append(one._replace(from_at=max(one.from_at, said.to_at)))
    cut.sort(key=lambda one: one.from_at)
    joined: list[Period] = []
    for one in cut:
        if joined and joined[-1].person_id == one.person_id and joined[-1].to_at == one.from_at:
            joined[-1] = joined[-1]._replace(to_at=one.to_at)
        else:
            joined.append(one)
    return joined


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else min(one, other)


def resembles(raw_name: str, name: str, code: str) -> bool:
    """Whether a phone system's name looks like a person's: their name, or their number as in SIP/8001 or Agent/8001."""
    tail = raw_name.rpartition("/")[2].partition("@")[0].strip().lower()
    return tail in (name.strip().lower(), code.strip().lower())
