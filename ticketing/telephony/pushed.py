"""Lines that somebody sends us, of whatever language: told apart by their text, or by the name that they bring."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from ticketing.actions.calls import Heard, text_hash
from ticketing.models.telephony import SourceKind
from ticketing.telephony import own_words
from ticketing.telephony.ami.protocol import parse_block
from ticketing.telephony.csv_lines import Reading
from ticketing.telephony.ears import PARSERS, hear_record
from ticketing.telephony.follow import LONGEST_LINE, LogLine
from ticketing.telephony.freeswitch import cdr
from ticketing.telephony.freeswitch.events import signal_of as switch_signal
from ticketing.telephony.ingest import hear_block, hear_texts
from ticketing.telephony.queue_log import Refusal

#: A line of a text, or the object that an event is.
Line = str | Mapping[str, Any]
#: What a line says: itself as it is kept, what names it ("" its text does), and the rest of what is heard.
Read = tuple[str, Heard]
_LANGUAGES: Final = frozenset(
    {SourceKind.AMI, SourceKind.FREESWITCH, SourceKind.FREESWITCH_CDR, SourceKind.EVENTS, *PARSERS}
)


def hear(
    kind: SourceKind, lines: Iterable[Line], recv_us: int, reading: Reading | None = None, tells_visits: bool = True
) -> list[Heard]:
    """The lines of one push. `reading` is how records in columns are read; `tells_visits` says whether posted call
    records are all that we hear of the queues: beside an event socket they tell of legs only."""
    if kind not in _LANGUAGES:
        return hear_texts((line if isinstance(line, str) else _json(line) for line in lines), recv_us)
    seen: Counter[str] = Counter()
    heard = []
    for line in lines:
        if isinstance(line, str) and not line.strip():
            continue
        name, said = _read(kind, line, recv_us, reading)
        if kind is SourceKind.FREESWITCH_CDR and not tells_visits:
            said = said._replace(signal=None)
        seen[name or said.raw] += 1
        named = name or said.raw
        heard.append(said._replace(text_hash=text_hash(named), occurrence=1 if name else seen[named]))
    return heard


def hear_post(body: bytes, content_type: str, query: str, recv_us: int, tells_visits: bool) -> Heard:
    """One call record as mod_json_cdr posts it."""
    record = cdr.record_of(body, content_type)
    leg = cdr.leg_of(record, query) if record is not None else None
    if record is None or leg is None:
        raw = _storable(body.decode("utf-8", "replace"))
        return Heard(raw, None, Refusal.NO_EVENT.value, None, None, text_hash(raw), 1)
    [heard] = hear(SourceKind.FREESWITCH_CDR, [_named(record, leg.uuid)], recv_us, tells_visits=tells_visits)
    return heard


def _named(record: str, uuid: str) -> str:
    """A record that is kept must say its own name, also where only the address said it."""
    document = json.loads(record)
    variables = document["variables"]
    if variables.get("uuid"):
        return record
    return json.dumps({**document, "variables": {**variables, "uuid": uuid}}, ensure_ascii=False)


def _read(kind: SourceKind, line: Line, recv_us: int, reading: Reading | None) -> Read:
    if kind in PARSERS:
        text = (line if isinstance(line, str) else _json(line)).encode("utf-8", "replace")
        found = hear_record(LogLine(0, text, len(text)), 0, PARSERS[kind], reading or Reading(), recv_us)
        return "", found._replace(generation=None, offset=None)
    if kind is SourceKind.AMI:
        return "", _ami(line, recv_us, reading or Reading())
    return _READERS[kind](line, recv_us)


def _ami(line: Line, recv_us: int, reading: Reading) -> Heard:
    raw = line if isinstance(line, str) else "\n".join(f"{name}: {_one_line(value)}" for name, value in line.items())
    block = parse_block(_storable(raw))
    if not block.event:
        return Heard(block.raw, None, Refusal.NO_EVENT.value)
    return hear_block(block, recv_us, reading) or Heard(block.raw, None)


def _switch(line: Line, _: int) -> Read:
    event = _object(line)
    if event is None:
        return "", _refused(line)
    core, number = str(event.get("Core-UUID", "")), str(event.get("Event-Sequence", ""))
    return f"{core} {number}" if core and number else "", Heard(_storable(_json(event)), switch_signal(event))


def _record(line: Line, _: int) -> Read:
    event = _object(line)
    leg = cdr.leg_of(_json(event)) if event is not None else None
    if event is None or leg is None:
        return "", _refused(line)
    return f"{leg.switch} {leg.uuid}", Heard(_storable(_json(event)), cdr.visit_of(leg), fact=leg)


def _event(line: Line, recv_us: int) -> Read:
    event = _object(line)
    if event is None:
        return "", _refused(line)
    found = own_words.signal_of(event, recv_us)
    raw, name = _storable(_json(event)), str(event.get("id") or "")
    if isinstance(found, Refusal):
        return name, Heard(raw, None, found.value)
    return name, Heard(raw, found)


_READERS: Final[dict[SourceKind, Callable[[Line, int], Read]]] = {
    SourceKind.FREESWITCH: _switch,
    SourceKind.FREESWITCH_CDR: _record,
    SourceKind.EVENTS: _event,
}


def _object(line: Line) -> Mapping[str, Any] | None:
    if not isinstance(line, str):
        return line
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _refused(line: Line) -> Heard:
    text = line if isinstance(line, str) else _json(line)
    return Heard(_storable(text[:LONGEST_LINE]), None, Refusal.NO_EVENT.value)


def _json(line: Mapping[str, Any]) -> str:
    """The same object is the same text, however its sender ordered it."""
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _one_line(value: object) -> str:
    return str(value).replace("\r", " ").replace("\n", " ")


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
