"""Keep the score sheet and the plan of draws; every edition stays, and old scores keep theirs."""

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.events import ScoreSheetChanged
from ticketing.domain.permissions import Permission
from ticketing.domain.quality import Edition, SamplePlan, check_edition, defaults
from ticketing.errors import Conflict
from ticketing.models.quality import ScoreEdition, ScoreSheet
from ticketing.models.system import Setting
from ticketing.queries import quality as looks
from ticketing.queries.quality import PLAN
from ticketing.work import Work, expect_version


def plant(work: Work) -> ScoreEdition:
    """The edition that calls are scored by; a centre that has none gets the sheet of the binders."""
    found = looks.current(work.session)
    if found is not None:
        return found
    with work.as_system():
        make_sheet(work, defaults.CODE, defaults.NAME, defaults.NAME_EN, defaults.DEFAULT)
    return work.session.scalars(sa.select(ScoreEdition).order_by(ScoreEdition.id.desc()).limit(1)).one()


def make_sheet(work: Work, code: str, name: str, name_en: str, edition: Edition) -> ScoreSheet:
    """A sheet with its first edition. Raises `Conflict` (`code_taken`) and what `check_edition` raises."""
    work.require(Permission.QUALITY_ADMIN)
    check_edition(edition)
    if work.session.scalar(sa.select(ScoreSheet.id).filter_by(code=code)) is not None:
        raise Conflict("code_taken", code=code, errors={"code": ["code_taken"]})
    sheet = work.add(ScoreSheet(code=code, name=name, name_en=name_en))
    _edition(work, sheet, 1, edition)
    return sheet


def change_sheet(
    work: Work, sheet_id: int, version: int | None, name: str, name_en: str, edition: Edition
) -> ScoreSheet:
    """Another edition from now on; drafts under way keep theirs. Raises as `make_sheet`, and `stale_version`."""
    work.require(Permission.QUALITY_ADMIN)
    sheet = work.get(ScoreSheet, sheet_id)
    expect_version(sheet, version)
    check_edition(edition)
    sheet.name, sheet.name_en = name, name_en
    last = work.session.scalar(sa.select(sa.func.max(ScoreEdition.no)).filter_by(sheet_id=sheet.id)) or 0
    _edition(work, sheet, last + 1, edition)
    return sheet


def set_plan(work: Work, wanted: SamplePlan) -> SamplePlan:
    """How calls are drawn from the next draw on."""
    work.require(Permission.QUALITY_ADMIN)
    row = work.session.scalar(sa.select(Setting).filter_by(key=PLAN).with_for_update()) or Setting(key=PLAN)
    row.value = wanted.document()
    work.add(row)
    audit.record(work, "quality_plan_changed", "quality", **wanted.document())
    return wanted


def _edition(work: Work, sheet: ScoreSheet, no: int, edition: Edition) -> None:
    row = {"content": edition.document(), "at": work.now, "by_id": work.actor.id}
    work.add(ScoreEdition(sheet_id=sheet.id, no=no, **row))
    work.record(ScoreSheetChanged(sheet.id, no))
    audit.record(work, "score_sheet_changed", f"score_sheet:{sheet.code}", edition=no)
