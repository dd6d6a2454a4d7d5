"""Change what lateness, leaving early and absence are held to be, from the next judged day on."""

from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.attendance import Rules
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict
from ticketing.models.system import Setting
from ticketing.queries.attendance.rules import KEY
from ticketing.work import Work


def change_rules(work: Work, version: int | None, fields: dict[str, Any]) -> Rules:
    """What is named is changed, as the next version; judged days keep the version they were judged by.

    Raises `Invalid` (`bands_overlap`), `Conflict` (`stale_version`).
    """
    work.require(Permission.ATTENDANCE_ADMIN)
    row = work.session.scalar(sa.select(Setting).filter_by(key=KEY).with_for_update())
    known = Rules.from_dict(row.value if row is not None else {})
    if version is not None and version != known.version:
        raise Conflict("stale_version", version=known.version)
    rules = Rules.from_dict({**known.to_dict(), **fields, "version": known.version + 1})
    row = row or Setting(key=KEY)
    row.value = rules.to_dict()
    work.session.add(row)
    work.session.flush()
    audit.record(work, "attendance_rules_changed", KEY, **rules.to_dict())
    return rules
