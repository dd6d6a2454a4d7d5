"""The list of equipment, one piece, and what was done to it and found about it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from ticketing.domain.equipment import EquipmentState
from ticketing.domain.equipment_checks import Verdict
from ticketing.models.equipment import Equipment, EquipmentChange
from ticketing.models.equipment_checks import CheckRow, CheckSheet
from ticketing.models.people import Person

#: What the search looks into.
_SOUGHT = (
    *(Equipment.code, Equipment.name, Equipment.model, Equipment.brand, Equipment.place),
    *(Equipment.keeper, Equipment.supplier, Equipment.note),
)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """`state` "" shows what is not retired, "all" everything; `text` stands in any of the words of a piece."""

    text: str = ""
    state: str = ""


def page(session: Session, wanted: Filter, after: str | None, limit: int) -> Sequence[Equipment]:
    """Pieces by number behind `after`, with their keepers; one statement."""
    query = sa.select(Equipment).outerjoin(Equipment.person).options(contains_eager(Equipment.person))
    query = query.where(*_narrowed(wanted))
    if after is not None:
        query = query.where(Equipment.code > after)
    return session.scalars(query.order_by(Equipment.code).limit(limit)).all()


def counts(session: Session) -> dict[str, int]:
    """Pieces of each state: the quantity, not the lines."""
    rows = session.execute(sa.select(Equipment.state, sa.func.sum(Equipment.quantity)).group_by(Equipment.state))
    return {state.value: int(quantity) for state, quantity in rows}


def one(session: Session, equipment_id: int) -> Equipment | None:
    return session.get(Equipment, equipment_id, options=[joinedload(Equipment.person)])


def changes(session: Session, equipment_id: int, limit: int = 200) -> Sequence[EquipmentChange]:
    """What was done to a piece, the newest first."""
    found = sa.select(EquipmentChange).filter_by(equipment_id=equipment_id).options(joinedload(EquipmentChange.by))
    return session.scalars(found.order_by(EquipmentChange.id.desc()).limit(limit)).all()


def faults(session: Session, equipment_id: int, limit: int = 50) -> Sequence[CheckRow]:
    """Rows of checks that named this piece, the newest first, with sheet and ticket."""
    found = (
        sa.select(CheckRow)
        .join(CheckRow.sheet)
        .where(CheckRow.equipment_id == equipment_id, CheckRow.result == Verdict.ABNORMAL)
        .options(contains_eager(CheckRow.sheet).joinedload(CheckSheet.checker), joinedload(CheckRow.ticket))
    )
    return session.scalars(found.order_by(CheckSheet.begun_at.desc(), CheckRow.no).limit(limit)).all()


def _narrowed(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.state in set(EquipmentState):
        found.append(Equipment.state == EquipmentState(wanted.state))
    elif wanted.state != "all":
        found.append(Equipment.state != EquipmentState.RETIRED)
    if wanted.text:
        found.append(sa.or_(*(column.icontains(wanted.text, autoescape=True) for column in (*_SOUGHT, Person.name))))
    return found
