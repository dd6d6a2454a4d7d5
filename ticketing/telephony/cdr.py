"""One line of a call detail record file becomes a record, or a reason why it cannot; never an exception."""

from collections.abc import Mapping
from typing import Final

from ticketing.domain.legs import CdrRecord
from ticketing.telephony.csv_lines import Reading, epoch_of, misplaced, stamp_us, values_of
from ticketing.telephony.queue_log import Refusal

#: The columns that cdr_csv always writes, in its order (cdr_csv.c).
BASE: Final = (
    *("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata"),
    *("start", "answer", "end", "duration", "billsec", "disposition", "amaflags"),
)
#: What `newcdrcolumns` adds behind them.
NEW: Final = ("peeraccount", "linkedid", "sequence")
#: The mapping of cdr_custom.conf as it is shipped.
CUSTOM: Final = (
    *("clid", "src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "lastdata", "start", "answer", "end"),
    *("duration", "billsec", "disposition", "amaflags", "accountcode", "uniqueid", "userfield", "sequence"),
)
#: What other makers call the same column.
_ALSO: Final = {
    "calldate": "start",
    "recordingfile": "recording",
    "cid_all": "clid",
    "cid_num": "src",
    "dnid": "did",
    "account": "accountcode",
}
_TEXTS: Final = (
    *("src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "disposition", "amaflags"),
    *("accountcode", "uniqueid", "userfield", "peeraccount", "linkedid", "sequence", "did", "recording"),
)


def parse(line: str, reading: Reading, recv_us: int | None = None, ref: int = 0) -> CdrRecord | Refusal:
    """A line of cdr_csv (16 to 21 columns) or cdr_custom (`reading.columns`, else the shipped mapping).

    `recv_us` is when the line was read, against which a record may not begin later; `ref` is handed through.
    """
    values = values_of(line)
    if isinstance(values, Refusal):
        return values
    columns = reading.columns or columns_in(values)
    if len(values) < min(len(BASE), len(columns)) or not columns:
        return Refusal.TOO_FEW_FIELDS if len(values) < len(BASE) else Refusal.UNKNOWN_COLUMNS
    return record_of(dict(zip(columns, values, strict=False)), reading, recv_us, ref)


def columns_in(values: list[str]) -> tuple[str, ...]:
    """Which of the usual column sets a line has, by its length and by where its times stand; () for none of them."""
    if _is_time_at(values, BASE.index("start")) and _is_time_at(values, BASE.index("end")):
        return _behind(values)
    if _is_time_at(values, CUSTOM.index("start")) and _is_time_at(values, CUSTOM.index("end")):
        return CUSTOM
    return ()


def _behind(values: list[str]) -> tuple[str, ...]:
    """Behind the sixteen stand uniqueid, userfield and the three new ones, each pair or three switched by an option."""
    more = len(values) - len(BASE)
    new = NEW if more >= len(NEW) else ()
    names = {0: (), 2: ("uniqueid", "userfield")}.get(more - len(new))
    if names is None:
        # One of the two alone: only a uniqueid looks like one.
        names = ("uniqueid",) if epoch_of(values[len(BASE)]) is not None else ("userfield",)
    return (*BASE, *names, *new)


def _is_time_at(values: list[str], index: int) -> bool:
    return index < len(values) and stamp_us(values[index], Reading()) is not None


def record_of(
    named: Mapping[str, str], reading: Reading, recv_us: int | None = None, ref: int = 0
) -> CdrRecord | Refusal:
    """The record of values by the names of their columns, wherever those were written; the rest as `parse`."""
    fields = {_ALSO.get(name, name): value for name, value in named.items()}
    # A record begins when its channel was made or after: that tells the two passes of a repeated hour apart.
    start_us = stamp_us(fields.get("start", ""), reading, epoch_of(fields.get("uniqueid", "")))
    end_us = stamp_us(fields.get("end", ""), reading, start_us)
    if start_us is None or end_us is None:
        return Refusal.BAD_TIME
    answer_us = stamp_us(fields["answer"], reading, start_us) if fields.get("answer") else None
    wrong = misplaced(start_us, recv_us)
    if wrong is not None:
        return wrong
    return CdrRecord(
        start_us=start_us,
        answer_us=answer_us,
        end_us=max(end_us, start_us, answer_us or 0),
        duration_s=_number(fields.get("duration", "")),
        billsec_s=_number(fields.get("billsec", "")),
        ref=ref,
        **{name: fields.get(name, "") for name in _TEXTS},
    )


def _number(text: str) -> int | None:
    # ${CDR(duration,f)} has a fraction.
    whole = text.partition(".")[0]
    return int(whole) if whole.isascii() and whole.isdecimal() else None
