"""Rows `agent:<code or raw name>` and `me` / `state`: one word per agent from phone and console, read in sets."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from ticketing.domain.actors import Role
from ticketing.domain.console import AgentState, ConsoleSide, Shown, shown
from ticketing.domain.instants import instant
from ticketing.domain.permissions import Target
from ticketing.domain.phones import masked
from ticketing.models.people import Person
from ticketing.models.presence import ConsoleState
from ticketing.models.queues import QueueMember
from ticketing.models.shifts import Shift
from ticketing.queries.board import rests
from ticketing.queries.board.change import BOARDS, Change, Look, Row, stamp
from ticketing.queries.board.phones import (
    Phone,
    RawName,
    callers,
    liveliest,
    names_of,
    people_behind,
    phones,
    queues_of,
    strangers,
)

Callers = dict[tuple[int, str], str | None]


@dataclass
class Around:
    """What else a row says of people, by person id, each from one query."""

    phones: dict[int, Phone]
    callers: Callers
    console: dict[int, tuple[ConsoleState, str | None]]
    queues: dict[int, set[int]]
    expected: set[int]


def of_people(look: Look, ids: Collection[int] | None = None) -> Iterator[Change]:
    """The named people, or everybody with a code; whoever is no agent is gone from the boards."""
    query = sa.select(Person).options(joinedload(Person.team)).where(Person.code.is_not(None))
    people = look.session.scalars(query if ids is None else query.where(Person.id.in_(ids))).all()
    around = _around(look, [person.id for person in people])
    states, limits = _states(look, around)
    for person in people:
        phone, now, limit_s = around.phones[person.id], states[person.id], limits.get(person.id)
        console, forced_by = around.console.get(person.id, (None, None))
        yield look.row(f"me:{person.id}", "state", _own_row(now, phone, console, forced_by, limit_s))
        if person.active and Role.AGENT in person.role_set:
            row = _row(person, now, phone, console, forced_by)
            row |= {"should_be_here": person.id in around.expected, "break_limit_s": limit_s}
            audience = tuple(Target(queue_id=id_) for id_ in sorted(around.queues[person.id]))
            yield from _on_boards(look, row, phone, around.callers, audience or (Target(owner_id=person.id),))
        else:
            yield from (look.gone(board, f"agent:{person.code}") for board in BOARDS)


def _states(look: Look, around: Around) -> tuple[dict[int, Shown], dict[int, int]]:
    """What each is doing by phone and console, and how long those who pause may do so."""
    known, gone = rests.kinds(look), rests.gone(look, around.phones)
    states = {}
    for person_id, phone in around.phones.items():
        console, _ = around.console.get(person_id, (None, None))
        now = shown(rests.counted(phone.side, known), _console_side(console))
        states[person_id] = gone.get(person_id, now) if now.state is AgentState.IDLE else now
    return states, rests.limits(look, known, states)


def of_strangers(look: Look, names: Collection[RawName] | None = None) -> Iterator[Change]:
    """Names that mean nobody, as rows of their own while on line; a name that means somebody has no row."""
    asked = strangers(look) if names is None else names
    behind = people_behind(look, asked)
    found, queues = phones(look, asked), queues_of(look, asked)
    calls = callers(look, {phone.call for phone in found.values() if phone.call})
    codes = set(look.session.scalars(sa.select(Person.code).where(Person.code.in_({name.name for name in asked}))))
    for name in asked:
        phone = found[name]
        if behind[name] or phone.state == AgentState.OFFLINE:
            # A person's code may be spelled like the phone's name: that row is the person's.
            if name.name not in codes:
                yield from (look.gone(board, f"agent:{name.name}") for board in BOARDS)
            continue
        audience = tuple(Target(queue_id=id_) for id_ in sorted(queues[name])) or (Target(owner_id=0),)
        yield from _on_boards(look, _stranger(name, phone), phone, calls, audience)


def _on_boards(look: Look, row: Row, phone: Phone, calls: Callers, audience: tuple[Target, ...]) -> Iterator[Change]:
    id_ = f"agent:{row['code'] or row['raw']}"
    caller = calls.get(phone.call) if phone.call else None
    yield look.row("wallboard", id_, row)
    yield look.row("floor", id_, {**row, "caller": masked(caller)}, audience)


def _row(person: Person, now: Shown, phone: Phone, console: ConsoleState | None, forced_by: str | None) -> Row:
    return _facts(now, phone) | {
        "code": person.code,
        "raw": phone.slice.agent if phone.slice else None,
        "name": person.name,
        "team": person.team.code if person.team else None,
        "next_state": console.next_state if console else None,
        "forced_by": forced_by,
        "forced_reason": console.forced_reason if console else None,
        "mapped": True,
    }


def _stranger(name: RawName, phone: Phone) -> Row:
    unknown = ("code", "team", "next_state", "forced_by", "forced_reason")
    return {
        **_facts(shown(phone.side, None), phone),
        **dict.fromkeys(unknown),
        "raw": name.name,
        "name": name.name,
        "mapped": False,
        "should_be_here": False,
        "break_limit_s": None,
    }


def _facts(now: Shown, phone: Phone) -> Row:
    return {
        "state": now.state.value,
        "reason": now.reason,
        "since": stamp(now.since),
        "queue": phone.slice.queue or None if phone.slice else None,
        "partly_paused": [] if phone.state == "paused" else sorted(phone.paused_in),
    }


def _own_row(now: Shown, phone: Phone, console: ConsoleState | None, forced_by: str | None, limit_s: int | None) -> Row:
    wraps_up_until = phone.slice.end_us if phone.slice and phone.state == "acw" else None
    return {
        "state": now.state.value,
        "reason": now.reason,
        "since": stamp(now.since),
        "next_state": console.next_state if console else None,
        "next_reason": console.next_reason if console else None,
        "forced_by": forced_by,
        "forced_reason": console.forced_reason if console else None,
        "phone_state": phone.slice.state if phone.slice else None,
        "phone_since": stamp(instant(phone.slice.start_us)) if phone.slice else None,
        "wrapup_until": stamp(instant(wraps_up_until)) if wraps_up_until else None,
        "break_limit_s": limit_s,
        "version": console.version if console else 0,
    }


def _around(look: Look, people: Collection[int]) -> Around:
    names = names_of(look, people)
    said = phones(look, [name for found in names.values() for name in found])
    of_person = {person: liveliest(said[name] for name in names[person] if name in said) for person in people}
    forcer = aliased(Person)
    console = look.session.execute(
        sa.select(ConsoleState, forcer.name)
        .outerjoin(forcer, ConsoleState.forced_by == forcer.id)
        .where(ConsoleState.person_id.in_(people))
    )
    queues: dict[int, set[int]] = defaultdict(set)
    for person_id, queue_id in look.session.execute(
        sa.select(QueueMember.person_id, QueueMember.queue_id).where(QueueMember.person_id.in_(people))
    ):
        queues[person_id].add(queue_id)
    return Around(
        phones=of_person,
        callers=callers(look, {phone.call for phone in of_person.values() if phone.call}),
        console={state.person_id: (state, name) for state, name in console},
        queues=queues,
        expected=_expected(look, people),
    )


def _expected(look: Look, people: Collection[int]) -> set[int]:
    """Whose published shift runs now."""
    runs = sa.and_(Shift.published_start_at <= look.now, Shift.published_end_at > look.now)
    return set(look.session.scalars(sa.select(Shift.person_id).where(Shift.person_id.in_(people), runs)))


def _console_side(console: ConsoleState | None) -> ConsoleSide | None:
    return None if console is None else ConsoleSide(console.state, console.since, console.reason)
