"""A filter in words, as an address or a saved search has it, understood."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from ticketing.domain.days import FIRST_DAY, LAST_DAY
from ticketing.domain.tickets import Priority, TicketKind, TicketState
from ticketing.errors import Invalid
from ticketing.models.tickets import OPEN_STATES
from ticketing.queries.finding.filters import Filter, Sort

Word = TypeVar("Word", bound=StrEnum)

#: What a filter may say; `active` among the states stands for all that is in work, `any` for all.
WORDS = (
    *("state", "kind", "priority", "owner", "queue", "category", "customer"),
    *("breached", "overdue", "from", "to", "q", "sort"),
)
ACTIVE, ANY = "active", "any"
LONGEST = 100


@dataclass(frozen=True)
class Asked:
    """Whose words these are: `at` is the instant that `overdue` is judged by, `zone` where the days begin."""

    at: datetime
    zone: ZoneInfo


def read(words: Mapping[str, str], asked: Asked) -> tuple[Filter, Sort]:
    """The filter and the order. Raises `Invalid` naming the word that makes no sense; unknown words are refused too."""
    unknown = set(words) - set(WORDS)
    if unknown:
        raise Invalid("unknown_filter", errors={name: ["unknown_filter"] for name in sorted(unknown)})
    said = {name: text.strip() for name, text in words.items() if text.strip()}
    found: dict[str, Any] = {}
    for name, text in said.items():
        if name == "sort":
            continue
        try:
            found |= _READERS[name](text, asked)
        except ValueError:
            raise _bad(name) from None
    return Filter(**found), _sort(said.get("sort", Sort.NEWEST.value))


def kept(words: Mapping[str, str], asked: Asked) -> dict[str, str]:
    """The words that make sense: an address with a slip in it shows more than was asked for, and no error."""
    good = {}
    for name in WORDS:
        if words.get(name, "").strip():
            try:
                read({name: words[name]}, asked)
            except Invalid:
                continue
            good[name] = words[name].strip()
    return good


def _sort(text: str) -> Sort:
    try:
        return Sort(text)
    except ValueError:
        raise _bad("sort") from None


def _states(text: str, _: Asked) -> dict[str, Any]:
    if text == ANY:
        return {"states": ()}
    parts = [part for part in text.split(",") if part]
    wide = [OPEN_STATES if part == ACTIVE else (TicketState(part),) for part in parts]
    return {"states": tuple(dict.fromkeys(state for states in wide for state in states))}


def _priorities(text: str, _: Asked) -> dict[str, Any]:
    return {"priorities": tuple(Priority(part) for part in text.split(",") if part)}


def _first_day(text: str, asked: Asked) -> dict[str, Any]:
    return {"opened_from": _midnight(text, asked, 0)}


def _last_day(text: str, asked: Asked) -> dict[str, Any]:
    return {"opened_to": _midnight(text, asked, 1)}


def _midnight(text: str, asked: Asked, later: int) -> datetime:
    on = date.fromisoformat(text)
    if not FIRST_DAY <= on <= LAST_DAY:
        raise ValueError(text)
    on += timedelta(days=later)
    return datetime(on.year, on.month, on.day, tzinfo=asked.zone)


def _plain(name: str) -> Callable[[str, Asked], dict[str, Any]]:
    def reader(text: str, _: Asked) -> dict[str, Any]:
        if len(text) > LONGEST or "\x00" in text:
            raise ValueError(text)
        return {name: text}

    return reader


def _customer(text: str, _: Asked) -> dict[str, Any]:
    if len(text) > 18:
        raise ValueError(text)
    return {"customer_id": int(text)}


def _flag(text: str) -> bool:
    if text.lower() not in {"1", "true", "0", "false"}:
        raise ValueError(text)
    return text.lower() in {"1", "true"}


_READERS: dict[str, Callable[[str, Asked], dict[str, Any]]] = {
    "state": _states,
    "kind": lambda text, _: {"kind": TicketKind(text)},
    "priority": _priorities,
    "owner": _plain("owner"),
    "queue": _plain("queue"),
    "category": _plain("category"),
    "customer": _customer,
    "breached": lambda text, _: {"breached": _flag(text)},
    "overdue": lambda text, asked: {"overdue_at": asked.at if _flag(text) else None},
    "from": _first_day,
    "to": _last_day,
    "q": _plain("text"),
}


def _bad(name: str) -> Invalid:
    code = "unknown_state" if name == "state" else "bad_filter"
    return Invalid(code, errors={name: [code]})
