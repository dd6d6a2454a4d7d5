"""Who of those who should be here is, who is late, and who is still with a customer past the end."""

from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from ticketing.domain.attendance import IN, is_serving
from ticketing.domain.console import ConsoleWord
from ticketing.models.attendance import Punch
from ticketing.models.people import Person
from ticketing.models.presence import ConsoleState
from ticketing.models.shifts import Shift
from ticketing.queries.board.change import Look, Row, stamp
from ticketing.queries.board.phones import RawName, names_of, slices

#: Words said longer ago belong to another day.
FRESH = timedelta(hours=12)
#: So long a shift may run on.
OVER = timedelta(hours=2)


def here(look: Look, people: Collection[int]) -> set[int]:
    """Those of them whom some phone system has on line, who have said at the console that they are here, or whose last
    time card was one of coming."""
    names = names_of(look, people)
    online = {
        RawName(one.pbx_id, one.agent) for one in slices(look, _all(names)) if one.state not in ("offline", "lost")
    }
    said = look.session.scalars(
        sa.select(ConsoleState.person_id).where(
            ConsoleState.person_id.in_(people),
            ConsoleState.state != ConsoleWord.OFFLINE,
            ConsoleState.since > look.now - FRESH,
        )
    )
    seen = {person for person, found in names.items() if online.intersection(found)}
    return seen | set(said) | _stamped(look, people)


def _stamped(look: Look, people: Collection[int]) -> set[int]:
    last = (
        sa.select(Punch.person_id, Punch.way)
        .where(Punch.person_id.in_(people), Punch.at > look.now - FRESH, Punch.at <= look.now)
        .order_by(Punch.person_id, Punch.at.desc(), Punch.id.desc())
        .ext(distinct_on(Punch.person_id))
    )
    return {person for person, way in look.session.execute(last) if way == IN}


def late(shift: Shift) -> Row:
    """Who should be here and is not; how long ago they should have come is for the screen to count."""
    person = shift.person
    return {"person": person.code, "name": person.name, "since": stamp(shift.published_start_at)}


def over(look: Look, running: Collection[int]) -> list[Row]:
    """Whose shift has ended while they had a customer, and who have one still."""
    rows = look.session.scalars(
        sa.select(Shift)
        .join(Person, Person.id == Shift.person_id)
        .options(joinedload(Shift.person))
        .where(
            Person.active,
            Shift.published_end_at <= look.now,
            Shift.published_end_at > look.now - OVER,
            Shift.person_id.not_in(running),
        )
        .order_by(Shift.published_end_at, Shift.person_id)
    ).all()
    names = names_of(look, [shift.person_id for shift in rows])
    busy = {RawName(one.pbx_id, one.agent) for one in slices(look, _all(names)) if is_serving(one.state)}
    return [
        {"person": shift.person.code, "name": shift.person.name, "since": stamp(shift.published_end_at)}
        for shift in rows
        if busy.intersection(names.get(shift.person_id, ()))
    ]


def _all(names: dict[int, list[RawName]]) -> list[RawName]:
    return [name for found in names.values() for name in found]
