"""A questionnaire (客户满意度调查问卷): questions in their order, and whether answers are answers to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ticketing.domain.satisfaction import SCORES
from ticketing.errors import Invalid


class QuestionKind(StrEnum):
    """`scale`: 1 to 5 as everywhere; one of the options; any of them; free words."""

    SCALE = "scale"
    CHOICE = "choice"
    MULTIPLE = "multiple"
    TEXT = "text"


MOST_QUESTIONS, MOST_OPTIONS = 20, 12
LONGEST_TEXT = 2_000
_WITH_OPTIONS = frozenset({QuestionKind.CHOICE, QuestionKind.MULTIPLE})


@dataclass(frozen=True)
class Question:
    """`key` stays the same through all editions, so that answers can be held against each other."""

    key: str
    kind: QuestionKind
    text: str
    text_en: str = ""
    required: bool = True
    options: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        return {**vars(self), "kind": self.kind.value, "options": list(self.options)}


@dataclass(frozen=True)
class Questions:
    """What an edition asks; the first question with a scale gives the score."""

    questions: tuple[Question, ...]
    intro: str = ""

    @property
    def scored(self) -> Question:
        return next(one for one in self.questions if one.kind is QuestionKind.SCALE)

    def document(self) -> dict[str, Any]:
        return {"questions": [one.document() for one in self.questions], "intro": self.intro}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Questions":
        return cls(tuple(_question(one) for one in kept["questions"]), kept.get("intro", ""))


def _question(kept: Mapping[str, Any]) -> Question:
    values = {**kept, "kind": QuestionKind(kept["kind"]), "options": tuple(kept.get("options", ()))}
    return Question(**values)


def check_questions(asked: Questions) -> None:
    """Raises `Invalid`: `no_questions`, `too_many_questions`, `question_twice`, `no_scale` (nothing gives a score),
    `options_missing`, `options_unasked`, `options_twice`, each with the place of the question."""
    if not asked.questions:
        raise Invalid("no_questions", errors={"questions": ["no_questions"]})
    if len(asked.questions) > MOST_QUESTIONS:
        raise Invalid("too_many_questions", most=MOST_QUESTIONS, errors={"questions": ["too_many_questions"]})
    keys: set[str] = set()
    for place, one in enumerate(asked.questions):
        wrong = "question_twice" if one.key in keys else _wrong_options(one)
        keys.add(one.key)
        if wrong:
            raise Invalid(wrong, question=place + 1, errors={f"questions.{place}": [wrong]})
    if all(one.kind is not QuestionKind.SCALE for one in asked.questions):
        raise Invalid("no_scale", errors={"questions": ["no_scale"]})


def _wrong_options(one: Question) -> str:
    if one.kind not in _WITH_OPTIONS:
        return "options_unasked" if one.options else ""
    if not 2 <= len(one.options) <= MOST_OPTIONS:
        return "options_missing"
    return "options_twice" if len(set(one.options)) < len(one.options) else ""


def checked_answers(asked: Questions, said: Mapping[str, Any]) -> dict[str, Any]:
    """The answers by key of the question, empty ones left out.

    Raises `Invalid` (`answers_wrong`) with every fault by field at once: `answer_missing`, `unknown_question`,
    `not_on_scale`, `unknown_option`, `answer_too_long`.
    """
    known = {one.key: one for one in asked.questions}
    faults = {key: "unknown_question" for key in said if key not in known}
    kept: dict[str, Any] = {}
    for key, one in known.items():
        answer = said.get(key)
        if answer in (None, "", []):
            if one.required:
                faults[key] = "answer_missing"
        elif fault := _fault(one, answer):
            faults[key] = fault
        else:
            kept[key] = answer
    if faults:
        named = {f"answers.{key}": [fault] for key, fault in faults.items()}
        raise Invalid("answers_wrong", questions=sorted(faults), errors=named)
    return kept


def _fault(one: Question, answer: Any) -> str:
    match one.kind:
        case QuestionKind.SCALE:
            is_score = isinstance(answer, int) and not isinstance(answer, bool) and answer in SCORES
            return "" if is_score else "not_on_scale"
        case QuestionKind.CHOICE:
            return "" if answer in one.options else "unknown_option"
        case QuestionKind.MULTIPLE:
            several = isinstance(answer, list) and len(set(map(str, answer))) == len(answer)
            return "" if several and all(each in one.options for each in answer) else "unknown_option"
        case QuestionKind.TEXT:
            return "" if isinstance(answer, str) and len(answer) <= LONGEST_TEXT else "answer_too_long"


def score_of(asked: Questions, answers: Mapping[str, Any]) -> int | None:
    """The overall word, 1 to 5; None where that question was left out."""
    found = answers.get(asked.scored.key)
    return int(found) if found is not None else None


_K = QuestionKind
#: What a centre begins with: the five things that the satisfaction of a hotline is asked by.
DEFAULT = Questions(
    (
        Question("overall", _K.SCALE, "您对我们这次服务总体是否满意?", "How satisfied are you with our service?"),
        Question("manner", _K.SCALE, "话务人员的服务态度", "The manner of the agent", required=False),
        Question("solution", _K.SCALE, "问题解决的结果", "How your matter was solved", required=False),
        Question("speed", _K.SCALE, "处理的速度", "How fast it was dealt with", required=False),
        Question(
            "channel",
            _K.MULTIPLE,
            "您希望以后怎样联系我们?",
            "How would you like to reach us?",
            required=False,
            options=("电话", "微信", "网站", "邮件"),
        ),
        Question("words", _K.TEXT, "您的意见和建议", "What you would like to add", required=False),
    ),
    "您好,想用一分钟了解您对我们服务的看法。",
)
