"""Say when customers may be rung (4.5): what is owed already keeps its time, the next try goes by the new hours."""

from collections.abc import Sequence
from datetime import time

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import audit
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid
from ticketing.models.system import Setting
from ticketing.queries import calling_hours
from ticketing.work import Work


def say(work: Work, windows: Sequence[tuple[time, time]]) -> None:
    """`windows`: wall times of the customer, at least one, in order and apart. Raises `Invalid` (`bad_windows`)."""
    work.require(Permission.CALENDAR_ADMIN)
    ends = [end for window in windows for end in window]
    if not ends or any(later <= earlier for earlier, later in zip(ends, ends[1:], strict=False)):
        raise Invalid("bad_windows", errors={"windows": ["bad_windows"]})
    before = work.session.scalar(sa.select(Setting.value).filter_by(key=calling_hours.SAID))
    value = {"windows": [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in windows]}
    work.session.execute(
        insert(Setting)
        .values(key=calling_hours.SAID, value=value)
        .on_conflict_do_update(index_elements=["key"], set_={"value": value})
    )
    audit.record(work, "calling_hours_said", "setting:calling_hours", before=before, after=value)
