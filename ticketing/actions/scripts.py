"""Keep what is said to customers; every wording stays readable."""

from dataclasses import dataclass

import sqlalchemy as sa

from ticketing.domain.events import ScriptChanged
from ticketing.domain.permissions import Permission
from ticketing.domain.scripts import ScriptUse, check
from ticketing.errors import Conflict
from ticketing.models.scripts import Script, ScriptWording
from ticketing.work import Work, expect_version


@dataclass(frozen=True)
class ScriptWish:
    """A script as somebody writes it; gaps in braces are filled by the call (`domain.scripts.GAPS`)."""

    title: str
    use: ScriptUse
    text: str
    active: bool = True


def add(work: Work, wish: ScriptWish) -> Script:
    """Raises `Invalid` (`unknown_gap`), `Conflict` (`name_taken`)."""
    work.require(Permission.SCRIPT_WRITE)
    check(wish.text)
    _refuse_twin(work, wish.title, None)
    row = work.add(Script(**vars(wish), changed_at=work.now, changed_by=work.actor.id, version=1))
    return _kept(work, row)


def edit(work: Work, script_id: int, version: int | None, wish: ScriptWish) -> Script:
    """Another wording from now on. Raises as `add`, and `stale_version`."""
    work.require(Permission.SCRIPT_WRITE)
    row = work.get(Script, script_id)
    expect_version(row, version)
    check(wish.text)
    _refuse_twin(work, wish.title, row.id)
    row.title, row.use, row.text, row.active = wish.title, wish.use, wish.text, wish.active
    row.changed_at, row.changed_by = work.now, work.actor.id
    return _kept(work, row)


def _kept(work: Work, row: Script) -> Script:
    work.add(
        ScriptWording(
            script_id=row.id, version=row.version, title=row.title, text=row.text, by_id=work.actor.id, at=work.now
        )
    )
    work.record(ScriptChanged(row.id, row.version))
    return row


def _refuse_twin(work: Work, title: str, own_id: int | None) -> None:
    twin = work.session.scalar(sa.select(Script.id).where(Script.title == title))
    if twin is not None and twin != own_id:
        raise Conflict("name_taken", errors={"title": ["name_taken"]})
