"""Rows `keeping` of `me` and `keeping:<code>` of the topic `keeping`: how a running shift is kept to.

A row holds what was kept to up to the last change of state, what is done since then, and the plan; each second after
that is counted in the browser (`keeping.ts`). So nothing is worked out of whoever has not changed.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.adherence import Does, Held, Piece, doing, done_of, held
from ticketing.domain.attendance import Rules
from ticketing.domain.breaks import Kind
from ticketing.domain.instants import instant
from ticketing.domain.permissions import Target
from ticketing.domain.presence import Slice
from ticketing.domain.spans import Span, length_us
from ticketing.models.people import Person
from ticketing.models.presence import PersonSlice
from ticketing.models.shifts import Shift
from ticketing.queries import published
from ticketing.queries.attendance import signs
from ticketing.queries.attendance.excuses import excuses
from ticketing.queries.attendance.rules import rules as rules_of
from ticketing.queries.board.change import Change, Look, Row, stamp
from ticketing.queries.presence.breaks import kind_map
from ticketing.queries.published import Told

TOPIC = "keeping"


def rows(look: Look, ids: Collection[int] | None = None) -> Iterator[Change]:
    """These people, or everybody with a code; whose shift does not run has no row. Seven statements."""
    query = sa.select(Person.id, Person.code, Person.team_id).where(Person.code.is_not(None), Person.active)
    people = look.session.execute(query if ids is None else query.where(Person.id.in_(ids))).all()
    running = _running(look, [person.id for person in people])
    for person in people:
        row = running.get(person.id)
        own, shared = f"me:{person.id}", f"keeping:{person.code}"
        if row is None:
            yield look.gone(own, "keeping")
            yield look.gone(TOPIC, shared)
        else:
            yield look.row(own, "keeping", row)
            yield look.row(TOPIC, shared, row, (Target(owner_id=person.id, team_id=person.team_id),))


def changed(session: Session, after_id: int, since: datetime, now: datetime) -> tuple[set[int], int]:
    """Whose timeline was made further since a slice's id, and whose shift began or ended between two instants; with
    the newest id. Two statements."""
    made = session.execute(
        sa.select(PersonSlice.person_id, sa.func.max(PersonSlice.id))
        .where(PersonSlice.id > after_id)
        .group_by(PersonSlice.person_id)
    ).all()
    borders = (Shift.published_start_at, Shift.published_end_at)
    shifts = session.scalars(
        sa.select(Shift.person_id).where(sa.or_(*(sa.and_(one > since, one <= now) for one in borders)))
    )
    return {person_id for person_id, _ in made} | set(shifts), max([after_id, *(id_ for _, id_ in made)])


def newest(session: Session) -> int:
    """The id of the last slice that was made."""
    return session.scalar(sa.select(sa.func.max(PersonSlice.id))) or 0


def _running(look: Look, people: Collection[int]) -> dict[int, Row]:
    now_us = look.now_us
    shifts = published.between(look.session, now_us, now_us + 1, people) if people else []
    if not shifts:
        return {}
    from_us, to_us = min(told.start_us for told in shifts), max(told.end_us for told in shifts)
    who = [told.person_id for told in shifts]
    rules, kinds = rules_of(look.session), look.once("kinds", lambda one: kind_map(one.session))
    lines = signs.lines(look.session, who, from_us, now_us)
    away = excuses(look.session, who, from_us, to_us)
    found = {}
    for told in shifts:
        excused = [Span(*one[:2]) for one in away.of(told.person_id, told.on_day, told.start_us, told.end_us)]
        slices = lines.of(told.person_id, told.start_us, now_us)
        found[told.person_id] = _row(told, slices, kinds, rules, excused)
    return found


def _row(told: Told, slices: Collection[Slice], kinds: Mapping[str, Kind], rules: Rules, excused: list[Span]) -> Row:
    last = next(reversed([*slices]), None)
    upto_us, does = _edge(told, last, kinds)
    plan = [one._replace(end_us=min(one.end_us, upto_us)) for one in told.pieces if one.start_us < upto_us]
    done: list[Piece] = done_of(slices, kinds, told.start_us, upto_us)
    sums: Held = held(plan, done, excused, rules.tolerance_s)
    return {
        "start_at": _stamp(told.start_us),
        "end_at": _stamp(told.end_us),
        "upto": _stamp(upto_us),
        "does": does.value,
        "counted_s": length_us(sums.counts) / 1_000_000,
        "kept_s": length_us(sums.kept) / 1_000_000,
        "tolerance_s": rules.tolerance_s,
        "plan": [[_stamp(one.start_us), _stamp(one.end_us), one.does.value] for one in told.pieces],
        "excused": [[_stamp(one.start_us), _stamp(one.end_us)] for one in excused],
    }


def _edge(told: Told, last: Slice | None, kinds: Mapping[str, Kind]) -> tuple[int, Does]:
    """Since when somebody does what they do now, within the shift."""
    if last is None:
        return told.start_us, Does.OFF
    if last.end_us is not None:
        return max(last.end_us, told.start_us), Does.OFF
    return max(last.start_us, told.start_us), doing(last.state, last.reason, kinds)


def _stamp(us: int) -> str | None:
    return stamp(instant(us))
