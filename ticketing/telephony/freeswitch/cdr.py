"""FreeSWITCH posts a call's record as JSON in three wrappings and again whenever it is not thanked at once."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs, unquote

from ticketing.domain.legs import SwitchLeg
from ticketing.domain.signals import Signal, SignalKind
from ticketing.telephony.freeswitch.events import CANCELS

FORM: Final = "application/x-www-form-urlencoded"
BASE64: Final = "application/x-www-form-base64-encoded"
JSON: Final = "application/json"
SECOND_US: Final = 1_000_000
#: No stamp of a call lies behind the year 2100.
_NEVER_US: Final = 4_102_444_800 * SECOND_US
#: The encoder leaves none of these behind (`encode-values`): where one stands, the values were posted as they are.
_PLAIN = re.compile(r'[\s"#&+:;<=>?@\[\\\]^`{|}]')
_BRIDGED = ("bridge_uuid", "signal_bond", "originating_leg_uuid", "last_bridge_to", "originator")
_HANG_UPS = {"recv_bye": True, "recv_cancel": True, "recv_refuse": True, "send_bye": False, "send_cancel": False}


def record_of(body: bytes | str, content_type: str) -> str | None:
    """The JSON text in one posted body: plain, `cdr=` URL-encoded, or `cdr=` base64 (mod_json_cdr); None if it is none.

    The type that the sender names is believed first; a body that does not fit it is read by its looks.
    """
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    named = content_type.partition(";")[0].strip().lower()
    for unwrap in (_WRAPPINGS.get(named, _plain), _plain, _form, _base64):
        try:
            found = unwrap(text)
            if isinstance(json.loads(found), dict):
                return found
        except (ValueError, RecursionError):
            continue
    return None


def leg_of(record: str, query: str = "", ref: int = 0) -> SwitchLeg | None:
    """The leg that a record's JSON tells of; None without variables or without a name.

    Values are URL-encoded unless the site switched that off; a stamp of 0 means "never". `query` is that of the
    address it was posted to: `uuid=`, with `a_` before it where `prefix-a-leg` is on.
    """
    try:
        document = json.loads(record)
    except (ValueError, RecursionError):
        return None
    variables = document.get("variables") if isinstance(document, dict) else None
    if not isinstance(variables, dict):
        return None
    values = _values(variables)
    uuid = values.get("uuid") or parse_qs(query).get("uuid", [""])[0].removeprefix("a_")
    return _with_queue(_leg(document, values, uuid), values)._replace(ref=ref) if uuid else None


def visit_of(leg: SwitchLeg) -> Signal | None:
    """The stay in a queue that a member's leg tells of, whole and once, at its end; None if it tells of none.

    A caller who went through several queues shows the last one only: the switch keeps no more in its variables.
    """
    end_us = leg.left_us or leg.end_us
    if not leg.queue or leg.side == "agent" or leg.joined_us is None or end_us is None:
        return None
    answered = leg.served_us is not None and leg.cancel_reason in ("", "NONE")
    wait = _seconds(leg.joined_us, leg.served_us if answered else end_us)
    data: tuple[str, ...]
    if answered:
        kind = SignalKind.COMPLETECALLER if leg.hung_up_by_leg is not False else SignalKind.COMPLETEAGENT
        data = (wait, _seconds(leg.served_us, end_us))
    else:
        kind = CANCELS.get(leg.cancel_reason, SignalKind.ABANDON)
        data = ("", "", "", wait) if kind is SignalKind.EXITWITHKEY else ("", "", wait)
    served = str(leg.served_us) if answered else ""
    head = (str(leg.joined_us), leg.caller, leg.caller_name, served, wait, kind.value)
    return Signal(end_us, SignalKind.VISIT_TOLD, leg.callid, leg.queue, leg.agent, head + data, leg.ref)


def _plain(body: str) -> str:
    return body


def _form(body: str) -> str:
    return parse_qs(body, keep_blank_values=True).get("cdr", [""])[0]


def _base64(body: str) -> str:
    packed = unquote(body.partition("cdr=")[2] if body.startswith("cdr=") else body)
    try:
        return base64.b64decode("".join(packed.split()), validate=True).decode("utf-8")
    except binascii.Error as error:
        raise ValueError(str(error)) from error


_WRAPPINGS = {JSON: _plain, FORM: _form, BASE64: _base64}


def _values(variables: Mapping[str, Any]) -> dict[str, str]:
    values = {str(name): value if isinstance(value, str) else str(value) for name, value in variables.items()}
    is_encoded = not any(_PLAIN.search(value) for value in values.values())
    return {name: unquote(value) for name, value in values.items()} if is_encoded else values


def _leg(document: Mapping[str, Any], values: Mapping[str, str], uuid: str) -> SwitchLeg:
    others = [values[name] for name in _BRIDGED if values.get(name) and values[name] != uuid]
    return SwitchLeg(
        switch=str(document.get("switchname") or document.get("core-uuid") or ""),
        uuid=uuid,
        direction=values.get("direction", ""),
        side=values.get("cc_side", ""),
        start_us=_instant(values, "start"),
        answer_us=_instant(values, "answer"),
        bridge_us=_instant(values, "bridge"),
        end_us=_instant(values, "end"),
        duration_s=_number(values, "duration"),
        billsec_s=_number(values, "billsec"),
        hold_us=_held(values),
        caller=_caller(document, values, "number"),
        caller_name=_caller(document, values, "name"),
        dialled=_first(values, "sip_to_user", "destination_number") or _profile(document, "destination_number"),
        call_uuid=values.get("call_uuid", ""),
        others=tuple(dict.fromkeys(others)),
        cause=values.get("hangup_cause", ""),
        q850=_number(values, "hangup_cause_q850"),
        hung_up_by_leg=_HANG_UPS.get(values.get("sip_hangup_disposition", "")),
    )


def _with_queue(leg: SwitchLeg, values: Mapping[str, str]) -> SwitchLeg:
    """The leg with what mod_callcenter left in the channel's variables."""
    return leg._replace(
        member_uuid=values.get("cc_member_uuid", ""),
        member_session=values.get("cc_member_session_uuid", ""),
        queue=values.get("cc_queue", ""),
        agent=values.get("cc_agent", ""),
        joined_us=_instant(values, "cc_queue_joined"),
        served_us=_instant(values, "cc_queue_answered"),
        left_us=_instant(values, "cc_queue_terminated") or _instant(values, "cc_queue_canceled"),
        cancel_reason=_cancel_reason(values),
        recording=values.get("cc_record_filename", ""),
    )


