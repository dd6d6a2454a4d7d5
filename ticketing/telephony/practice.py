"""One call of nobody's, said step by step: a fresh centre sees what an agent sees before any phone is connected."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from ticketing.domain.instants import micros
from ticketing.models.telephony import SourceKind
from ticketing.queries.first_steps import Practised
from ticketing.telephony import ingest, pushed

CALLER, CALLER_NAME = "13800138000", "演示"


class Deed(StrEnum):
    RING = "ring"
    ANSWER = "answer"
    HANG_UP = "hang_up"


#: What each deed needs of the call before it.
FITS = {Deed.RING: (None, "ended"), Deed.ANSWER: ("waiting", "connecting"), Deed.HANG_UP: ("talking",)}


def fits(deed: Deed, call: Practised | None) -> bool:
    """Whether the deed may come now."""
    return (call.stage if call else None) in FITS[deed]


def say(source_id: int, deed: Deed, call: Practised | None, queue: str, agent: str, at: datetime) -> None:
    """Tell the phone log what has just happened to the call; `queue` and `agent` are of a call that begins."""
    of = {"at": at.isoformat(), "queue": queue, "agent": agent, "call": f"{micros(at) // 1_000_000}.1"}
    if call is not None and deed is not Deed.RING:
        of |= {"call": call.callid, "queue": call.queue}
    lines = [{**of, **event} for event in _EVENTS[deed]]
    ingest.take(source_id, pushed.hear(SourceKind.EVENTS, lines, micros(at)))


_EVENTS: dict[Deed, tuple[dict[str, Any], ...]] = {
    Deed.RING: (
        {"event": "joined_queue"},
        {"event": "entered", "number": CALLER, "name": CALLER_NAME},
        {"event": "ringing"},
    ),
    Deed.ANSWER: ({"event": "connected"},),
    Deed.HANG_UP: ({"event": "ended", "by": "caller"},),
}
