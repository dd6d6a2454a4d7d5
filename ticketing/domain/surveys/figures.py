"""What the answers of a survey come to: sums and distributions, never a score without its response rate."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ticketing.domain.satisfaction import SCORES, Contentment, Tally, contentment
from ticketing.domain.surveys.questions import Question, QuestionKind, Questions


class Reply(NamedTuple):
    """One person of the sample: where their matter was, whether they were asked, what they answered."""

    queue: str
    category: str
    asked: bool
    score: int | None
    answers: Mapping[str, Any] | None


@dataclass(frozen=True)
class Distribution:
    """One question: how many answered it, how often each answer was given (scale from best to worst), its mean and
    shares where it has a scale."""

    question: Question
    answered: int
    counts: Mapping[str, int]
    mean: float | None
    tally: Tally | None


class Break(NamedTuple):
    """Between two surveys another edition or another questionnaire was asked: they do not compare."""

    before: str
    after: str


def scores(replies: Iterable[Reply]) -> Tally:
    """Asked, rated and how: satisfied ÷ rated beside rated ÷ asked."""
    replies = list(replies)
    words = Counter(contentment(one.score) for one in replies if one.score is not None)
    return Tally(
        invited=sum(one.asked or one.answers is not None for one in replies),
        rated=words.total(),
        satisfied=words[Contentment.SATISFIED],
        dissatisfied=words[Contentment.DISSATISFIED],
    )


def distributions(asked: Questions, replies: Sequence[Reply]) -> list[Distribution]:
    """Every question of the edition in its order."""
    invited = sum(one.asked or one.answers is not None for one in replies)
    said = [one.answers for one in replies if one.answers is not None]
    return [
        _of(question, [one[question.key] for one in said if question.key in one], invited)
        for question in asked.questions
    ]


def _of(question: Question, answers: Sequence[Any], invited: int) -> Distribution:
    match question.kind:
        case QuestionKind.SCALE:
            return _of_scale(question, answers, invited)
        case QuestionKind.CHOICE:
            counts = Counter(answers)
        case QuestionKind.MULTIPLE:
            counts = Counter(each for answer in answers for each in answer)
        case QuestionKind.TEXT:
            return Distribution(question, len(answers), {}, None, None)
    return Distribution(question, len(answers), {one: counts[one] for one in question.options}, None, None)


def _of_scale(question: Question, answers: Sequence[int], invited: int) -> Distribution:
    counts = Counter(answers)
    tally = Tally(
        invited=invited,
        rated=len(answers),
        satisfied=sum(contentment(one) is Contentment.SATISFIED for one in answers),
        dissatisfied=sum(contentment(one) is Contentment.DISSATISFIED for one in answers),
    )
    mean = int(sum(answers) * 100 / len(answers) + 0.5) / 100 if answers else None
    return Distribution(question, len(answers), {str(one): counts[one] for one in reversed(SCORES)}, mean, tally)


def breaks(editions: Sequence[str]) -> list[Break | None]:
    """For each of several surveys in their order the break before it; None where the one before asked the same."""
    pairs = zip([*editions[:1], *editions], editions, strict=False)
    return [Break(before, after) if before != after else None for before, after in pairs]
