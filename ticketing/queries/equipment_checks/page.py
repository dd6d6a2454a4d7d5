"""The sheets as a list, and one sheet with its rows and corrections."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.equipment_checks import CheckState, Verdict
from ticketing.models.equipment_checks import CheckChange, CheckItem, CheckRow, CheckSheet


class Counted(NamedTuple):
    """A sheet with its rows counted; `tickets` are those that its faults led to."""

    sheet: CheckSheet
    rows: int
    open: int
    abnormal: int
    corrected: int
    tickets: int


def page(session: Session, span: tuple[date, date], before: tuple[date, int] | None, limit: int) -> list[Counted]:
    """Sheets of the days from `span[0]` to `span[1]`, the newest day first; one statement."""
    sheet, row = CheckSheet, CheckRow
    query = (
        sa.select(
            sheet,
            sa.func.count(row.id),
            sa.func.count(row.id).filter(row.result.is_(None)),
            sa.func.count(row.id).filter(row.result == Verdict.ABNORMAL),
            sa.func.count(row.corrected_at),
            sa.func.count(sa.distinct(row.ticket_id)),
        )
        .outerjoin(row, row.sheet_id == sheet.id)
        .where(sheet.on_day >= span[0], sheet.on_day <= span[1])
        .group_by(sheet.id)
        .order_by(sheet.on_day.desc(), sheet.id.desc())
        .options(sa.orm.selectinload(sheet.checker), sa.orm.selectinload(sheet.reviewer))
    )
    if before is not None:
        query = query.where(sa.tuple_(sheet.on_day, sheet.id) < before)
    return [Counted(*found) for found in session.execute(query.limit(limit))]


def one(session: Session, sheet_id: int) -> CheckSheet | None:
    whole = [joinedload(CheckSheet.checker), joinedload(CheckSheet.reviewer)]
    return session.get(CheckSheet, sheet_id, options=whole)


def rows(session: Session, sheet_id: int) -> Sequence[CheckRow]:
    named = [joinedload(CheckRow.ticket), joinedload(CheckRow.equipment), joinedload(CheckRow.corrector)]
    return session.scalars(sa.select(CheckRow).filter_by(sheet_id=sheet_id).options(*named).order_by(CheckRow.no)).all()


def changes(session: Session, sheet_id: int) -> Sequence[CheckChange]:
    """Every value that somebody wrote over another, the oldest first."""
    found = sa.select(CheckChange).filter_by(sheet_id=sheet_id).options(joinedload(CheckChange.by))
    return session.scalars(found.order_by(CheckChange.id)).all()


def between(session: Session, first: date, last: date) -> Sequence[CheckSheet]:
    """Sheets of some days that are owed or under way, or were done."""
    found = sa.select(CheckSheet).where(CheckSheet.on_day >= first, CheckSheet.on_day <= last)
    return session.scalars(found.options(joinedload(CheckSheet.checker)).order_by(CheckSheet.id)).all()


def items(session: Session) -> Sequence[CheckItem]:
    return session.scalars(sa.select(CheckItem).order_by(CheckItem.position, CheckItem.id)).all()


def last_done_at(session: Session, before: datetime) -> datetime | None:
    """When somebody last began a check that came to its end: from there on live truth is looked at."""
    done = sa.select(sa.func.max(CheckSheet.begun_at)).where(
        CheckSheet.begun_at < before, CheckSheet.state.in_([CheckState.DONE, CheckState.REVIEWED])
    )
    return session.scalar(done)
