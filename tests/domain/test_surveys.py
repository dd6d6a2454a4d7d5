"""Surveys: what can be asked, what answers it, who is drawn, and what the answers come to."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from ticketing.domain.surveys import (
    DEFAULT,
    Break,
    Candidate,
    Drawing,
    Exclusion,
    Question,
    QuestionKind,
    Questions,
    Reply,
    breaks,
    check_questions,
    checked_answers,
    distributions,
    draw,
    needed,
    score_of,
    scores,
)
from ticketing.errors import Invalid

SEED = "ab" * 32
SCALE = Question("overall", QuestionKind.SCALE, "总体")
SPEED = Question("speed", QuestionKind.SCALE, "速度", required=False)
WAY = Question("way", QuestionKind.CHOICE, "方式", required=False, options=("电话", "微信"))
WAYS = Question("ways", QuestionKind.MULTIPLE, "渠道", required=False, options=("电话", "微信", "网站"))
WORDS = Question("words", QuestionKind.TEXT, "意见", required=False)
ASKED = Questions((SCALE, SPEED, WAY, WAYS, WORDS))


@pytest.mark.parametrize(
    ("questions", "code"),
    [
        ((), "no_questions"),
        ((SCALE,) * 21, "too_many_questions"),
        ((SCALE, SCALE), "question_twice"),
        ((WORDS,), "no_scale"),
        ((SCALE, replace(WAY, options=("电话",))), "options_missing"),
        ((SCALE, replace(WAY, options=("电话", "电话"))), "options_twice"),
        ((replace(SCALE, options=("好", "坏")),), "options_unasked"),
    ],
)
def test_what_cannot_be_asked_is_said_with_its_place(questions: tuple[Question, ...], code: str) -> None:
    with pytest.raises(Invalid) as wrong:
        check_questions(Questions(questions))
    assert wrong.value.code == code


def test_a_questionnaire_is_kept_and_read_again_as_it_was() -> None:
    check_questions(DEFAULT)
    assert Questions.of(DEFAULT.document()) == DEFAULT
    assert DEFAULT.scored.key == "overall"


def test_all_faults_of_the_answers_are_told_at_once() -> None:
    said: dict[str, Any] = {"speed": 6, "way": "传真", "ways": ["电话", "电话"], "words": "长" * 2_001, "else": 1}
    with pytest.raises(Invalid) as wrong:
        checked_answers(ASKED, said)
    assert wrong.value.params["errors"] == {
        "answers.else": ["unknown_question"],
        "answers.overall": ["answer_missing"],
        "answers.speed": ["not_on_scale"],
        "answers.way": ["unknown_option"],
        "answers.ways": ["unknown_option"],
        "answers.words": ["answer_too_long"],
    }


def test_empty_answers_are_left_out_and_the_first_scale_gives_the_score() -> None:
    kept = checked_answers(ASKED, {"overall": 4, "speed": None, "way": "微信", "ways": [], "words": ""})
    assert (kept, score_of(ASKED, kept)) == ({"overall": 4, "way": "微信"}, 4)
    with pytest.raises(Invalid):
        checked_answers(ASKED, {"overall": True})


def people(number: int, queues: tuple[str, ...] = ("sales",)) -> list[Candidate]:
    return [Candidate(f"customer:{n}", f"ticket:{n}", queues[n % len(queues)], "") for n in range(number)]


def test_a_draw_is_the_same_however_often_and_a_latecomer_enters_by_their_own_rank_alone() -> None:
    _, first = draw(SEED, Drawing.RANDOM, 20, people(100))
    assert draw(SEED, Drawing.RANDOM, 20, reversed(people(100)))[1] == first
    _, later = draw(SEED, Drawing.RANDOM, 20, people(101))
    assert len({one.candidate.person for one in first} - {one.candidate.person for one in later}) <= 1
    assert draw("cd" * 32, Drawing.RANDOM, 20, people(100))[1] != first


def test_the_shares_of_queues_are_those_of_the_frame_to_the_last_place() -> None:
    frame = [
        *people(70),
        *(one._replace(person=f"b{n}", key=f"b{n}", queue="support") for n, one in enumerate(people(20))),
        Candidate("c", "c", "vip", ""),
    ]
    left, chosen = draw(SEED, Drawing.QUEUES, 13, frame)
    assert (left.population, left.frame, len(chosen)) == (91, 91, 13)
    assert Counter(one.candidate.queue for one in chosen) == {"sales": 10, "support": 3}
    assert len(draw(SEED, Drawing.ALL, 1, frame)[1]) == 91


def test_who_is_left_out_is_counted_by_cause_and_nobody_is_asked_twice() -> None:
    blocked = Candidate("x", "x", "", "", Exclusion.BLOCKED)
    again = Candidate("customer:0", "ticket:99", "sales", "")
    left, chosen = draw(SEED, Drawing.RANDOM, 10, [*people(3), blocked, again])
    assert (left.population, left.excluded, left.frame) == (5, {"blocked": 1, "twice": 1}, 3)
    assert sorted(one.candidate.person for one in chosen) == ["customer:0", "customer:1", "customer:2"]


def test_the_answers_needed_are_those_of_the_paper() -> None:
    assert [needed(one) for one in (2_000, 300, 10, 0)] == [323, 169, 10, 0]


def reply(score: int | None, asked: bool = True, **answers: Any) -> Reply:
    said = {"overall": score, **answers} if score is not None else None
    return Reply("sales", "", asked, score, said)


def test_a_score_stands_beside_its_response_rate_and_is_never_divided_by_all_who_were_asked() -> None:
    replies = [reply(5), reply(4), reply(3), reply(1), *[reply(None)] * 4, *[reply(None, asked=False)] * 2]
    found = scores(replies)
    assert (found.invited, found.rated, found.rated_pct, found.satisfaction_pct) == (8, 4, 50.0, 50.0)
    assert scores([]).satisfaction_pct is None


def test_each_question_has_its_own_distribution_over_those_who_answered_it() -> None:
    replies = [
        reply(5, speed=2, way="电话", ways=["电话", "网站"], words="好"),
        reply(4, ways=["电话"]),
        reply(None),
    ]
    overall, speed, way, ways, words = distributions(ASKED, replies)
    assert (overall.counts, overall.mean) == ({"5": 1, "4": 1, "3": 0, "2": 0, "1": 0}, 4.5)
    assert overall.tally is not None
    assert (overall.tally.satisfaction_pct, overall.tally.rated_pct) == (100.0, 66.7)
    assert (speed.answered, speed.tally and speed.tally.satisfaction_pct) == (1, 0.0)
    assert (way.counts, ways.counts) == ({"电话": 1, "微信": 0}, {"电话": 2, "微信": 0, "网站": 1})
    assert (words.answered, words.counts, words.tally) == (1, {}, None)


def test_a_break_stands_where_another_edition_was_asked() -> None:
    assert breaks(["csat · 1", "csat · 1", "csat · 2"]) == [None, None, Break("csat · 1", "csat · 2")]
    assert breaks([]) == []
