"""FreeSWITCH posts a call's record as JSON in three wrappings and again whenever it is not thanked at once."""

import base64
import binascii
import json
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote

_FORM = "application/x-www-form-urlencoded"
_BASE64 = "application/x-www-form-base64-encoded"


class Leg(NamedTuple):
    """One leg of a call: epoch seconds and seconds, None where the record is silent. (switch, uuid) names it."""

    switch: str
    uuid: str
    direction: str | None
    start_ts: int | None
    answer_ts: int | None
    end_ts: int | None
    duration_s: int | None
    billsec_s: int | None
    hold_s: int | None
    queue: str | None
    agent: str | None
    hangup_cause: str | None

    @property
    def key(self) -> tuple[str, str]:
        """What names it, however often it is posted."""
        return self.switch, self.uuid


def leg_of(body: str, content_type: str, query: str = "") -> Leg | None:
    """The leg in one posted body (mod_json_cdr): plain JSON, `cdr=` URL-encoded or `cdr=` base64; None if it is none.

    Values inside are URL-encoded unless the site switched that off; a stamp of 0 means "never".
    """
    try:
        document = json.loads(_unwrap(body, content_type.partition(";")[0].strip().lower()))
    except (ValueError, RecursionError):
        return None
    variables = document.get("variables") if isinstance(document, dict) else None
    if not isinstance(variables, dict):
        return None
    values = {str(name): unquote(str(value)) for name, value in variables.items()}
    uuid = values.get("uuid") or parse_qs(query).get("uuid", [""])[0].removeprefix("a_")
    return _leg(document, values, uuid) if uuid else None


def _leg(document: dict[str, Any], values: dict[str, str], uuid: str) -> Leg:
    return Leg(
        switch=str(document.get("switchname") or document.get("core-uuid") or ""),
        uuid=uuid,
        direction=values.get("direction"),
        start_ts=_number(values, "start_epoch") or None,
        answer_ts=_number(values, "answer_epoch") or None,
        end_ts=_number(values, "end_epoch") or None,
        duration_s=_number(values, "duration"),
        billsec_s=_number(values, "billsec"),
        hold_s=_number(values, "hold_accum_seconds"),
        queue=values.get("cc_queue") or None,
        agent=values.get("cc_agent") or None,
        hangup_cause=values.get("hangup_cause") or None,
    )


def _unwrap(body: str, content_type: str) -> str:
    if content_type == _BASE64:
        packed = unquote(body.partition("cdr=")[2] if body.startswith("cdr=") else body)
        try:
            return base64.b64decode(packed, validate=True).decode("utf-8")
        except binascii.Error as error:
            raise ValueError(str(error)) from error
    if content_type == _FORM or body.startswith("cdr="):
        return parse_qs(body, keep_blank_values=True).get("cdr", [""])[0]
    return body


def _number(values: dict[str, str], name: str) -> int | None:
    text = values.get(name, "")
    return int(text) if text.isdecimal() else None
