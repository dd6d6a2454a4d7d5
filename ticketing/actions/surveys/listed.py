"""Answers that come as a list: from paper, from another tool, by the number in the sample."""

from typing import Any, cast

from ticketing.actions.file_jobs import Importer
from ticketing.actions.file_jobs.kinds import Values
from ticketing.actions.surveys.answers import put_down
from ticketing.domain.file_jobs import Column, ColumnKind, Taken
from ticketing.domain.permissions import Permission
from ticketing.domain.surveys import Question, QuestionKind, SurveyState
from ticketing.domain.surveys.questions import MOST_QUESTIONS
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.surveys import SurveyPlan
from ticketing.reports.forms import N_
from ticketing.work import Work

_SEVERAL = "/"


def prepare(work: Work, params: Values) -> dict[str, Any]:
    """`into`: the id of a survey that runs. Raises `Invalid` (`into_missing`), `NotFound`, `survey_not_running`."""
    into = str(params.get("into", ""))
    if not (into.isascii() and into.isdigit() and len(into) < 19):
        raise Invalid("into_missing", errors={"into": ["into_missing"]})
    plan = work.session.get(SurveyPlan, int(into))
    if plan is None:
        raise NotFound(what=SurveyPlan.__tablename__)
    if plan.state is not SurveyState.RUNNING:
        raise Conflict("survey_not_running", state=plan.state.value)
    return {"into": plan.id}


def take(work: Work, params: Values, row: Values) -> Taken:
    """The answers of one person; several options of one question stand with `/` between them. Faults name their
    column."""
    plan = work.session.get_one(SurveyPlan, params["into"])
    questions = plan.edition.asked.questions if plan.edition is not None else ()
    columns = {one.key: f"q{place}" for place, one in enumerate(questions, 1)}
    said = {one.key: _read(one, row[columns[one.key]]) for one in questions if columns[one.key] in row}
    try:
        put_down(work, plan.id, row["no"], said)
    except Invalid as wrong:
        raise _at_columns(wrong, columns) from wrong
    except NotFound:
        raise Invalid("unknown_subject", errors={"no": ["unknown_subject"]}) from None
    except Conflict as wrong:
        if wrong.code != "survey_answered":
            raise
        return Taken.SAME
    return Taken.ADDED


def _at_columns(wrong: Invalid, columns: dict[str, str]) -> Invalid:
    """The faults at the columns of the list; the first gives the reason."""
    faults = cast("dict[str, list[str]]", wrong.params.get("errors", {}))
    named = {columns.get(field.removeprefix("answers."), field): why for field, why in faults.items()}
    return Invalid(next(iter(named.values()))[0] if named else wrong.code, errors=named)


def _read(question: Question, cell: str) -> Any:
    if question.kind is QuestionKind.SCALE:
        return int(cell) if cell.isascii() and cell.isdigit() else cell
    if question.kind is QuestionKind.MULTIPLE:
        return [part.strip() for part in cell.replace("\uff0f", _SEVERAL).split(_SEVERAL) if part.strip()]
    return cell


ANSWERS = Importer(
    kind="survey_answers",
    title=N_("Answers to a survey"),
    permission=Permission.SURVEY_WRITE,
    columns=(
        Column("no", N_("No. in the sample"), ColumnKind.COUNT, required=True, least=1, example="1", also=("序号",)),
        *(
            Column(f"q{place}", f"Q{place}", ColumnKind.PROSE, longest=2_000, also=(f"第{place}题", f"问题{place}"))
            for place in range(1, MOST_QUESTIONS + 1)
        ),
    ),
    take=take,
    prepare=prepare,
)
