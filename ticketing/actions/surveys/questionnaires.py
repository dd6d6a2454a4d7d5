"""Keep questionnaires: an edition that nobody was asked by may be written over, one that was used stays."""

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.events import QuestionnaireChanged
from ticketing.domain.permissions import Permission
from ticketing.domain.surveys import DEFAULT, Questions, check_questions
from ticketing.errors import Conflict
from ticketing.models.surveys import Questionnaire, QuestionnaireEdition
from ticketing.work import Work, expect_version

CODE, NAME, NAME_EN = "csat", "客户满意度调查问卷", "Customer satisfaction questionnaire"


def plant(work: Work) -> Questionnaire:
    """The first questionnaire there is; a centre that has none gets one to begin with."""
    first = sa.select(Questionnaire).order_by(Questionnaire.active.desc(), Questionnaire.id).limit(1)
    found = work.session.scalar(first)
    if found is not None:
        return found
    with work.as_system():
        return make_questionnaire(work, CODE, NAME, NAME_EN, DEFAULT)


def make_questionnaire(work: Work, code: str, name: str, name_en: str, asked: Questions) -> Questionnaire:
    """With its first edition. Raises `Conflict` (`code_taken`) and what `check_questions` raises."""
    work.require(Permission.SURVEY_WRITE)
    check_questions(asked)
    if work.session.scalar(sa.select(Questionnaire.id).filter_by(code=code)) is not None:
        raise Conflict("code_taken", code=code, errors={"code": ["code_taken"]})
    row = work.add(Questionnaire(code=code, name=name, name_en=name_en))
    _write(work, row, 1, asked)
    return row


def change(
    work: Work, questionnaire_id: int, version: int | None, name: str, name_en: str, active: bool, asked: Questions
) -> Questionnaire:
    """What is asked from now on; surveys under way keep theirs. Raises as `make_questionnaire`, `stale_version`."""
    work.require(Permission.SURVEY_WRITE)
    row = work.get(Questionnaire, questionnaire_id)
    expect_version(row, version)
    check_questions(asked)
    row.name, row.name_en, row.active = name, name_en, active
    last = newest(work, row.id)
    if last.content == asked.document():
        return row
    if last.used_at is None:
        last.content, last.at, last.by_id = asked.document(), work.now, work.actor.id
        _tell(work, row, last.no)
    else:
        _write(work, row, last.no + 1, asked)
    return row


def newest(work: Work, questionnaire_id: int) -> QuestionnaireEdition:
    """What is asked now, locked."""
    found = sa.select(QuestionnaireEdition).filter_by(questionnaire_id=questionnaire_id)
    ordered = found.order_by(QuestionnaireEdition.no.desc()).limit(1)
    return work.session.scalars(ordered.with_for_update().execution_options(populate_existing=True)).one()


def _write(work: Work, row: Questionnaire, no: int, asked: Questions) -> None:
    kept = {"content": asked.document(), "at": work.now, "by_id": work.actor.id}
    work.add(QuestionnaireEdition(questionnaire_id=row.id, no=no, **kept))
    _tell(work, row, no)


def _tell(work: Work, row: Questionnaire, no: int) -> None:
    work.record(QuestionnaireChanged(row.id, no))
    audit.record(work, "questionnaire_changed", f"questionnaire:{row.code}", edition=no)
