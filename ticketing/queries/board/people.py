"""Rows of the roster and of one's own day: `shift:now`, cells, rosters, `shift`, `notice:<id>`."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ticketing.domain.adherence import Does, planned
from ticketing.domain.days import monday_of
from ticketing.domain.instants import instant, micros
from ticketing.domain.spans import Span
from ticketing.models.escalations import Notice
from ticketing.models.people import Person
from ticketing.models.shifts import Shift, ShiftTemplate
from ticketing.queries.board import attending
from ticketing.queries.board.change import BOARDS, Change, Look, Row, stamp

NOTICES = 50


def shift_now(look: Look) -> Iterator[Change]:
    """`shift:now`: the published shifts that run now, who leads them, how many came."""
    rows = look.session.execute(
        sa.select(Shift, ShiftTemplate)
        .join(ShiftTemplate, Shift.published_template_id == ShiftTemplate.id)
        .options(joinedload(Shift.person))
        .where(Shift.published_start_at <= look.now, Shift.published_end_at > look.now)
        .order_by(Shift.published_start_at, ShiftTemplate.position, Shift.person_id)
    ).all()
    here = attending.here(look, [shift.person_id for shift, _ in rows])
    groups: dict[tuple[str, str | None], list[tuple[Shift, ShiftTemplate]]] = defaultdict(list)
    for shift, template in rows:
        groups[template.code, stamp(shift.published_start_at)].append((shift, template))
    shifts = [_running(group, here) for group in groups.values()]
    present = sum(one["present"] for one in shifts)
    row = {
        "shifts": shifts,
        "should": len(rows),
        "present": present,
        "missing": [attending.late(shift) for shift, _ in rows if shift.person_id not in here],
        "over": attending.over(look, {shift.person_id for shift, _ in rows}),
    }
    yield from (look.row(board, "shift:now", row) for board in BOARDS)


def own_shifts(look: Look, people: Collection[int] | None = None) -> Iterator[Change]:
    """`me` / `shift`: the published shift each person is in, or else their next within a day."""
    query = sa.select(Person.id).where(Person.active)
    asked = people if people is not None else look.session.scalars(query).all()
    found: dict[int, tuple[Shift, ShiftTemplate]] = {}
    rows = look.session.execute(
        sa.select(Shift, ShiftTemplate)
        .join(ShiftTemplate, Shift.published_template_id == ShiftTemplate.id)
        .where(
            Shift.person_id.in_(asked),
            Shift.published_end_at > look.now,
            Shift.published_start_at < look.now + timedelta(days=1),
        )
        .order_by(Shift.published_start_at)
    )
    for shift, template in rows:
        found.setdefault(shift.person_id, (shift, template))
    for person_id in asked:
        yield look.row(f"me:{person_id}", "shift", _own(found.get(person_id)))


def notices(look: Look, ids: Collection[int]) -> Iterator[Change]:
    """`me` / `notice:<id>` for these notices."""
    for notice in look.session.scalars(sa.select(Notice).where(Notice.id.in_(ids))):
        topic, key = f"me:{notice.person_id}", f"notice:{notice.id}"
        # What a flood was counted together in is shown instead.
        yield look.gone(topic, key) if notice.group_id else look.row(topic, key, _notice(notice))


def notices_of(look: Look, people: Collection[int]) -> Iterator[Change]:
    """The newest notices of these people."""
    newest = (
        sa.select(
            Notice.id, sa.func.row_number().over(partition_by=Notice.person_id, order_by=Notice.id.desc()).label("n")
        )
        .where(Notice.person_id.in_(people), Notice.group_id.is_(None))
        .subquery()
    )
    ids = look.session.scalars(sa.select(newest.c.id).where(newest.c.n <= NOTICES)).all()
    yield from notices(look, ids)


def days_of_topic(topic: str) -> tuple[date, date]:
    """The days of `shift:<day>`: a Monday stands for its week, any other day for itself."""
    day = date.fromisoformat(topic.partition(":")[2])
    return (day, day + timedelta(days=6)) if day.weekday() == 0 else (day, day)


def topics_of_day(day: date) -> list[str]:
    """The topics in which a day's cells are."""
    return [f"shift:{one.isoformat()}" for one in sorted({monday_of(day), day})]


def _running(group: list[tuple[Shift, ShiftTemplate]], here: set[int]) -> Row:
    shift, template = group[0]
    leader = next((one.person.name for one, _ in group if one.published_is_leader), None)
    return {
        "code": template.code,
        "name": template.name,
        "name_en": template.name_en,
        "start_at": stamp(shift.published_start_at),
        "end_at": stamp(shift.published_end_at),
        "planned": len(group),
        "present": sum(1 for one, _ in group if one.person_id in here),
        "leader": leader,
    }


def _own(found: tuple[Shift, ShiftTemplate] | None) -> Row:
    shift, template = found or (None, None)
    return {
        "code": template.code if template else None,
        "name": template.name if template else None,
        "name_en": template.name_en if template else None,
        "start_at": stamp(shift.published_start_at) if shift else None,
        "end_at": stamp(shift.published_end_at) if shift else None,
        "breaks": _breaks(shift, template) if shift and template else [],
        "handover_at": stamp(shift.published_end_at) if shift else None,
    }


def _breaks(shift: Shift, template: ShiftTemplate) -> list[list[str | None]]:
    """From when to when each planned break and meal of a shift lasts."""
    if shift.published_start_at is None or shift.published_end_at is None:
        return []
    whole = Span(micros(shift.published_start_at), micros(shift.published_end_at))
    pieces = planned(shift.on_day, whole, template.start_min, template.breaks or (), ())
    return [
        [stamp(instant(piece.start_us)), stamp(instant(piece.end_us))]
        for piece in pieces
        if piece.does is not Does.ON_QUEUE
    ]


def _notice(notice: Notice) -> Row:
    return {
        "kind": notice.kind,
        "params": notice.params,
        "at": stamp(notice.at),
        "read": notice.read_at is not None,
    }
