import pytest

from ticketing.domain.phones import masked, normal


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("+86 138 0013 8000", "+8613800138000"),
        ("0138-0013-8000", "+8613800138000"),
        ("008613800138000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("(010) 6234-5678", "+861062345678"),
        ("+1 212 555 2368", "+12125552368"),
        ("8001", "8001"),
        ("95588", "95588"),
        ("62345678", "62345678"),
        ("anonymous", None),
        ("sip:8001@pbx", None),
        ("", None),
        (None, None),
        ("1" * 21, None),
    ],
)
def test_a_number_has_one_spelling_whatever_its_notation(raw: str | None, number: str | None) -> None:
    assert normal(raw, "CN") == number


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+8613800138000", "138****8000"), ("+861062345678", "106****5678"), ("8001", "****01"), (None, None), ("", "")],
)
def test_a_masked_number_can_be_recognised_but_not_dialled(number: str | None, shown: str | None) -> None:
    assert masked(number) == shown
