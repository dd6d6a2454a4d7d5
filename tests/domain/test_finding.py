"""How texts and questions are cut."""

import pytest

from ticketing.domain.finding import document, phone_digits, question


def test_a_chinese_run_becomes_its_pairs_and_its_last_character() -> None:
    assert document(["投诉空调"]) == "'投诉':1 '诉空':2 '空调':3 '调':4"


def test_texts_are_never_neighbours() -> None:
    assert document(["空调", "维修"]) == "'空调':1 '调':2 '维修':4 '修':5"


def test_words_are_cut_whatever_their_width_and_case() -> None:
    assert document(["ＴＶ-10 Ärger"]) == "'tv':1 '10':3 'ärger':5"


def test_a_number_is_kept_by_its_ends_of_four_and_more_digits() -> None:
    assert document([], ["+86 1380"]) == "'~861380' '~61380' '~1380'"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("投诉", "('投诉')"),
        ("空调维修", "('空调' <-> '调维' <-> '维修')"),
        ("张", "'张':*"),
        ("zw 空调", "'zw':* & ('空调')"),
        ("8000", "'~8000':* | ('8000':*)"),
        ("0138-0013", "'~1380013':* | ('0138':* & '0013':*)"),
        ("800", "'800':*"),
    ],
)
def test_a_question_is_cut_the_same_way(text: str, asked: str) -> None:
    assert question(text) == asked


@pytest.mark.parametrize("text", ["", " ", "%", "_", "'\\", "...", "\x00"])
def test_where_there_is_nothing_to_look_for_nothing_is_asked(text: str) -> None:
    assert question(text) is None


def test_quotation_marks_and_backslashes_stay_text() -> None:
    assert question("o'neil\\") == "'o':* & 'neil':*"


def test_a_short_or_lettered_fragment_is_no_number() -> None:
    assert [phone_digits(text) for text in ("123", "0123", "A1234", "1234", "+86 13")] == [
        None, None, None, "1234", "8613",
    ]  # fmt: skip
