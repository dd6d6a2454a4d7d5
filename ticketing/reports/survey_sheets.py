"""One survey on paper: 客户满意度调查问卷, 调查情况统计表 and 调查报告 (binder chapter 10, sheets 8, 10 and 14)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.surveys import (
    DEFAULT,
    Distribution,
    Question,
    QuestionKind,
    Questions,
    Reply,
    distributions,
    needed,
    scores,
)
from ticketing.errors import NotFound
from ticketing.models.surveys import SurveyPlan
from ticketing.queries import surveys
from ticketing.reports.asked import Asked, Row
from ticketing.reports.forms import N_, Column, FormDef, Kind, Layout, share
from ticketing.reports.survey_lists import counted

_C, _P = Kind.COUNT, Kind.PERCENT
_NAME, _FORM, _DAYS, _OWNER = N_("Subject"), N_("Questionnaire"), N_("Asked from – to"), N_("Owner")
_SAMPLE, _RATE, _SCORE = N_("Sample"), N_("Response rate"), N_("Satisfied %")
_PREPARED, _APPROVED = N_("Prepared by"), N_("Approved by")
_SCALE = "☐ 5  ☐ 4  ☐ 3  ☐ 2  ☐ 1"

QUESTIONNAIRE = FormDef(
    key="survey_questionnaire",
    title=N_("Customer satisfaction questionnaire"),
    version=1,
    subject="satisfied",
    columns=(
        Column("no", N_("No."), _C, 5),
        Column("question", N_("Question"), width=34),
        Column("kind", N_("Kind"), width=10, words="question_kind"),
        Column("options", N_("Answers to tick"), width=34),
        Column("answer", N_("Answer given"), width=24, written=True),
    ),
    signatures=(N_("Asked by"), N_("Customer")),
    facts=(_NAME, _FORM, _DAYS),
    landscape=False,
)

STATISTICS = FormDef(
    key="survey_statistics",
    title=N_("Statistics of a survey of satisfaction"),
    version=1,
    subject="satisfied",
    columns=(
        Column("side", N_("By"), width=8, words="survey_side"),
        Column("name", N_("Question / part"), width=26),
        Column("answer", N_("Answer given"), width=14, words="score"),
        Column("count", N_("Times given"), _C, 7),
        Column("share", N_("Share"), _P, 8, means=N_("how often ÷ those who answered the question")),
        Column("answered", N_("Answered it"), _C, 7),
        Column("mean", N_("Mean"), _C, 6),
        Column("invited", N_("Asked"), _C, 7),
        Column("rated", N_("Rated"), _C, 7),
        Column("rated_pct", _RATE, _P, 8, means=N_("rated ÷ asked")),
        Column("satisfied", N_("Satisfied with us"), _C, 7),
        Column("dissatisfied", N_("Dissatisfied"), _C, 7),
        Column("satisfied_pct", _SCORE, _P, 8, means=N_("satisfied (4 and 5) ÷ rated; never ÷ asked")),
    ),
    facts=(_NAME, _FORM, _DAYS, _SAMPLE),
)

REPORT = FormDef(
    key="survey_report",
    title=N_("Report of a survey of satisfaction"),
    version=1,
    subject="satisfied",
    layout=Layout.FORM,
    landscape=False,
    columns=(
        Column("number", N_("Survey no."), width=14),
        Column("name", _NAME, width=24),
        Column("purpose", N_("Purpose"), width=40),
        Column("population", N_("Whose word"), width=12, words="survey_population"),
        Column("period", N_("Days of the matters"), width=20),
        Column("population_size", N_("Population"), _C, 8),
        Column("left_out", N_("Left out"), _C, 8),
        Column("drawing", N_("How drawn"), width=12, words="survey_drawing"),
        Column("sample", _SAMPLE, _C, 8),
        Column("needed", N_("Answers needed for ±5 %"), _C, 8, means=N_("at 95 %, of the population")),
        Column("method", N_("How asked"), width=12, words="survey_method"),
        Column("asked_days", _DAYS, width=20),
        Column("form", _FORM, width=12),
        Column("invited", N_("Asked"), _C, 8),
        Column("rated", N_("Rated"), _C, 8),
        Column("rated_pct", _RATE, _P, 8, means=N_("rated ÷ asked")),
        Column("satisfied_pct", _SCORE, _P, 8, means=N_("satisfied (4 and 5) ÷ rated; never ÷ asked")),
        Column("results", N_("Question by question"), width=40),
        Column("parts", N_("By queue"), width=40),
        Column("voices", N_("In customers' words"), width=40),
        Column("findings", N_("Conclusions"), width=40),
        Column("advice", N_("What becomes better"), width=40),
        Column("responsible", N_("Who sees to it"), width=16),
    ),
    signatures=(_PREPARED, N_("Checked by"), _APPROVED),
)
MOST_VOICES = 10


def questions(session: Session, asked: Asked) -> list[Row]:
    """What the survey asks, or will ask as long as nobody was drawn."""
    return [*_lines(_questions(session, _plan(session, asked)))]


def blank_questions(session: Session) -> tuple[Row, ...]:
    """The questionnaire in use, for an empty form; the one to begin with where the centre has none."""
    edition = surveys.current(session)
    return tuple(_lines(edition.asked if edition is not None else DEFAULT))


def statistics(session: Session, asked: Asked) -> list[Row]:
    """Each question with every answer, then the score by queue and by category, each beside its response rate."""
    plan = _plan(session, asked)
    replies = surveys.replies(session, plan.id)
    found = distributions(_questions(session, plan), replies)
    lines = [line for no, one in enumerate(found, 1) for line in _answers(no, one)]
    for side in ("queue", "category"):
        for name in sorted({getattr(one, side) for one in replies} - {""}):
            part = scores(one for one in replies if getattr(one, side) == name)
            lines.append({"side": side, "name": name, **counted(part)})
    return lines


def statistics_totals(chosen: Sequence[Mapping[str, Any]]) -> Row:
    """The score of the survey: that of its first question with a scale, of which the row stands there already."""
    first = next((row for row in chosen if row.get("is_score")), {})
    keys = ("invited", "rated", "rated_pct", "satisfied", "dissatisfied", "satisfied_pct", "mean")
    return {key: first.get(key) for key in keys}


def report(session: Session, asked: Asked) -> list[Row]:
    """Everything of one survey on one sheet."""
    plan = _plan(session, asked)
    replies = surveys.replies(session, plan.id)
    found = distributions(_questions(session, plan), replies)
    words = ("population", "drawing", "method")
    texts = ("number", "name", "purpose", "population_size", "findings", "advice", "responsible")
    row = {
        **{key: getattr(plan, key) for key in texts},
        **{key: getattr(plan, key).value for key in words},
        **counted(scores(replies)),
        "period": f"{plan.first_on} – {plan.last_on}",
        "asked_days": f"{plan.ask_from} – {plan.ask_until}",
        "left_out": sum(plan.excluded.values()),
        "sample": len(replies) or plan.sample_size,
        "needed": needed(plan.population_size or 0),
        "form": plan.edition.label if plan.edition is not None else plan.questionnaire.code,
        "results": "\n".join(_said(no, one) for no, one in enumerate(found, 1)),
        "parts": "\n".join(_part(replies, name) for name in sorted({one.queue for one in replies} - {""})),
        "voices": "\n".join(_voices(found, replies)),
    }
    return [row]


def facts(session: Session, asked: Asked) -> dict[str, Any]:
    """What stands above questionnaire and statistics."""
    plan = _plan(session, asked)
    edition = plan.edition.label if plan.edition is not None else plan.questionnaire.code
    return {
        _NAME: f"{plan.number} {plan.name}",
        _FORM: edition,
        _DAYS: f"{plan.ask_from} – {plan.ask_until}",
        _SAMPLE: str(plan.sample_size),
    }


def signed(session: Session, asked: Asked) -> dict[str, str]:
    """Whoever answers for the survey, and whoever approved its plan."""
    plan = _plan(session, asked)
    slots = {_PREPARED: f"{plan.owner.name} {asked.day_of(plan.done_at) or ''}".strip()} if plan.done_at else {}
    if plan.approver is not None:
        slots[_APPROVED] = f"{plan.approver.name} {asked.day_of(plan.approved_at)}"
    return slots


def _plan(session: Session, asked: Asked) -> SurveyPlan:
    plan = surveys.by_number(session, asked.number)
    if plan is None:
        raise NotFound(what=SurveyPlan.__tablename__)
    return plan


def _questions(session: Session, plan: SurveyPlan) -> Questions:
    if plan.edition is not None:
        return plan.edition.asked
    return surveys.editions(session, plan.questionnaire_id)[0].asked


def _lines(asked: Questions) -> Iterator[Row]:
    for no, one in enumerate(asked.questions, 1):
        text = f"{one.text} *" if one.required else one.text
        yield {"no": no, "question": text, "kind": one.kind.value, "options": _boxes(one)}


def _boxes(one: Question) -> str:
    return _SCALE if one.kind is QuestionKind.SCALE else "  ".join(f"☐ {option}" for option in one.options)


def _answers(no: int, one: Distribution) -> Iterator[Row]:
    """The question as a whole, then each of its answers."""
    head: Row = {"side": "question", "name": f"{no}. {one.question.text}", "answered": one.answered}
    if one.tally is not None:
        head |= counted(one.tally) | {"mean": one.mean}
    yield head | {"is_score": one.tally is not None}
    for key, count in one.counts.items():
        yield {"side": "answer", "answer": key, "count": count, "share": share(count, one.answered)}


def _said(no: int, one: Distribution) -> str:
    """One question in one line; a share of those who answered it."""
    if one.tally is not None:
        values = one.tally
        return f"{no}. {one.question.text}: {values.satisfaction_pct or 0:.1f} % ({values.satisfied} / {values.rated})"
    shares = ", ".join(f"{key} {count}" for key, count in one.counts.items())
    return f"{no}. {one.question.text}: {shares or one.answered}"


def _part(replies: Sequence[Reply], name: str) -> str:
    """`sales: 80.0 % (4 / 5), 50.0 % (5 / 10)`: satisfied ÷ rated, then rated ÷ asked."""
    found = scores(one for one in replies if one.queue == name)
    shares = ((found.satisfaction_pct, found.satisfied, found.rated), (found.rated_pct, found.rated, found.invited))
    return f"{name}: " + ", ".join(f"{'—' if pct is None else pct} % ({part} / {of})" for pct, part, of in shares)


def _voices(found: Sequence[Distribution], replies: Sequence[Reply]) -> Iterator[str]:
    """The first words that were given, without anybody's name."""
    keys = [one.question.key for one in found if one.question.kind is QuestionKind.TEXT]
    said = [one.answers[key] for one in replies if one.answers for key in keys if one.answers.get(key)]
    yield from (f"· {text}" for text in said[:MOST_VOICES])
