"""A case's line as the raw text that a feed of its kind would have stored."""

from collections.abc import Mapping
from typing import Any

from ticketing.domain.signals import SignalKind
from ticketing.telephony.decode import LINK_EVENTS, link_note
from ticketing.telephony.realtime import line_of_row
from ticketing.telephony.replay.feeds import Line

_NOTES = {kind: name for name, kind in LINK_EVENTS.items()}


def stored_text(feed: Mapping[str, Any], index: int, line: Line) -> str:
    """The text from which the line's signal can be read again; `index` counts the feed's own entries from 0."""
    if line.signal is None:
        return line.text
    if feed["format"] == "queue_log_realtime":
        row = next(row for row in feed["rows"] if int(row["id"]) == line.position)
        return line_of_row(row, line.signal.at_us)
    if "ami" in feed["format"]:
        return _block(feed["events"][index], line.signal.kind, line.signal.at_us)
    return line.text


def _block(event: Mapping[str, Any], kind: SignalKind, at_us: int) -> str:
    if "Event" not in event:
        return link_note(_NOTES[kind], at_us).raw
    return "\n".join(f"{name}: {value}" for name, value in event.items())
