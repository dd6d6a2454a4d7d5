"""What every sheet looks at, and how often: kept by whoever runs the centre."""

from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.equipment_checks import DEFAULTS, Plan
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict
from ticketing.models.equipment_checks import CheckItem
from ticketing.models.system import Setting
from ticketing.queries.equipment_checks.owed import PLAN
from ticketing.work import Work, expect_version

PLAIN = ("name", "name_en", "standard", "standard_en", "look", "position", "active")


def plant(work: Work) -> None:
    """Give a centre that has no items those of the form."""
    work.require(Permission.EQUIPMENT_WRITE)
    if work.session.scalar(sa.select(CheckItem.id).limit(1)) is None:
        work.session.add_all(CheckItem(**item._asdict(), position=no) for no, item in enumerate(DEFAULTS, 1))
        work.session.flush()


def add_item(work: Work, code: str, fields: dict[str, Any]) -> CheckItem:
    """A new item, on every sheet begun from now on. Raises `Conflict` (`code_taken`)."""
    work.require(Permission.EQUIPMENT_WRITE)
    if work.session.scalar(sa.select(CheckItem.id).filter_by(code=code)) is not None:
        raise Conflict("code_taken", code=code)
    item = work.add(CheckItem(code=code, **{name: fields[name] for name in PLAIN if name in fields}))
    audit.record(work, "check_item_added", f"check_item:{code}", fields=fields)
    return item


def edit_item(work: Work, item_id: int, version: int | None, fields: dict[str, Any]) -> CheckItem:
    """Change what is named; sheets of the past keep the item as it was. Raises `NotFound`, `Conflict`."""
    work.require(Permission.EQUIPMENT_WRITE)
    item = work.get(CheckItem, item_id)
    expect_version(item, version)
    for name in PLAIN:
        if name in fields:
            setattr(item, name, fields[name])
    work.session.flush()
    audit.record(work, "check_item_edited", f"check_item:{item.code}", fields=fields)
    return item


def plan(work: Work, wanted: Plan) -> Plan:
    """How often a check is due, from the next one on."""
    work.require(Permission.EQUIPMENT_WRITE)
    row = work.session.scalar(sa.select(Setting).filter_by(key=PLAN).with_for_update())
    row = row or Setting(key=PLAN)
    row.value = wanted.document()
    work.session.add(row)
    work.session.flush()
    audit.record(work, "check_plan_changed", "equipment_checks", **wanted.document())
    return wanted
