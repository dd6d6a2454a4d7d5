"""Short messages by whatever gateway the operator has: a POST whose fields and headers are templates."""

import json
from collections.abc import Mapping
from urllib.parse import urlencode

from ticketing.config import Config
from ticketing.domain.deliveries import Fate, filled, one_line
from ticketing.outside.answers import Answer, Unsent
from ticketing.outside.post import post


def is_set(config: Config) -> bool:
    return bool(config.sms_url)


def send(config: Config, to: str, text: str, key: str) -> Answer:
    """Hand it to the gateway: {to} is E.164, {number} the same without its plus, {key} the same for every try, so that
    a gateway that knows it sends once. 4xx but 408 and 429 is for good."""
    if not is_set(config):
        return Answer(Fate.LATER, "no_sms_gateway")
    values = {"to": to, "number": to.lstrip("+"), "text": text, "key": key}
    try:
        body, kind = _body(config, values)
        headers = {"Content-Type": kind, "Accept": "application/json"} | _texts(config.sms_headers, values)
        # The operator named the gateway: it may stand in the own network.
        status, said = post(config.sms_url, body, headers, own=None)
    except Unsent as unsent:
        return Answer(Fate.LATER, unsent.code)
    except ValueError:
        return Answer(Fate.LATER, "bad_settings")
    return _judged(config, status, said.decode("utf-8", "replace"))


def _body(config: Config, values: Mapping[str, str]) -> tuple[bytes, str]:
    fields = _texts(config.sms_fields, values)
    if config.sms_format == "form":
        return urlencode(fields).encode(), "application/x-www-form-urlencoded"
    return json.dumps(fields, ensure_ascii=False).encode(), "application/json"


def _texts(template: str, values: Mapping[str, str]) -> dict[str, str]:
    """The JSON object of texts with its gaps filled: the values never become JSON of their own."""
    said = json.loads(template)
    if not isinstance(said, dict):
        raise ValueError("an object of texts is wanted")
    return {str(name): filled(str(text), values) for name, text in said.items()}


def _judged(config: Config, status: int, said: str) -> Answer:
    line = one_line(f"{status} {said}")
    if 200 <= status < 300:
        accepted = config.sms_accepted in said
        return Answer(Fate.TAKEN if accepted else Fate.LATER, line, status)
    for_good = 400 <= status < 500 and status not in (401, 403, 408, 429)
    return Answer(Fate.NEVER if for_good else Fate.LATER, line, status)
