"""Judge shifts that are over, and those again of which something new became known; a bounded number at a time."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from ticketing.actions import late_data
from ticketing.actions.attendance.mark import LOOKS_BACK
from ticketing.domain.attendance import Excuse, Sign
from ticketing.domain.instants import instant
from ticketing.errors import Forbidden
from ticketing.models.attendance import AttendanceDay, AttendanceMark
from ticketing.models.shifts import Shift
from ticketing.queries import published
from ticketing.queries.attendance.reckoning import Reckoned, reckon
from ticketing.queries.attendance.rules import rules
from ticketing.work import Work

#: Who holds this settles; somebody else meanwhile has nothing to do.
LOCK = 0x41545444
#: A week of a large centre: what is read around the days is read once for all of them.
AT_ONCE = 1_400

Cell = tuple[int, date]


def settle(work: Work) -> int:
    """Judge some days that are owed; how many were looked at. Doing it twice changes nothing."""
    if not work.actor.is_system:
        raise Forbidden(permission="system")
    if not work.session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(LOCK))):
        return 0
    marked = _take(work)
    owed = {**dict.fromkeys(_first(work, AT_ONCE - len(marked)), "first"), **marked}
    if owed:
        _judge(work, owed)
    return len(owed)


def _take(work: Work) -> dict[Cell, str]:
    """Some marks, taken off, by person and day in the order in which they were made."""
    some = sa.select(AttendanceMark.person_id, AttendanceMark.on_day).distinct()
    some = some.order_by(AttendanceMark.on_day, AttendanceMark.person_id).limit(AT_ONCE)
    cells = [(person_id, on_day) for person_id, on_day in work.session.execute(some)]
    if not cells:
        return {}
    named = sa.tuple_(AttendanceMark.person_id, AttendanceMark.on_day).in_(cells)
    gone = (
        sa.delete(AttendanceMark)
        .where(named)
        .returning(AttendanceMark.person_id, AttendanceMark.on_day, AttendanceMark.why)
    )
    taken = work.session.execute(gone.execution_options(synchronize_session=False))
    return {(person_id, on_day): why for person_id, on_day, why in taken}


def _first(work: Work, most: int) -> list[Cell]:
    """Published shifts that are over and were never judged, the oldest first, five weeks back."""
    day = AttendanceDay
    judged = sa.select(day.id).where(day.is_current, day.person_id == Shift.person_id, day.on_day == Shift.on_day)
    rows = work.session.execute(
        sa.select(Shift.person_id, Shift.on_day)
        .where(
            Shift.published_end_at <= work.now,
            Shift.published_end_at > work.now - LOOKS_BACK,
            ~judged.exists(),
        )
        .order_by(Shift.published_end_at, Shift.person_id)
        .limit(max(most, 0))
    )
    return [(person_id, on_day) for person_id, on_day in rows]


def _judge(work: Work, owed: Mapping[Cell, str]) -> None:
    """A day that has lost its shift loses its row; one that is still open waits; the same content makes no revision."""
    shifts = published.of_cells(work.session, owed)
    known = _known(work, owed)
    version = rules(work.session).version
    fresh = []
    for found in reckon(work.session, shifts, work.now, work.centre):
        cell = (found.told.person_id, found.told.on_day)
        values = _values(found, version)
        before = known.pop(cell, None)
        if found.judged.is_over and (before is None or before.content_hash != values["content_hash"]):
            number = before.revision + 1 if before is not None else 1
            fresh.append({**values, "revision": number, "why": owed[cell], "made_at": work.now})
    gone = [row for cell, row in known.items() if cell not in {(one.person_id, one.on_day) for one in shifts}]
    _replace(work, [(row["person_id"], row["on_day"]) for row in fresh] + [(one.person_id, one.on_day) for one in gone])
    if fresh:
        work.session.execute(sa.insert(AttendanceDay), fresh)
    _tell_sheets(work, {row["on_day"] for row in fresh} | {one.on_day for one in gone})


def _tell_sheets(work: Work, days: Iterable[date]) -> None:
    """Sheets of closed days say what attendance says, so they are made again; the same content makes no revision."""
    today = work.centre.day_of(work.now)
    for day in sorted(day for day in days if day < today):
        late_data.mark(work, "people", day, "attendance")


def _known(work: Work, cells: Iterable[Cell]) -> dict[Cell, AttendanceDay]:
    day = AttendanceDay
    wanted = sa.tuple_(day.person_id, day.on_day).in_(list(cells))
    rows = work.session.scalars(sa.select(day).where(day.is_current, wanted))
    return {(row.person_id, row.on_day): row for row in rows}


def _replace(work: Work, cells: Sequence[Cell]) -> None:
    if cells:
        day = AttendanceDay
        work.session.execute(
            sa.update(day)
            .where(day.is_current, sa.tuple_(day.person_id, day.on_day).in_(cells))
            .values(is_current=False)
            .execution_options(synchronize_session=False)
        )


def _values(found: Reckoned, version: int) -> dict[str, Any]:
    """The row of one judgement; its hash is of what people would see change."""
    told, kept = found.told, found.kept
    content: dict[str, Any] = {
        "template": told.template,
        "start_at": instant(told.start_us),
        "end_at": instant(told.end_us),
        "extended_at": instant(max(found.extended.end_us, told.end_us)),
        **_judged(found),
        "excused": [_excused(one) for one in found.excuses],
        **kept._asdict(),
    }
    sealed = hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
    return {
        "person_id": told.person_id,
        "on_day": told.on_day,
        **content,
        "evidence": [_sign(one) for one in sorted(found.signs)],
        "rules_version": version,
        "content_hash": sealed,
        "is_current": True,
    }


def _judged(found: Reckoned) -> dict[str, Any]:
    judged = found.judged
    return {
        "in_at": instant(judged.came.at_us) if judged.came else None,
        "in_source": judged.came.source.value if judged.came else None,
        "out_at": instant(judged.went.at_us) if judged.went else None,
        "out_source": judged.went.source.value if judged.went else None,
        "late_s": judged.late_s,
        "early_s": judged.early_s,
        "overtime_s": judged.overtime_s,
        "half_days": sum(one.half_days for one in judged.findings),
        "findings": [one.to_dict() for one in judged.findings],
        "marks": list(found.marks),
    }


def _excused(one: Excuse) -> dict[str, Any]:
    return {
        "from": instant(one.start_us).isoformat(),
        "to": instant(one.end_us).isoformat(),
        "kind": one.kind,
        "ref": one.ref,
    }


def _sign(one: Sign) -> dict[str, Any]:
    return {
        "at": instant(one.at_us).isoformat(),
        "way": one.way,
        "source": one.source.value,
        "ref": one.ref,
        "certified": one.certified,
    }
