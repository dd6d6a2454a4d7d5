"""One line of the queue log becomes a signal, or a reason why it cannot; never an exception."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from ticketing.domain.signals import Signal, SignalKind

#: The longest line that Asterisk can write.
MAX_BYTES: Final = 8192
#: A stamp further ahead of its receipt than this is a wrong clock's.
MAX_AHEAD_US: Final = 5 * 60 * 1_000_000
# 2100-01-01: a longer number is two lines run into one.
_MAX_EPOCH = 4_102_444_800


class Refusal(StrEnum):
    """Why a line is put in quarantine; the value is stored beside it."""

    TOO_LONG = "too_long"
    NOT_UTF8 = "not_utf8"
    NUL_BYTES = "nul_bytes"
    TOO_FEW_FIELDS = "too_few_fields"
    BAD_EPOCH = "bad_epoch"
    NO_EVENT = "no_event"
    MISSING_FIELDS = "missing_fields"
    BAD_NUMBER = "bad_number"
    FUTURE = "future"
    # Of records in CSV files, and of rows of a table.
    OPEN_QUOTE = "open_quote"
    UNKNOWN_COLUMNS = "unknown_columns"
    BAD_TIME = "bad_time"


def parse(line: bytes | str, recv_us: int | None = None, ref: int = 0) -> Signal | Refusal:
    """`epoch|callid|queue|agent|event|data…` as Asterisk 1.4 to 23 and its relatives write it.

    `recv_us` is when the line was read, against which a stamp may not lie ahead; `ref` is handed through. Trailing
    newline and CR are dropped. Bytes must be UTF-8, but a character that Asterisk itself cut in two (a pause reason
    ends after 79 bytes wherever that is) is forgiven.
    """
    fields = _fields(line, recv_us)
    if isinstance(fields, Refusal):
        return fields
    kind = _KINDS.get(fields[4])
    if kind is None:
        kind, fields = _unknown(fields)
        if not fields[4]:
            return Refusal.NO_EVENT
    data = tuple(fields[5:])
    shape = _SHAPES.get(kind)
    if shape is not None:
        shaped = shape(data)
        if isinstance(shaped, Refusal):
            return shaped
        data = shaped
    epoch, callid, queue, agent = fields[:4]
    callid = "" if callid in _NOBODY else callid
    queue = "" if queue == "NONE" else queue
    agent = "" if agent == "NONE" else agent
    if not (callid and queue) and kind in _OF_A_CALL:
        # Somebody's own QueueLog() under a name that is taken: kept, and nobody's call.
        kind = SignalKind.OTHER
    return Signal(int(epoch) * 1_000_000, kind, callid, queue, agent, data, ref)


_OF_A_CALL: Final = frozenset(
    {
        SignalKind.ENTERQUEUE, SignalKind.CONNECT, SignalKind.COMPLETECALLER, SignalKind.COMPLETEAGENT,
        SignalKind.TRANSFER, SignalKind.BLINDTRANSFER, SignalKind.ATTENDEDTRANSFER, SignalKind.ABANDON,
        SignalKind.EXITWITHTIMEOUT, SignalKind.EXITWITHKEY, SignalKind.EXITEMPTY, SignalKind.WITHDRAW,
        SignalKind.SYSCOMPAT,
    }
)  # fmt: skip
_NOBODY = frozenset({"NONE", "MANAGER", "REALTIME", "CLI"})
_KINDS: Final[dict[str, SignalKind]] = {
    kind.value: kind for kind in SignalKind if kind.value.isupper() and kind is not SignalKind.OTHER
}
# What an event is called; a member's name that holds a | stands where the event should.
_EVENT_WORD = re.compile(r"[A-Z][A-Z0-9_-]*$")
_MEMBER_EVENTS = {
    "ADDMEMBER", "REMOVEMEMBER", "PAUSE", "UNPAUSE", "PAUSEALL", "UNPAUSEALL", "PENALTY", "RINGINUSE", "CONNECT",
    "COMPLETECALLER", "COMPLETEAGENT", "BLINDTRANSFER", "ATTENDEDTRANSFER", "RINGNOANSWER", "RINGCANCELED", "AGENTDUMP",
}  # fmt: skip


def _fields(line: bytes | str, recv_us: int | None) -> list[str] | Refusal:
    text = line if isinstance(line, str) else _decode(line)
    if isinstance(text, Refusal):
        return text
    fields = text.rstrip("\r\n").split("|")
    if len(fields) < 5:
        return Refusal.TOO_FEW_FIELDS
    return _check(text, fields[0], recv_us) or fields


def _decode(line: bytes) -> str | Refusal:
    if len(line) > MAX_BYTES + 2:
        return Refusal.TOO_LONG
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.rstrip(b"\r\n").decode("utf-8", "replace")
    # A cut character decodes to one mark at a field's end; anything else is not UTF-8 at all.
    marks = text.count("�")
    cut = sum(_is_cut(field) for field in line.rstrip(b"\r\n").split(b"|"))
    return text if marks == cut else Refusal.NOT_UTF8


def _is_cut(field: bytes) -> bool:
    try:
        field.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return False


def _check(text: str, epoch: str, recv_us: int | None) -> Refusal | None:
    if not epoch.isdecimal() or not epoch.isascii() or len(epoch) > 10:
        return Refusal.BAD_EPOCH
    at = int(epoch)
    if at > _MAX_EPOCH:
        return Refusal.BAD_EPOCH
    if recv_us is not None and at * 1_000_000 > recv_us + MAX_AHEAD_US:
        return Refusal.FUTURE
    if len(text) > 2000 and len(text.encode("utf-8", "replace")) > MAX_BYTES + 2:
        return Refusal.TOO_LONG
    return Refusal.NUL_BYTES if "\0" in text else None


def _unknown(fields: list[str]) -> tuple[SignalKind, list[str]]:
    """A site's own event (IVR_MENU, SATISFACTION…), or a known one behind a member's name that holds a |."""
    if fields[4].startswith("IVR"):
        return SignalKind.IVR, fields
    if not _EVENT_WORD.match(fields[4]):
        for index in range(5, min(len(fields), 9)):
            if fields[index] in _MEMBER_EVENTS:
                name = "|".join(fields[3:index])
                return _KINDS[fields[index]], [*fields[:3], name, *fields[index:]]
    return SignalKind.OTHER, fields


Shape = Callable[[tuple[str, ...]], tuple[str, ...] | Refusal]


def _numbers(*where: int) -> Shape:
    """The fields that must be there and be whole numbers; a stepped clock makes them negative."""
    last = max(where)

    def shape(data: tuple[str, ...]) -> tuple[str, ...] | Refusal:
        if len(data) <= last:
            return Refusal.MISSING_FIELDS
        for index in where:
            text = data[index]
            if not (text.isdecimal() or (text[:1] == "-" and text[1:].isdecimal())):
                return Refusal.BAD_NUMBER
        return data

    return shape


def _rest_of_line(data: tuple[str, ...]) -> tuple[str, ...]:
    """A pause reason is whatever stands behind the event, bars included."""
    return data if len(data) < 2 else ("|".join(data),)


def _withdrawal(data: tuple[str, ...]) -> tuple[str, ...] | Refusal:
    return data if len(data) < 5 else (*data[:3], "|".join(data[3:]))


def _any_field(data: tuple[str, ...]) -> tuple[str, ...] | Refusal:
    """A caller whose number and place are not told has entered all the same."""
    return data or Refusal.MISSING_FIELDS


_LINK, _BRIDGE = _numbers(3, 4), _numbers(2, 3)


def _attended(data: tuple[str, ...]) -> tuple[str, ...] | Refusal:
    """LINK has two channels before hold and talk, BRIDGE and APP have one name."""
    return _LINK(data) if data[:1] == ("LINK",) else _BRIDGE(data)


_SHAPES: Final[dict[SignalKind, Shape]] = {
    SignalKind.ENTERQUEUE: _any_field,
    SignalKind.CONNECT: _numbers(0),
    SignalKind.COMPLETECALLER: _numbers(0, 1),
    SignalKind.COMPLETEAGENT: _numbers(0, 1),
    SignalKind.TRANSFER: _numbers(2, 3),
    SignalKind.BLINDTRANSFER: _numbers(2, 3),
    SignalKind.ATTENDEDTRANSFER: _attended,
    SignalKind.ABANDON: _numbers(0),
    SignalKind.EXITWITHTIMEOUT: _numbers(0),
    SignalKind.WITHDRAW: _withdrawal,
    SignalKind.PAUSE: _rest_of_line,
    SignalKind.UNPAUSE: _rest_of_line,
    SignalKind.PAUSEALL: _rest_of_line,
    SignalKind.UNPAUSEALL: _rest_of_line,
}
