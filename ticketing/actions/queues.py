"""Keep the queues: their names, how they are measured, when they turn yellow and red."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.events import QueueChanged
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.calendars import Calendar
from ticketing.models.queues import Queue
from ticketing.work import Work, expect_version

PLAIN = (
    "name", "name_en", "kind", "position", "active", "sl_threshold_s", "sl_target_pct", "sl_formula",
    "short_abandon_s", "wrapup_s", "callback_due_s", "thresholds",
)  # fmt: skip


def add(work: Work, code: str, fields: dict[str, Any]) -> Queue:
    """A new queue under the phone system's own name of it. Raises `Conflict` (`code_taken`)."""
    work.require(Permission.QUEUE_ADMIN)
    if work.session.scalar(sa.select(Queue.id).where(Queue.code == code)) is not None:
        raise Conflict("code_taken", code=code)
    queue = Queue(code=code, **{name: fields[name] for name in PLAIN if name in fields})
    queue.calendar_id = _calendar(work, fields.get("calendar"))
    work.add(queue)
    _told(work, queue, "queue_added", fields=fields)
    return queue


def edit(work: Work, code: str, version: int | None, fields: dict[str, Any]) -> Queue:
    """Change what `fields` names. Raises `NotFound`, `Conflict` (`stale_version`)."""
    work.require(Permission.QUEUE_ADMIN)
    queue = one(work, code)
    expect_version(queue, version)
    before = values(queue, fields)
    for name in PLAIN:
        if name in fields:
            setattr(queue, name, fields[name])
    if "calendar" in fields:
        queue.calendar_id = _calendar(work, fields["calendar"])
    work.session.flush()
    work.session.expire(queue, ["calendar"])
    _told(work, queue, "queue_edited", before=before, after=values(queue, fields))
    return queue


def one(work: Work, code: str) -> Queue:
    """The queue under lock; `NotFound` without one."""
    queue = work.session.scalar(sa.select(Queue).where(Queue.code == code).with_for_update())
    if queue is None:
        raise NotFound()
    return queue


def values(queue: Queue, names: Iterable[str]) -> dict[str, Any]:
    """What stands there of these fields, as `edit` takes them."""
    calendar = {"calendar": queue.calendar.code if queue.calendar else None}
    return {name: calendar[name] if name in calendar else getattr(queue, name) for name in names}


def _told(work: Work, queue: Queue, action: str, **detail: Any) -> None:
    work.record(QueueChanged(queue.id))
    audit.record(work, action, f"queue:{queue.code}", **detail)


def _calendar(work: Work, code: str | None) -> int | None:
    if not code:
        return None
    found = work.session.scalar(sa.select(Calendar.id).where(Calendar.code == code))
    if found is None:
        raise Invalid("unknown_calendar", errors={"calendar": ["unknown_calendar"]})
    return found
