"""Keep the directory of departments; every change says its day, so that whoever rings knows how old a number is."""

from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid
from ticketing.models.directory import Department
from ticketing.work import Work, expect_version

FIELDS = ("name", "head", "post", "phone", "mobile", "fax", "mail", "scope", "hours", "deputy", "position")


def add(work: Work, fields: dict[str, Any]) -> Department:
    """A further line. Raises `Invalid` (`number_missing`), `Conflict` (`name_taken`)."""
    work.require(Permission.DIRECTORY_WRITE)
    row = Department(**{name: fields[name] for name in FIELDS if name in fields})
    _expect_number(row)
    _expect_free(work, row.name, None)
    row.updated_on = work.centre.day_of(work.now)
    work.add(row)
    audit.record(work, "department_added", f"department:{row.id}", fields=fields)
    return row


def edit(work: Work, department_id: int, version: int | None, fields: dict[str, Any]) -> Department:
    """Change what is named. Raises `NotFound`, `Conflict` (`stale_version`, `name_taken`), `Invalid`."""
    work.require(Permission.DIRECTORY_WRITE)
    row = work.get(Department, department_id)
    expect_version(row, version)
    before = {name: getattr(row, name) for name in fields}
    _expect_free(work, fields.get("name", row.name), row.id)
    for name in FIELDS:
        if name in fields:
            setattr(row, name, fields[name])
    _expect_number(row)
    row.updated_on = work.centre.day_of(work.now)
    audit.record(work, "department_edited", f"department:{row.id}", before=before, after=fields)
    return row


def retire(work: Work, department_id: int) -> Department:
    """Nobody is handed on there any more; a second time changes nothing."""
    work.require(Permission.DIRECTORY_WRITE)
    row = work.get(Department, department_id)
    if row.active:
        row.active = False
        row.version += 1
        audit.record(work, "department_retired", f"department:{row.id}", name=row.name)
    return row


def _expect_number(row: Department) -> None:
    """A directory of telephone numbers has one in each line."""
    if not (row.phone or row.mobile):
        raise Invalid("number_missing", field="phone")


def _expect_free(work: Work, name: str, own_id: int | None) -> None:
    taken = work.session.scalar(sa.select(Department.id).filter_by(name=name, active=True))
    if taken is not None and taken != own_id:
        raise Conflict("name_taken", field="name", name=name)
