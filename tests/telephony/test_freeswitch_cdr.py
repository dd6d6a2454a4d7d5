"""Posted call records: whatever wrapping, whatever encoding, one leg."""

import base64
import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.domain.legs import SwitchLeg
from ticketing.domain.signals import SignalKind
from ticketing.telephony.freeswitch import cdr

VALUES = {
    "uuid": "5f1e-0001",
    "direction": "inbound",
    "start_stamp": "2025-03-10 09:00:00",
    "start_epoch": "1741568400",
    "start_uepoch": "1741568400250000",
    "answer_epoch": "1741568401",
    "end_epoch": "1741568470",
    "duration": "70",
    "billsec": "69",
    "hold_accum_seconds": "5",
    "caller_id_number": "+8613900000001",
    "caller_id_name": "王 先生 100%",
    "cc_queue": "support@default",
    "cc_agent": "1001@default",
    "cc_side": "member",
    "cc_member_uuid": "m-1",
    "cc_member_session_uuid": "5f1e-0001",
    "cc_queue_joined_epoch": "1741568405",
    "cc_queue_answered_epoch": "1741568413",
    "cc_queue_terminated_epoch": "1741568470",
    "cc_cause": "answered",
    "hangup_cause": "NORMAL_CLEARING",
    "hangup_cause_q850": "16",
    "sip_hangup_disposition": "recv_bye",
    "bridge_uuid": "b-1",
}


def document(values: dict[str, str], encoded: bool = True) -> str:
    shown = {name: quote(value, safe="") if encoded else value for name, value in values.items()}
    return json.dumps({"core-uuid": "core", "switchname": "fs1", "variables": shown}, ensure_ascii=False)


def wrapped(text: str, how: str) -> tuple[bytes, str]:
    if how == "form":
        return urlencode({"cdr": text}).encode(), cdr.FORM
    if how == "base64":
        return b"cdr=" + base64.b64encode(text.encode()), f"{cdr.BASE64}; charset=utf-8"
    return text.encode(), cdr.JSON


def read(values: dict[str, str], how: str = "json", encoded: bool = True, query: str = "") -> SwitchLeg | None:
    body, content_type = wrapped(document(values, encoded), how)
    record = cdr.record_of(body, content_type)
    return cdr.leg_of(record, query) if record is not None else None


@pytest.mark.parametrize("how", ["json", "form", "base64"])
@pytest.mark.parametrize("encoded", [True, False])
def test_three_wrappings_encoded_or_not_tell_the_same_leg(how: str, encoded: bool) -> None:
    leg = read(VALUES, how, encoded)
    assert leg == read(VALUES)
    assert leg is not None
    assert leg.key == ("fs1", "5f1e-0001")
    assert (leg.caller, leg.caller_name) == ("+8613900000001", "王 先生 100%")
    assert (leg.start_us, leg.end_us) == (1741568400250000, 1741568470000000)
    assert (leg.hold_us, leg.q850, leg.hung_up_by_leg, leg.others) == (5_000_000, 16, True, ("b-1",))


def test_a_prefix_of_the_first_leg_is_no_part_of_its_name() -> None:
    nameless = {name: value for name, value in VALUES.items() if name != "uuid"}
    assert [leg.uuid if leg else None for leg in (read(nameless, query="uuid=a_77"), read(nameless))] == ["77", None]


def test_a_body_that_lies_about_its_type_is_read_by_its_looks() -> None:
    body, _ = wrapped(document(VALUES), "form")
    assert cdr.record_of(body, cdr.JSON) == document(VALUES)
    assert cdr.record_of(document(VALUES), cdr.FORM) == document(VALUES)


@pytest.mark.parametrize("body", [b"", b"[]", b"cdr=%%%", b"{", b"[" * 100_000, b"\xff\xfe", b"cdr=e30", b"null"])
def test_what_is_no_record_is_none(body: bytes) -> None:
    for content_type in (cdr.JSON, cdr.FORM, cdr.BASE64, "text/plain", ""):
        record = cdr.record_of(body, content_type)
        assert record is None or cdr.leg_of(record) is None


def test_an_answered_member_is_a_visit_told_at_its_end() -> None:
    leg = read(VALUES)
    assert leg is not None
    told = cdr.visit_of(leg)
    assert told is not None
    assert (told.kind, told.callid, told.queue, told.agent) == (
        SignalKind.VISIT_TOLD, "m-1", "support@default", "1001@default",
    )  # fmt: skip
    assert told.at_us == 1741568470000000
    assert told.data[3:] == ("1741568413000000", "8", "COMPLETECALLER", "8", "57")


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("NONE", "ABANDON"),
        ("TIMEOUT", "EXITWITHTIMEOUT"),
        ("NO_AGENT_TIMEOUT", "EXITEMPTY"),
        ("EXIT_WITH_KEY", "EXITWITHKEY"),
        ("BREAK_OUT", "ABANDON"),
    ],
)
def test_why_a_member_left_is_not_all_abandoned(reason: str, word: str) -> None:
    gone = {name: value for name, value in VALUES.items() if name not in ("cc_agent", "cc_queue_answered_epoch")}
    gone |= {"cc_cause": "cancel", "cc_cancel_reason": reason, "cc_queue_canceled_epoch": "1741568470"}
    del gone["cc_queue_terminated_epoch"]
    leg = read(gone)
    assert leg is not None
    told = cdr.visit_of(leg)
    assert told is not None
    assert told.data[5] == word
    assert told.data[-1] == "65"


def test_a_break_out_that_lived_on_was_withdrawn() -> None:
    gone = {**VALUES, "cc_cancel_reason": "BREAK_OUT", "cc_queue_canceled_epoch": "1741568440"}
    del gone["cc_queue_terminated_epoch"]
    del gone["cc_queue_answered_epoch"]
    leg = read(gone)
    told = cdr.visit_of(leg) if leg is not None else None
    assert told is not None
    assert told.data[5] == "WITHDRAW"


def test_the_agents_leg_and_a_call_without_a_queue_tell_no_visit() -> None:
    for change in ({"cc_side": "agent"}, {"cc_queue": ""}, {"cc_queue_joined_epoch": "0"}):
        leg = read({**VALUES, **change})
        assert leg is not None
        assert cdr.visit_of(leg) is None


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | inner))
def test_no_value_of_a_record_can_break_its_reading(value: Any) -> None:
    text = json.dumps({"switchname": value, "callflow": value, "variables": {"uuid": "u", "start_epoch": value}})
    leg = cdr.leg_of(text)
    assert leg is not None
    assert leg.start_us is None or 0 < leg.start_us < 2**63
