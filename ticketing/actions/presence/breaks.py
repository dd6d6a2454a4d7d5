"""Keep the kinds of pauses and what their reasons mean; a change holds for the past too, being looked up on reading."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.presence.timelines import mark
from ticketing.domain.breaks import DEFAULTS, Activity, folded
from ticketing.domain.instants import micros
from ticketing.domain.permissions import Permission
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.calls import AgentInterval
from ticketing.models.presence import BreakKind, BreakReason, ConsoleStateChange
from ticketing.models.telephony import AgentAlias
from ticketing.work import Work, expect_version

PLAIN = ("name", "name_en", "activity", "limit_s", "allowance_s", "allowance_count", "position", "active")


def plant(work: Work) -> None:
    """Give a centre that has no kinds of pauses the usual ones."""
    work.require(Permission.BREAK_ADMIN)
    if work.session.scalar(sa.select(BreakKind.id).limit(1)) is not None:
        return
    for position, (kind, reasons) in enumerate(DEFAULTS, 1):
        row = work.add(BreakKind(**kind._asdict(), position=position))
        work.session.add_all(BreakReason(reason=reason, kind_id=row.id) for reason in reasons)


def add(work: Work, code: str, fields: dict[str, Any]) -> BreakKind:
    """A new kind. Raises `Conflict` (`code_taken`)."""
    work.require(Permission.BREAK_ADMIN)
    if work.session.scalar(sa.select(BreakKind.id).filter_by(code=code)) is not None:
        raise Conflict("code_taken", code=code)
    kind = work.add(BreakKind(code=code, **{name: fields[name] for name in PLAIN if name in fields}))
    audit.record(work, "break_kind_added", f"break_kind:{code}", fields=fields)
    return kind


def edit(work: Work, code: str, version: int | None, fields: dict[str, Any]) -> BreakKind:
    """Change what `fields` names; what counts as wrap-up counts so in the past too.

    Raises `NotFound`, `Conflict` (`stale_version`).
    """
    work.require(Permission.BREAK_ADMIN)
    kind = one(work, code)
    expect_version(kind, version)
    was, before = kind.activity, values(kind, fields)
    for name in PLAIN:
        if name in fields:
            setattr(kind, name, fields[name])
    work.session.flush()
    if (was == Activity.ACW) != (kind.activity == Activity.ACW):
        for reason in work.session.scalars(sa.select(BreakReason.reason).filter_by(kind_id=kind.id)):
            _mark_users(work, reason)
    audit.record(work, "break_kind_edited", f"break_kind:{code}", before=before, after=values(kind, fields))
    return kind


def map_reason(work: Work, reason: str, code: str | None) -> None:
    """Say what a reason means from now on and meant before; None forgets it. `NotFound` for an unknown kind."""
    work.require(Permission.BREAK_ADMIN)
    word = folded(reason)
    if not word:
        raise Invalid("reason_missing", field="reason")
    row = work.session.scalar(sa.select(BreakReason).filter_by(reason=word).with_for_update())
    was = work.session.get(BreakKind, row.kind_id) if row is not None else None
    kind = one(work, code) if code is not None else None
    if row is not None and kind is None:
        work.session.delete(row)
    elif kind is not None:
        row = row or BreakReason(reason=word)
        row.kind_id = kind.id
        work.session.add(row)
    work.session.flush()
    if _is_acw(was) != _is_acw(kind):
        _mark_users(work, word)
    audit.record(work, "break_reason_mapped", f"break_reason:{word}", kind=code)


def one(work: Work, code: str) -> BreakKind:
    """The kind under lock; `NotFound` without one."""
    kind = work.session.scalar(sa.select(BreakKind).filter_by(code=code).with_for_update())
    if kind is None:
        raise NotFound(what=BreakKind.__tablename__)
    return kind


def values(kind: BreakKind, names: Iterable[str]) -> dict[str, Any]:
    """What stands there of these fields, as `edit` takes them."""
    return {name: getattr(kind, name) for name in names if name in PLAIN}


def _is_acw(kind: BreakKind | None) -> bool:
    return kind is not None and kind.activity == Activity.ACW


def _mark_users(work: Work, word: str) -> None:
    """Whoever gave this reason gets their timeline made again from the first time on."""
    fact, alias, change = AgentInterval, AgentAlias, ConsoleStateChange
    by_phone = work.session.execute(
        sa.select(alias.person_id, sa.func.min(fact.start_us))
        .join(fact, sa.and_(fact.pbx_id == alias.pbx_id, fact.agent == alias.raw_name))
        .where(alias.person_id.is_not(None), fact.kind == "pause", sa.func.lower(sa.func.btrim(fact.reason)) == word)
        .group_by(alias.person_id)
    )
    mark(work.session, [(person_id, start_us) for person_id, start_us in by_phone if person_id is not None])
    by_console = work.session.execute(
        sa.select(change.person_id, sa.func.min(change.at))
        .where(sa.func.lower(sa.func.btrim(change.reason)) == word)
        .group_by(change.person_id)
    )
    mark(work.session, [(person_id, micros(at)) for person_id, at in by_console])
