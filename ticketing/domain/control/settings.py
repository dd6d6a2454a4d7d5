"""How one phone system is spoken to: what its dialplan calls things, as its manager feed's settings say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ticketing.domain.control.acts import Feature, features_of

#: The settings of an AMI feed that concern control; all may be missing.
SETTINGS = frozenset(
    {"control", "phones", "dial_context", "dial_prefix", "transfer_context", "caller_id", "queue_keys", "ring_s"}
)
_CONTEXT = re.compile(r"[A-Za-z0-9_.\-]{0,64}", re.ASCII)
_SHAPES = {
    "control": re.compile(r"[a-z, ]{0,80}", re.ASCII),
    "phones": re.compile(
        r"([A-Za-z0-9]{2,12}/[A-Za-z0-9_.\-]{0,20}\{extension\}(@[A-Za-z0-9_.\-]{1,40})?(/n)?)?", re.ASCII
    ),
    "dial_context": _CONTEXT,
    "dial_prefix": re.compile(r"[0-9]{0,8}", re.ASCII),
    "transfer_context": _CONTEXT,
    "caller_id": re.compile(r"[0-9+]{0,20}", re.ASCII),
    "queue_keys": re.compile(r"[A-Za-z0-9_.\-=, *#]{0,500}", re.ASCII),
    "ring_s": re.compile(r"[0-9]{0,3}", re.ASCII),
}
SHORTEST_RING_S, USUAL_RING_S, LONGEST_RING_S = 5, 20, 60


@dataclass(frozen=True)
class ControlSettings:
    """`phones` is the template of a desk phone's channel, `queue_keys` what is dialled to reach a queue."""

    features: frozenset[Feature] = frozenset()
    phones: str = "PJSIP/{extension}"
    dial_context: str = "from-internal"
    dial_prefix: str = ""
    transfer_context: str = "from-internal"
    caller_id: str = ""
    queue_keys: Mapping[str, str] = field(default_factory=dict)
    ring_s: int = USUAL_RING_S

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "ControlSettings":
        """Read what a feed's row says; what it leaves out is as above, and no `control` switches everything off."""
        words = ("phones", "dial_context", "dial_prefix", "transfer_context", "caller_id")
        return cls(
            features=features_of(str(settings.get("control", ""))),
            queue_keys=_pairs(str(settings.get("queue_keys", ""))),
            ring_s=_seconds(settings.get("ring_s")),
            **{word: str(settings[word]) for word in words if settings.get(word)},
        )


def check_settings(settings: Mapping[str, Any]) -> None:
    """Raises `ValueError` with the name of a setting that could not be said to a phone system as it stands."""
    for name in SETTINGS & settings.keys():
        if not _SHAPES[name].fullmatch(str(settings[name])):
            raise ValueError(name)
    words = {word.strip() for word in str(settings.get("control", "")).split(",")}
    if not words <= {"", "all", *Feature}:
        raise ValueError("control")


def _pairs(text: str) -> dict[str, str]:
    """`consult=8002, sales=8001`."""
    pairs = (part.split("=", 1) for part in text.split(",") if "=" in part)
    return {code.strip(): keys.strip() for code, keys in pairs}


def _seconds(value: Any) -> int:
    text = str(value or "")
    return min(max(int(text), SHORTEST_RING_S), LONGEST_RING_S) if text.isdecimal() else USUAL_RING_S
