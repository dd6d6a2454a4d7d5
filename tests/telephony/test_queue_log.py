"""A line of the log becomes a signal or a reason, in every version that was ever written, and never an exception."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.signals import Signal, SignalKind
from ticketing.telephony.queue_log import Refusal, parse

NOW = 1_741_568_400_000_000


def read(line: str | bytes) -> Signal:
    signal = parse(line)
    assert isinstance(signal, Signal)
    return signal


def test_a_line_is_read_by_its_fields() -> None:
    signal = parse("1741568422|1741568410.1|support|PJSIP/8001|CONNECT|12|1741568412.2|9\r\n", ref=7)
    assert signal == Signal(
        1_741_568_422_000_000,
        SignalKind.CONNECT,
        "1741568410.1",
        "support",
        "PJSIP/8001",
        ("12", "1741568412.2", "9"),
        7,
    )


def test_nobody_is_nobody() -> None:
    signal = read("1|MANAGER|NONE|NONE|QUEUESTART|")
    assert (signal.callid, signal.queue, signal.agent, signal.data) == ("", "", "", ("",))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"not a queue log line", Refusal.TOO_FEW_FIELDS),
        (b"1741568400|ak.1|support|NONE", Refusal.TOO_FEW_FIELDS),
        (b"abc|ak.1|support|NONE|ENTERQUEUE||1|1", Refusal.BAD_EPOCH),
        (b"-5|ak.1|support|NONE|ENTERQUEUE||1|1", Refusal.BAD_EPOCH),
        (b"17415684001741568405|ak.1|support|NONE|ENTERQUEUE||1|1", Refusal.BAD_EPOCH),
        ("１７|ak.1|support|NONE|ENTERQUEUE||1|1".encode(), Refusal.BAD_EPOCH),
        (b"1741568400|ak.1|support|NONE||x", Refusal.NO_EVENT),
        (b"1741568400|ak.1|support|Li|COMPLETECALLER|12", Refusal.MISSING_FIELDS),
        (b"1741568400|ak.1|support|Li|ATTENDEDTRANSFER|LINK|a|b|6", Refusal.MISSING_FIELDS),
        (b"1741568400|ak.1|support|Li|CONNECT|twelve|x|1", Refusal.BAD_NUMBER),
        (b"1741568400|ak.1|support|NONE|ENTERQUEUE||\xff\xfe|1", Refusal.NOT_UTF8),
        ("1741568400|ak.1|support|NONE|INFO|客服".encode("gbk"), Refusal.NOT_UTF8),
        (b"1741568400|ak.1|support|NONE|INFO|a\0b", Refusal.NUL_BYTES),
        (b"1741568400|ak.1|support|NONE|INFO|" + b"x" * 8192, Refusal.TOO_LONG),
        ("1741568400|ak.1|support|NONE|INFO|" + "客" * 3000, Refusal.TOO_LONG),
        (b"1741568701|ak.1|support|NONE|ENTERQUEUE||1|1", Refusal.FUTURE),
    ],
)
def test_what_cannot_be_read_is_put_aside_with_its_reason(line: bytes | str, reason: Refusal) -> None:
    assert parse(line, recv_us=NOW) is reason


def test_five_minutes_ahead_is_still_believed() -> None:
    assert isinstance(parse("1741568700|ak.1|support|NONE|ENTERQUEUE||1|1", recv_us=NOW), Signal)


def test_a_character_that_asterisk_cut_in_two_is_forgiven() -> None:
    whole = "1741568400|NONE|support|Li|PAUSE|" + "会" * 27
    signal = read(whole.encode()[:-1] + b"\n")
    assert signal.data == ("会" * 26 + "�",)


def test_a_reason_is_the_rest_of_the_line() -> None:
    assert read("1|NONE|support|Li|PAUSE|午餐|食堂").data == ("午餐|食堂",)
    assert read("1|c|support|NONE|WITHDRAW|1|1|7|to|VIP").data == ("1", "1", "7", "to|VIP")


def test_a_bar_in_a_members_name_does_not_hide_the_event() -> None:
    signal = read("1|MANAGER|sales|外协|小组A|ADDMEMBER|")
    assert (signal.kind, signal.agent) == (SignalKind.ADDMEMBER, "外协|小组A")
    ivr_like = read("1|c|sales|NONE|SURVEY|ADDMEMBER")
    assert (ivr_like.kind, ivr_like.agent) == (SignalKind.OTHER, "")


@pytest.mark.parametrize(
    "line",
    [
        "1|m.1|support|NONE|ENTERQUEUE||13800000017",
        "1|m.1|support|SIP/8001|CONNECT|9|p.1",
        "1|m.1|support|SIP/8001|TRANSFER|7002|from-internal|9|60",
        "1|m.2|support|NONE|EXITWITHTIMEOUT|1",
        "1|m.3|support|NONE|EXITWITHKEY|2|1",
        "1|m.1|support|Li|ATTENDEDTRANSFER|APP|queue|6|60|1",
        "1|m.1|support|Li|COMPLETEAGENT|6|-3540|1",
        "1|NONE|support|NONE|SATISFACTION|5",
        "1|m.1|support|Li|AGENTDUMP|",
    ],
)
def test_every_versions_fields_are_read(line: str) -> None:
    assert isinstance(parse(line), Signal)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_no_bytes_whatever_raise(line: bytes | str) -> None:
    assert isinstance(parse(line), Signal | Refusal)


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_what_was_stored_reads_the_same_again(tail: str) -> None:
    line = f"1741568400|c.1|q|Li|{tail}".encode()
    first = parse(line)
    assert parse(line.decode()) == first


def test_a_callers_event_without_a_caller_is_nobodys() -> None:
    assert read("1|NONE|q|NONE|ENTERQUEUE||1|1").kind is SignalKind.OTHER
    assert read("1|c.1|NONE|NONE|ABANDON|1|1|9").kind is SignalKind.OTHER
