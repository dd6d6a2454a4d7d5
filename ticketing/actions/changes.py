"""What was changed of the rules of the house can be taken back, as long as nobody has changed it again since."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit, calendars, queues
from ticketing.actions.policies import keep
from ticketing.actions.presence import breaks
from ticketing.domain.clocks import Apply
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, NotFound
from ticketing.models.calendars import Calendar, SlaPolicy
from ticketing.models.system import AuditRow
from ticketing.work import Work

Detail = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of change: `now` reads what stands there in the form of `after`, `again` writes `before` once more."""

    right: Permission
    now: Callable[[Work, str, Detail], Any]
    again: Callable[[Work, str, Detail], object]


def undo(work: Work, audit_id: int) -> AuditRow:
    """Put back what the change of this audit row replaced; the undoing is a row of its own.

    Raises `NotFound`, `Conflict` (`not_undoable` for what is no such change, `changed_since` when it no longer stands).
    """
    row = work.session.get(AuditRow, audit_id)
    if row is None:
        raise NotFound(what="audit")
    kind = KINDS.get(row.action)
    if kind is None or "before" not in row.detail:
        raise Conflict("not_undoable")
    work.require(kind.right)
    key = row.object.partition(":")[2]
    if audit.plain(kind.now(work, key, row.detail)) != row.detail["after"]:
        raise Conflict("changed_since")
    kind.again(work, key, row.detail)
    return audit.record(work, "change_undone", f"audit:{row.id}", change=row.action, of=row.object)


def _queue(work: Work, code: str, detail: Detail) -> Any:
    return queues.values(queues.one(work, code), detail["after"])


def _break(work: Work, code: str, detail: Detail) -> Any:
    return breaks.values(breaks.one(work, code), detail["after"])


def _definition(table: type[Calendar] | type[SlaPolicy]) -> Callable[[Work, str, Detail], Any]:
    return lambda work, code, _: work.session.scalar(sa.select(table.definition).where(table.code == code))


def _calendar_again(work: Work, code: str, detail: Detail) -> object:
    name = work.session.scalars(sa.select(Calendar.name).filter_by(code=code)).one()
    return calendars.edit(work, code, None, name, detail["before"])


def _policy_again(work: Work, code: str, detail: Detail) -> object:
    row = keep.held(work, code)
    wish = keep.PolicyWish(row.name, row.rank, row.match, detail["before"], row.active)
    return keep.edit(work, code, None, wish, Apply(detail["apply"]))


KINDS: Mapping[str, Kind] = {
    "queue_edited": Kind(
        Permission.QUEUE_ADMIN, _queue, lambda work, code, said: queues.edit(work, code, None, said["before"])
    ),
    "break_kind_edited": Kind(
        Permission.BREAK_ADMIN, _break, lambda work, code, said: breaks.edit(work, code, None, said["before"])
    ),
    "calendar_edited": Kind(Permission.CALENDAR_ADMIN, _definition(Calendar), _calendar_again),
    "policy_edited": Kind(Permission.CALENDAR_ADMIN, _definition(SlaPolicy), _policy_again),
}
