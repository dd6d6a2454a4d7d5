"""What a category asks for beside the usual fields, and whether it was said in the right form."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ticketing.domain.tickets import TicketKind
from ticketing.errors import Invalid

LONGEST = 500


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Need(StrEnum):
    """When a field must be filled: never, when the ticket is filed, before it is settled."""

    OPTIONAL = "optional"
    AT_OPENING = "at_opening"
    TO_RESOLVE = "to_resolve"


@dataclass(frozen=True)
class Field:
    """One field; `kinds` empty for every kind of ticket, `options` for a choice only."""

    key: str
    name: str
    type: FieldType = FieldType.TEXT
    need: Need = Need.OPTIONAL
    options: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def is_for(self, kind: TicketKind) -> bool:
        return not self.kinds or kind.value in self.kinds


def read(said: Iterable[Mapping[str, Any]]) -> list[Field]:
    """Stored fields as the rule knows them."""
    return [
        Field(
            key=one["key"],
            name=one["name"],
            type=FieldType(one.get("type", "text")),
            need=Need(one.get("need", "optional")),
            options=tuple(one.get("options", ())),
            kinds=tuple(one.get("kinds", ())),
        )
        for one in said
    ]


def checked(fields: Iterable[Field], kind: TicketKind, said: Mapping[str, Any], *, opening: bool) -> dict[str, Any]:
    """What was said, without empty values. Raises `Invalid` (`bad_details`) with a code for each field to blame:
    `unknown_detail`, `bad_value`, and at opening `missing`."""
    asked = {field.key: field for field in fields if field.is_for(kind)}
    kept = {key: value for key, value in said.items() if value not in (None, "")}
    wrong = {key: ["unknown_detail"] for key in kept if key not in asked}
    wrong |= {key: ["bad_value"] for key, value in kept.items() if key in asked and not _fits(asked[key], value)}
    if opening:
        needed = (field.key for field in asked.values() if field.need is Need.AT_OPENING)
        wrong |= {key: ["missing"] for key in needed if key not in kept}
    if wrong:
        raise Invalid("bad_details", errors={"details": wrong})
    return kept


def missing(fields: Iterable[Field], kind: TicketKind, said: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys that must be filled before the ticket is settled and are not."""
    needed = (field.key for field in fields if field.is_for(kind) and field.need is not Need.OPTIONAL)
    return tuple(key for key in needed if said.get(key) in (None, ""))


def above(path: str) -> list[str]:
    """The branch itself and those above it, from the root: `a/b` gives `a`, `a/b`."""
    parts = path.split("/")
    return ["/".join(parts[: n + 1]) for n in range(len(parts))] if path else []


def _fits(field: Field, value: Any) -> bool:
    return _FITS[field.type](field, value)


def _is_day(_: Field, value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


_FITS: dict[FieldType, Callable[[Field, Any], bool]] = {
    FieldType.TEXT: lambda _, value: isinstance(value, str) and len(value) <= LONGEST,
    FieldType.NUMBER: lambda _, value: isinstance(value, int | float) and not isinstance(value, bool),
    FieldType.DATE: _is_day,
    FieldType.CHOICE: lambda field, value: value in field.options,
    FieldType.YES_NO: lambda _, value: isinstance(value, bool),
}
