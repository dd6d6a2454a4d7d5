"""Keep the list of equipment: add, change, retire, take back; every change stands in the piece's history."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.equipment import FIELDS, Deed, EquipmentState
from ticketing.domain.events import EquipmentChanged
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid
from ticketing.models.equipment import Equipment, EquipmentChange
from ticketing.models.people import Person
from ticketing.work import Work, expect_version


@dataclass(frozen=True)
class Told:
    """What was taken out of a list: how many pieces are new, how many were changed."""

    added: int
    edited: int


def add(work: Work, fields: dict[str, Any]) -> Equipment:
    """A new piece; `fields` of `domain.equipment.FIELDS`, `keeper_code` names one of our people.

    Raises `Conflict` (`code_taken`), `Invalid` (`unknown_person`, `retire_instead`).
    """
    work.require(Permission.EQUIPMENT_WRITE)
    values = _known(work, fields)
    if work.session.scalar(sa.select(Equipment.id).filter_by(code=values["code"])) is not None:
        raise Conflict("code_taken", code=values["code"])
    row = work.add(Equipment(**values, created_at=work.now))
    _told(work, row, Deed.ADDED, {})
    return row


def edit(work: Work, equipment_id: int, version: int | None, fields: dict[str, Any]) -> Equipment:
    """Change what is named. Raises `NotFound`, `Conflict` (`stale_version`, `code_taken`, `retired`), `Invalid`."""
    work.require(Permission.EQUIPMENT_WRITE)
    row = work.get(Equipment, equipment_id)
    expect_version(row, version)
    if row.state is EquipmentState.RETIRED:
        raise Conflict("equipment_retired")
    values = _known(work, fields)
    if "code" in values:
        _free(work, row, values["code"])
    _write(work, row, values)
    return row


def retire(work: Work, equipment_id: int, version: int | None, reason: str) -> Equipment:
    """Take it out of use for good (报废); it stays on the list. Raises `NotFound`, `Conflict`."""
    work.require(Permission.EQUIPMENT_WRITE)
    row = work.get(Equipment, equipment_id)
    expect_version(row, version)
    if row.state is EquipmentState.RETIRED:
        raise Conflict("equipment_retired")
    was, row.state = row.state, EquipmentState.RETIRED
    _told(work, row, Deed.RETIRED, {"state": [was.value, row.state.value]}, reason)
    return row


def take_back(work: Work, equipment_id: int, version: int | None, reason: str) -> Equipment:
    """It was not for good: the piece is spare again. Raises `NotFound`, `Conflict`."""
    work.require(Permission.EQUIPMENT_WRITE)
    row = work.get(Equipment, equipment_id)
    expect_version(row, version)
    if row.state is not EquipmentState.RETIRED:
        raise Conflict("equipment_in_use")
    was, row.state = row.state, EquipmentState.SPARE
    _told(work, row, Deed.RETURNED, {"state": [was.value, row.state.value]}, reason)
    return row


def take_in(work: Work, pieces: list[dict[str, Any]]) -> Told:
    """Add the pieces of a list, and change those whose number is known; all of them or none."""
    work.require(Permission.EQUIPMENT_WRITE)
    codes = [piece["code"] for piece in pieces]
    known = {
        row.code: row
        for row in work.session.scalars(sa.select(Equipment).where(Equipment.code.in_(codes)).with_for_update())
    }
    edited = 0
    for piece in pieces:
        row = known.get(piece["code"])
        if row is None:
            add(work, piece)
        elif row.state is not EquipmentState.RETIRED and _write(work, row, _known(work, _new(row, piece))):
            row.version += 1
            edited += 1
    return Told(len(pieces) - len(known), edited)


def _new(row: Equipment, piece: dict[str, Any]) -> dict[str, Any]:
    """A printed list says in one word what we keep in two: whom we know, and whose phone it is."""
    shown = {"keeper": row.keeper_name, "supplier": f"{row.supplier} {row.supplier_phone}".strip()}
    return {name: value for name, value in piece.items() if name not in shown or shown[name] != value}


def _write(work: Work, row: Equipment, values: dict[str, Any]) -> bool:
    changes = {name: [_plain(getattr(row, name)), _plain(value)] for name, value in values.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    for name in changes:
        setattr(row, name, values[name])
    work.session.flush()
    if changes:
        _told(work, row, Deed.EDITED, changes)
    return bool(changes)


def _known(work: Work, fields: dict[str, Any]) -> dict[str, Any]:
    values = {name: fields[name] for name in FIELDS if name in fields}
    if values.get("state") is EquipmentState.RETIRED:
        # 报废 wants a reason, and has its own place in the history.
        raise Invalid("retire_instead", errors={"state": ["retire_instead"]})
    if "keeper_code" in fields:
        values["keeper_id"] = _person(work, fields["keeper_code"])
    return values


def _person(work: Work, code: str | None) -> int | None:
    if not code:
        return None
    found = work.session.scalar(sa.select(Person.id).filter_by(code=code))
    if found is None:
        raise Invalid("unknown_person", errors={"keeper_code": ["unknown_person"]})
    return found


def _free(work: Work, row: Equipment, code: str) -> None:
    taken = sa.select(Equipment.id).where(Equipment.code == code, Equipment.id != row.id)
    if work.session.scalar(taken) is not None:
        raise Conflict("code_taken", code=code)


def _plain(value: Any) -> str | int | None:
    match value:
        case StrEnum():
            return value.value
        case date():
            return value.isoformat()
        case int() | None:
            return value
    return str(value)


def _told(work: Work, row: Equipment, deed: Deed, changes: dict[str, Any], reason: str = "") -> None:
    work.session.add(
        EquipmentChange(
            equipment_id=row.id, at=work.now, by_id=work.actor.id, deed=deed, changes=changes, reason=reason
        )
    )
    work.session.flush()
    work.record(EquipmentChanged(row.id, deed.value))
    audit.record(work, f"equipment_{deed.value}", f"equipment:{row.code}", fields=sorted(changes), reason=reason)
