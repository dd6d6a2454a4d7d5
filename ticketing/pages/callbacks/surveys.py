"""Surveys of satisfaction: plans and how far each is, one with its sample and figures, questionnaires, the forms."""

from typing import Any

from flask import render_template, request
from sqlalchemy.orm import Session

from ticketing.auth import current_actor, needs
from ticketing.db import centre, now, reading
from ticketing.domain.permissions import Permission
from ticketing.domain.phones import masked
from ticketing.domain.satisfaction import Tally
from ticketing.domain.surveys import (
    DEFAULT,
    MOVES,
    Distribution,
    QuestionKind,
    Reply,
    SubjectState,
    distributions,
    needed,
    scores,
)
from ticketing.errors import NotFound
from ticketing.models.file_jobs import FileJob
from ticketing.models.surveys import SurveyPlan
from ticketing.pages.callbacks import blueprint, page
from ticketing.pages.frame import may
from ticketing.pages.places import queue_names
from ticketing.pages.vocabulary import word
from ticketing.queries import file_jobs, surveys

PER_PAGE = 50


@blueprint.get("/surveys")
@needs(Permission.SURVEY_READ)
def survey_plans() -> str:
    """The newest first, each score beside its response rate; `after` goes on below an id."""
    with reading() as session:
        found = surveys.page(session, (), _after(), PER_PAGE + 1)
        rows = found[:PER_PAGE]
        sums = surveys.tallies(session, [row.id for row in rows])
        more = rows[-1].id if len(found) > PER_PAGE else None
        return page("surveys", "surveys", rows=rows, sums=sums, nothing=(0, Tally(), None), more=more)


@blueprint.get("/surveys/<int:plan_id>")
@needs(Permission.SURVEY_READ)
def one_survey(plan_id: int) -> str:
    """The plan, what can be done about it, the figures, and the sample (`state` narrows, `after` goes on)."""
    args = request.args
    state = SubjectState(args["state"]) if args.get("state") in set(SubjectState) else None
    with reading() as session:
        row = _of(surveys.one(session, plan_id))
        counts = surveys.states(session, row.id)
        found = surveys.subjects(session, row.id, state, _after() or 0, PER_PAGE + 1)
        values: dict[str, Any] = {
            "people": [(one, how.value, masked(one.phone)) for one, how in found[:PER_PAGE]],
            "more": found[PER_PAGE - 1][0].no if len(found) > PER_PAGE else None,
            "states": [(one.value, counts[one.value]) for one in SubjectState if one.value in counts],
            "jobs": _lists(session, row) if may("file_import") else [],
            "queues": queue_names(session),
            "moves": sorted(one.value for one in MOVES[row.state]),
            "is_own": current_actor().id in (row.created_by, row.owner_id),
        }
        return page(
            "survey", "surveys", row=row, args=args, **_figures(row, surveys.replies(session, row.id)), **values
        )


def _lists(session: Session, row: SurveyPlan) -> list[FileJob]:
    """The last lists of answers that were handed in for it."""
    found = file_jobs.page(session, current_actor(), "survey_answers", None, PER_PAGE)
    return [job for job in found if job.params.get("into") == row.id][:3]


def _figures(row: SurveyPlan, replies: list[Reply]) -> dict[str, Any]:
    """The score, each question in bars, and the same by queue and by category."""
    asked = distributions(row.edition.asked, replies) if row.edition is not None else []
    sides = {side: _parts(replies, side) for side in ("queue", "category")}
    return {
        "total": scores(replies),
        "sample": len(replies),
        "needed": needed(row.population_size or 0),
        "questions": [(one, _bars(one)) for one in asked],
        "sides": {side: parts for side, parts in sides.items() if len(parts) > 1},
        "excluded": [(word("survey_exclusion", cause), number) for cause, number in sorted(row.excluded.items())],
    }


def _bars(one: Distribution) -> list[tuple[str, int]]:
    is_scale = one.question.kind is QuestionKind.SCALE
    return [(word("score", key) if is_scale else key, count) for key, count in one.counts.items()]


def _parts(replies: list[Reply], side: str) -> list[tuple[str, Tally]]:
    names = sorted({getattr(one, side) for one in replies})
    return [(name, scores(one for one in replies if getattr(one, side) == name)) for name in names]


@blueprint.get("/surveys/new")
@needs(Permission.SURVEY_WRITE)
def new_survey() -> str:
    return _form(None)


@blueprint.get("/surveys/<int:plan_id>/form")
@needs(Permission.SURVEY_WRITE)
def edit_survey(plan_id: int) -> str:
    with reading() as session:
        return _form(_of(surveys.one(session, plan_id)))


def _form(row: SurveyPlan | None) -> str:
    with reading() as session:
        queues = list(queue_names(session).items())
        forms = [(one.code, one.name) for one in surveys.questionnaires(session) if one.active]
    today = centre().day_of(now())
    return render_template("callbacks/_survey.html", row=row, queues=queues, forms=forms, today=today)


@blueprint.get("/questionnaires")
@needs(Permission.SURVEY_READ)
def questionnaires() -> str:
    """Each with its newest edition, for whoever keeps them as a form; the editions before it below."""
    with reading() as session:
        rows = [(row, surveys.editions(session, row.id)) for row in surveys.questionnaires(session)]
        return page("questionnaires", "questionnaires", rows=rows, default=DEFAULT)


def _of(row: SurveyPlan | None) -> SurveyPlan:
    if row is None:
        raise NotFound()
    return row


def _after() -> int | None:
    text = request.args.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