def _cancel_reason(values: Mapping[str, str]) -> str:
    """Left by hanging up is told as a break-out by some versions: the channel that came to its end there knows."""
    reason = values.get("cc_cancel_reason", "")
    left_us, end_us = _instant(values, "cc_queue_canceled"), _instant(values, "end")
    hung_up = _HANG_UPS.get(values.get("sip_hangup_disposition", ""), False)
    is_end = left_us is not None and end_us is not None and abs(end_us - left_us) < 2 * SECOND_US
    return "NONE" if reason == "BREAK_OUT" and hung_up and is_end else reason


def _instant(values: Mapping[str, str], name: str) -> int | None:
    exact, seconds = _number(values, f"{name}_uepoch"), _number(values, f"{name}_epoch")
    found = exact or (seconds or 0) * SECOND_US
    return found if 0 < found < _NEVER_US else None


def _held(values: Mapping[str, str]) -> int | None:
    exact, seconds = _number(values, "hold_accum_usec"), _number(values, "hold_accum_seconds")
    if exact:
        return exact
    return seconds * SECOND_US if seconds is not None else None


def _caller(document: Mapping[str, Any], values: Mapping[str, str], what: str) -> str:
    found = _first(values, f"cc_member_cid_{what}", f"caller_id_{what}", f"effective_caller_id_{what}")
    return found or _profile(document, f"caller_id_{what}")


def _profile(document: Mapping[str, Any], name: str) -> str:
    """A value of the caller's profile in the first stretch of the call's way through the dialplan."""
    flow = document.get("callflow")
    first = flow[0] if isinstance(flow, list) and flow else flow
    profile = first.get("caller_profile") if isinstance(first, dict) else None
    return unquote(str(profile.get(name) or "")) if isinstance(profile, dict) else ""


def _first(values: Mapping[str, str], *names: str) -> str:
    return next((values[name] for name in names if values.get(name)), "")


def _number(values: Mapping[str, str], name: str) -> int | None:
    text = values.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _seconds(start_us: int | None, end_us: int | None) -> str:
    return str((end_us - start_us) // SECOND_US) if start_us is not None and end_us is not None else ""
