"""Templates whose gaps are fixed words, addresses that are plain, tries that come to an end."""

from datetime import UTC, datetime, timedelta

import pytest

from ticketing.domain.deliveries import (
    GAPS,
    MOST_TRIES,
    Template,
    check,
    email_of,
    filled,
    masked_address,
    next_try,
    one_line,
)
from ticketing.errors import Invalid

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def test_gaps_are_filled_once_and_nothing_in_a_value_is_looked_into():
    assert filled("{a}-{b}", {"a": "{b}", "b": "{a.__class__}"}) == "{b}-{a.__class__}"
    assert filled("{a.__class__} {0} {} $a %(a)s", {"a": "x"}) == "   $a %(a)s"


@pytest.mark.parametrize("text", ["{password}", "{number.__class__}", "{number!r}", "{}", "{0}"])
def test_a_gap_that_nothing_fills_is_refused_with_those_there_are(text):
    with pytest.raises(Invalid) as refused:
        check(Template.ESCALATION, subject="{number}", body=text)
    assert refused.value.params["errors"] == {"body": ["unknown_gap"]}
    assert refused.value.params["gaps"] == list(GAPS[Template.ESCALATION])


def test_what_stands_in_a_head_is_one_line():
    assert one_line("a\r\nBcc: b@c.example\u2028d") == "a Bcc: b@c.example d"


@pytest.mark.parametrize("text", ["", "a", "a@", "@b", "a@b@c", "a b@c.example", "a@b..c", "a@-b", "a@b,c@d", "a\n@b"])
def test_an_address_is_plain_or_it_is_refused(text):
    with pytest.raises(Invalid, match="bad_email"):
        email_of(text)


def test_lists_show_no_whole_address():
    assert email_of(" zhang.wei+hot@mail.example.cn ") == "zhang.wei+hot@mail.example.cn"
    assert masked_address("zhang.wei@mail.example.cn") == "z***@mail.example.cn"
    assert masked_address("+8613800138000") == "138****8000"


def test_each_try_waits_longer_and_the_last_is_the_last():
    waits = [next_try(tries, NOON) for tries in range(1, MOST_TRIES + 1)]
    steps = [at - NOON for at in waits if at]
    assert steps == sorted(steps)
    assert waits[-1] is None
    assert timedelta(hours=12) < sum(steps, timedelta()) < timedelta(days=1)
