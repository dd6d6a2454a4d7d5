"""What was changed of the rules of the house can be taken back, as long as nobody has changed it again since."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ticketing.actions import assignment_rules, audit, calendars, categories, macros, queues
from ticketing.actions.alerts import rules
from ticketing.actions.policies import keep
from ticketing.actions.presence import breaks
from ticketing.domain.assignment import AssignMode, TakeBack
from ticketing.domain.clocks import Apply
from ticketing.domain.permissions import Permission
from ticketing.domain.tickets import NoteKind
from ticketing.errors import Conflict, NotFound
from ticketing.models.alerts import AlertRule
from ticketing.models.calendars import Calendar, SlaPolicy
from ticketing.models.categories import Category
from ticketing.models.system import AuditRow
from ticketing.queries import categories as tree
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
    if kind is None or "before" not in row.detail or _was_cut(row.detail["before"]):
        raise Conflict("not_undoable")
    work.require(kind.right)
    key = row.object.partition(":")[2]
    if audit.plain(kind.now(work, key, row.detail)) != row.detail["after"]:
        raise Conflict("changed_since")
    kind.again(work, key, row.detail)
    return audit.record(work, "change_undone", f"audit:{row.id}", change=row.action, of=row.object)


def _was_cut(value: Any) -> bool:
    """Whether a text among these was too long for the chain: what is not whole is not put back."""
    if isinstance(value, dict | list):
        return any(_was_cut(one) for one in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, str) and len(value) >= audit.LONGEST_TEXT


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


def _alert_rule(work: Work, key: str, detail: Detail) -> Any:
    return rules.values(work.get(AlertRule, int(key)), detail["after"])


def _alert_rule_again(work: Work, key: str, detail: Detail) -> object:
    # The chain holds no floats: a limit stands there as its digits.
    before = {name: float(was) if isinstance(was, str) else was for name, was in detail["before"].items()}
    return rules.edit_rule(work, int(key), None, before)


def _macro_again(work: Work, code: str, detail: Detail) -> object:
    before = dict(detail["before"])
    if before.get("audience"):
        before["audience"] = NoteKind(before["audience"])
    return macros.edit(work, code, None, before)


def _category(work: Work, path: str) -> Category:
    row = tree.branch(work.session, path)
    if row is None:
        raise NotFound(what="categories")
    return row


def _assignment_again(work: Work, queue: str, detail: Detail) -> object:
    words: Mapping[str, type[AssignMode] | type[TakeBack]] = {"mode": AssignMode, "take_back": TakeBack}
    before = {name: words[name](was) if name in words else was for name, was in detail["before"].items()}
    return assignment_rules.rule(work, queue, None, before)


KINDS: Mapping[str, Kind] = {
    "queue_edited": Kind(
        Permission.QUEUE_ADMIN, _queue, lambda work, code, said: queues.edit(work, code, None, said["before"])
    ),
    "break_kind_edited": Kind(
        Permission.BREAK_ADMIN, _break, lambda work, code, said: breaks.edit(work, code, None, said["before"])
    ),
    "calendar_edited": Kind(Permission.CALENDAR_ADMIN, _definition(Calendar), _calendar_again),
    "policy_edited": Kind(Permission.CALENDAR_ADMIN, _definition(SlaPolicy), _policy_again),
    "alert_rule_edited": Kind(Permission.ALERT_ADMIN, _alert_rule, _alert_rule_again),
    "macro_edited": Kind(
        Permission.QUEUE_ADMIN,
        lambda work, code, said: macros.values(macros.one(work, code), said["after"]),
        _macro_again,
    ),
    "category_edited": Kind(
        Permission.QUEUE_ADMIN,
        lambda work, path, said: categories.values(_category(work, path), said["after"]),
        lambda work, path, said: categories.edit(work, _category(work, path).id, None, said["before"]),
    ),
    "assignment_rule_edited": Kind(
        Permission.QUEUE_ADMIN,
        lambda work, queue, said: assignment_rules.values(work, queue, said["after"]),
        _assignment_again,
    ),
}
