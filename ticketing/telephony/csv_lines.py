"""What the two record files of Asterisk have in common: one CSV line, named columns, times without a zone."""

import csv
import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple

from ticketing.domain.calendars import zone
from ticketing.domain.instants import micros
from ticketing.telephony.queue_log import MAX_AHEAD_US, MAX_BYTES, Refusal

#: `${CSV_QUOTE(${CDR(start)})}`, `${CALLERID(name)}`, `${eventtype}`: one variable of a mapping.
_VARIABLE = re.compile(r"\$\{(?:(?P<function>\w+)\()?(?P<name>\w+)(?:,\w+)?\)?\}")
_EPOCH = re.compile(r"(?P<seconds>\d{9,10})(?:\.(?P<fraction>\d{1,6})\d*)?$", re.ASCII)
_UNIQUEID = re.compile(r"(?:^|-)(?P<epoch>\d{9,10})\.\d+$")
_YEAR_2100_US = 4_102_444_800_000_000
_HOUR_US = 3_600_000_000


class Reading(NamedTuple):
    """How a site's file is to be read: `columns` () means the usual ones, `dateformat` "" ISO or epoch seconds."""

    columns: tuple[str, ...] = ()
    zone: tzinfo = UTC
    dateformat: str = ""


def reading_of(settings: Mapping[str, Any], timezone: str) -> Reading:
    """By a source's settings: `columns` (names, or the mapping out of cdr_custom.conf or cel_custom.conf as it
    stands there), `gmt` (usegmtime=yes), `timezone` (else the phone system's), `dateformat` (as in cel.conf).

    Raises ValueError for a zone that there is not.
    """
    is_gmt = str(settings.get("gmt", "")).lower() in {"yes", "true", "1", "on"}
    where = UTC if is_gmt else zone(str(settings.get("timezone") or timezone))
    return Reading(columns_of(str(settings.get("columns") or "")), where, str(settings.get("dateformat") or ""))


def columns_of(text: str) -> tuple[str, ...]:
    """Names of columns: as a list with commas, or as Asterisk's own mapping (`Full.csv => ${CSV_QUOTE(${CDR(…`)."""
    if "${" not in text:
        return tuple(name.strip().lower() for name in text.split(",")) if text.strip() else ()
    inner = re.sub(r"\$\{CSV_QUOTE\((.*?\})\)\}", r"\1", text.partition("=>")[2] or text)
    names = []
    for found in _VARIABLE.finditer(inner):
        function, name = (found["function"] or "").lower(), found["name"].lower()
        names.append(f"cid_{name}" if function == "callerid" else name)
    return tuple(names)


def values_of(line: str) -> list[str] | Refusal:
    """The fields of one line, quotes undone."""
    if "\0" in line:
        return Refusal.NUL_BYTES
    if len(line) > MAX_BYTES and len(line.encode("utf-8", "replace")) > MAX_BYTES:
        return Refusal.TOO_LONG
    if line.count('"') % 2:
        # A line break inside a field: half a record says nothing that could be relied on.
        return Refusal.OPEN_QUOTE
    try:
        return next(csv.reader([line.rstrip("\r\n")], skipinitialspace=True))
    except (csv.Error, StopIteration):
        return Refusal.OPEN_QUOTE


def stamp_us(text: str, reading: Reading, near_us: int | None = None) -> int | None:
    """Microseconds UTC of a written time; None if it is none.

    In the hour that a clock shows twice the reading not before `near_us` is taken, the first where nothing is known.
    """
    found = _EPOCH.match(text)
    if found is not None:
        return int(found["seconds"]) * 1_000_000 + int((found["fraction"] or "").ljust(6, "0"))
    moment = _moment(text, reading.dateformat)
    if moment is None:
        return None
    if moment.tzinfo is not None:
        return micros(moment)
    first, second = (micros(moment.replace(tzinfo=reading.zone, fold=fold)) for fold in (0, 1))
    is_repeated = second > first
    return second if is_repeated and near_us is not None and first < near_us - _HOUR_US // 60 else first


def epoch_of(uniqueid: str) -> int | None:
    """When a channel was made, which its name tells: microseconds UTC; None for a name of another kind."""
    found = _UNIQUEID.search(uniqueid)
    return int(found["epoch"]) * 1_000_000 if found is not None else None


def misplaced(at_us: int, recv_us: int | None) -> Refusal | None:
    """Whether an instant cannot be: before 1970, after 2100, or further ahead than a clock may be."""
    if not 0 < at_us < _YEAR_2100_US:
        return Refusal.BAD_TIME
    return Refusal.FUTURE if recv_us is not None and at_us > recv_us + MAX_AHEAD_US else None


def _moment(text: str, dateformat: str) -> datetime | None:
    try:
        if dateformat:
            # %q is Asterisk's own: fractions of a second, with the number of digits before it.
            return datetime.strptime(text, re.sub(r"%\d?q", "%f", dateformat))  # noqa: DTZ007 - its zone is a setting
        return datetime.fromisoformat(text)
    except (ValueError, re.error):
        return None
