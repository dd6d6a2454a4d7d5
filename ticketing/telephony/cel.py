"""One line of a channel event file becomes an event, or a reason why it cannot; never an exception."""

import json
from collections.abc import Mapping
from typing import Final

from ticketing.domain.legs import CelEvent, Hangup
from ticketing.telephony.csv_lines import Reading, misplaced, stamp_us, values_of
from ticketing.telephony.queue_log import Refusal

#: The mapping of cel_custom.conf as it is shipped; older ones end before the last or the last two.
COLUMNS: Final = (
    *("eventtype", "eventtime", "cid_name", "cid_num", "cid_ani", "cid_rdnis", "cid_dnid", "exten", "context"),
    *("channame", "appname", "appdata", "amaflags", "accountcode", "uniqueid", "linkedid", "bridgepeer"),
    *("userfield", "userdeftype", "eventextra"),
)
_FEWEST: Final = COLUMNS.index("linkedid") + 1
#: Where a field of ours is found, by the names that makers give it.
_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "channel": ("channame", "channel"),
    "cid_name": ("cid_name", "cidname"),
    "cid_num": ("cid_num", "cidnum"),
    "ani": ("cid_ani", "ani", "cidani"),
    "rdnis": ("cid_rdnis", "rdnis", "cidrdnis"),
    "dnid": ("cid_dnid", "dnid", "ciddnid"),
    "exten": ("exten",),
    "context": ("context",),
    "app": ("appname", "application"),
    "app_data": ("appdata",),
    "amaflags": ("amaflags",),
    "accountcode": ("accountcode",),
    "peer": ("bridgepeer", "peer"),
    "userfield": ("userfield",),
    "user_kind": ("userdeftype",),
    "extra": ("eventextra", "extra"),
}


def parse(line: str, reading: Reading, recv_us: int | None = None, ref: int = 0) -> CelEvent | Refusal:
    """A line of cel_custom (`reading.columns`, else the shipped mapping); times as epoch or by `reading.dateformat`.

    `recv_us` is when the line was read, against which an event may not lie ahead; `ref` is handed through.
    """
    values = values_of(line)
    if isinstance(values, Refusal):
        return values
    columns = reading.columns or COLUMNS
    if len(values) < min(_FEWEST, len(columns)):
        return Refusal.TOO_FEW_FIELDS
    return event_of(dict(zip(columns, values, strict=False)), reading, recv_us, ref)


def event_of(
    fields: Mapping[str, str], reading: Reading, recv_us: int | None = None, ref: int = 0
) -> CelEvent | Refusal:
    """The event of values by the names of their columns, wherever those were written; the rest as `parse`."""
    kind = fields.get("eventtype", "")
    if not kind:
        return Refusal.NO_EVENT
    at_us = stamp_us(fields.get("eventtime", ""), reading)
    if at_us is None:
        return Refusal.BAD_TIME
    wrong = misplaced(at_us, recv_us)
    if wrong is not None:
        return wrong
    found = {name: next((fields[key] for key in keys if key in fields), "") for name, keys in _FIELDS.items()}
    return CelEvent(
        at_us=at_us,
        kind=kind,
        uniqueid=fields.get("uniqueid", ""),
        linkedid=fields.get("linkedid", ""),
        hangup=_hangup(found["extra"]) if kind == "HANGUP" else None,
        ref=ref,
        **found,
    )


def _hangup(extra: str) -> Hangup | None:
    """`{"hangupcause":16,"hangupsource":"…","dialstatus":"…"}`, the one place that says who hung up."""
    try:
        said = json.loads(extra) if extra else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    cause = said.get("hangupcause")
    return Hangup(
        cause if isinstance(cause, int) else None, str(said.get("hangupsource", "")), str(said.get("dialstatus", ""))
    )
