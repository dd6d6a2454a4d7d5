"""Signs of coming and going: punches, words at the console, and the timeline of work."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.attendance import IN, OUT, Sign, Source
from ticketing.domain.console import ConsoleWord
from ticketing.domain.instants import instant, micros
from ticketing.domain.presence import PresenceState, Slice
from ticketing.domain.spans import Span
from ticketing.models.attendance import Punch
from ticketing.models.presence import ConsoleStateChange, PersonSlice

#: Later than anything that ends.
_NEVER = 1 << 62
_AWAY = frozenset({PresenceState.OFFLINE, PresenceState.LOST})


class Certified(NamedTuple):
    """A missed punch that was certified, for counting those of a month."""

    person_id: int
    at_us: int


class Lines:
    """People's slices by person in order of time; those of a stretch are found by their start."""

    def __init__(self, found: Mapping[int, list[Slice]]) -> None:
        self._found = found
        self._starts = {person: [piece.start_us for piece in pieces] for person, pieces in found.items()}

    def of(self, person_id: int, from_us: int, to_us: int) -> Sequence[Slice]:
        """The slices of one person that touch [from_us, to_us)."""
        starts = self._starts.get(person_id, [])
        first, last = bisect_left(starts, from_us), bisect_left(starts, to_us)
        pieces = self._found.get(person_id, [])
        is_reached = first > 0 and (pieces[first - 1].end_us is None or (pieces[first - 1].end_us or 0) > from_us)
        return pieces[first - 1 if is_reached else first : last]


def lines(session: Session, people: Collection[int], from_us: int, to_us: int) -> Lines:
    """Everybody's slices that touch [from_us, to_us). One statement; nobody stays in one state for two days."""
    piece = PersonSlice
    rows = session.execute(
        sa.select(piece.person_id, piece.start_us, piece.end_us, piece.state, piece.reason, piece.online)
        .where(
            piece.person_id.in_(people),
            piece.start_us.between(from_us - 2 * 86_400_000_000, to_us),
            sa.or_(piece.end_us.is_(None), piece.end_us > from_us),
        )
        .order_by(piece.person_id, piece.start_us)
    )
    found: dict[int, list[Slice]] = {}
    for person_id, start_us, end_us, state, reason, online in rows:
        found.setdefault(person_id, []).append(Slice(start_us, end_us, _STATES[state], reason, None, "", online))
    return Lines(found)


_STATES = {state.value: state for state in PresenceState}


def of_punches(
    session: Session, people: Collection[int], from_us: int, to_us: int
) -> tuple[dict[int, list[Sign]], list[Certified]]:
    """Signs by person without those that a later one stands for, and the certified ones."""
    rows = session.scalars(
        sa.select(Punch).where(Punch.person_id.in_(people), Punch.at >= instant(from_us), Punch.at < instant(to_us))
    ).all()
    corrected = {row.corrects_id for row in rows}
    found: dict[int, list[Sign]] = {}
    for row in rows:
        if row.id not in corrected:
            sign = Sign(micros(row.at), row.way, row.source, f"punch:{row.id}", row.certified_by is not None)
            found.setdefault(row.person_id, []).append(sign)
    certified = [Certified(row.person_id, micros(row.at)) for row in rows if row.certified_by is not None]
    return found, certified


def of_console(session: Session, people: Collection[int], from_us: int, to_us: int) -> dict[int, list[tuple[int, str]]]:
    """(instant, word) by person, in order."""
    change = ConsoleStateChange
    rows = session.execute(
        sa.select(change.person_id, change.at, change.state)
        .where(change.person_id.in_(people), change.at >= instant(from_us), change.at < instant(to_us))
        .order_by(change.person_id, change.at, change.id)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for person_id, at, state in rows:
        found.setdefault(person_id, []).append((micros(at), state))
    return found


def console_signs(said: Iterable[tuple[int, str]], from_us: int, to_us: int) -> list[Sign]:
    """The first word that is not "offline", and the last one that is, if nothing was said after it."""
    words = [(at_us, word) for at_us, word in said if from_us <= at_us <= to_us]
    came = next((at_us for at_us, word in words if word != ConsoleWord.OFFLINE), None)
    found = [Sign(came, IN, Source.CONSOLE)] if came is not None else []
    if words and words[-1][1] == ConsoleWord.OFFLINE and came is not None and words[-1][0] > came:
        found.append(Sign(words[-1][0], OUT, Source.CONSOLE))
    return found


def work_signs(slices: Iterable[Slice], window: Span, start_us: int) -> list[Sign]:
    """When the work of a shift that begins at `start_us` was first and last seen in its window.

    Who came and left again before the shift has not come to it yet; who was on line before the window opened has given
    no sign of coming, and is there when the shift begins. What still goes on has no last.
    """
    stretches = [one for one in _present(slices) if one.end_us > start_us]
    if not stretches:
        return []
    first, last = stretches[0], stretches[-1]
    found = [Sign(first.start_us if first.start_us >= window.start_us else start_us, IN, Source.TELEPHONY)]
    if last.end_us <= window.end_us:
        found.append(Sign(last.end_us, OUT, Source.TELEPHONY))
    return found


def _present(slices: Iterable[Slice]) -> list[Span]:
    """The stretches in which somebody was on line, whatever they did; one that goes on has no end. `slices` are in
    order."""
    found: list[Span] = []
    began_us = ended_us = -1
    for one in slices:
        if one.state in _AWAY:
            continue
        if one.start_us > ended_us:
            if ended_us > began_us:
                found.append(Span(began_us, ended_us))
            began_us = one.start_us
        ended_us = max(ended_us, _NEVER if one.end_us is None else one.end_us)
    return [*found, Span(began_us, ended_us)] if ended_us > began_us else found
