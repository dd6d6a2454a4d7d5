"""What a site asks of its rosters: H1 to H11 with their figures, and the law's profile (workforce.md 1.2, 1.8)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from ticketing.errors import Invalid

LEAST_REST_MIN = 8 * 60


@dataclass(frozen=True)
class Rules:
    """Minutes, days and counts; the defaults are those of a site that has decided nothing.

    `buffer_min`: how long a shift may be prolonged while a customer is served (H1). `month_rests`: days of rest a
    month instead of one a week (site B), null for one in every seven. `law`: off, warn or block.
    """

    buffer_min: int = 0
    days_running: int = 6
    rest_min: int = 11 * 60
    month_rests: int | None = None
    week_min: int | None = None
    month_min: int | None = None
    evenings_running: int = 6
    evening_from_min: int = 22 * 60
    seats: int | None = None
    leaders: int = 1
    skills: Mapping[str, int] | None = None
    newcomers_alone: bool = False
    law: str = "warn"
    law_days_running: int = 6
    law_week_min: int = 44 * 60
    law_month_overtime_min: int = 36 * 60
    law_month_min: int = 165 * 60 + 20
    rest_notice_days: int = 2
    leave_notice_days: int = 1
    # Why the rest between shifts was set below eleven hours.
    rest_reason: str = ""

    def document(self) -> dict[str, Any]:
        """What differs from the usual, as it is stored and sent."""
        usual = Rules()
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in found.items() if value != getattr(usual, name)}


# Field: the least and the most it may be; null is allowed where the usual value is null or the field is optional.
_RANGES: Mapping[str, tuple[int, int]] = {
    "buffer_min": (0, 60),
    "days_running": (1, 13),
    "rest_min": (LEAST_REST_MIN, 24 * 60),
    "month_rests": (0, 15),
    "week_min": (60, 6 * 24 * 60),
    "month_min": (60, 31 * 24 * 60),
    "evenings_running": (1, 31),
    "evening_from_min": (12 * 60, 30 * 60),
    "seats": (1, 5_000),
    "leaders": (0, 5),
    "law_days_running": (1, 31),
    "law_week_min": (60, 6 * 24 * 60),
    "law_month_overtime_min": (0, 200 * 60),
    "law_month_min": (60, 300 * 60),
    "rest_notice_days": (0, 31),
    "leave_notice_days": (0, 31),
}
_OPTIONAL = frozenset({"month_rests", "week_min", "month_min", "seats"})
_LAW = ("off", "warn", "block")
USUAL_REST_MIN = Rules().rest_min
#: What lies between two shifts where a site has decided nothing else.
MIN_REST = timedelta(minutes=USUAL_REST_MIN)


def rules_of(document: Mapping[str, Any]) -> Rules:
    """The rules that a site has written down. Raises `Invalid` (`bad_rules`) with the field and what it may be."""
    errors = {name: said for name, value in document.items() if (said := _fault(name, value))}
    if not errors and document.get("rest_min", USUAL_REST_MIN) < USUAL_REST_MIN and not document.get("rest_reason"):
        errors["rest_reason"] = "say why less than 11 hours of rest are enough"
    if errors:
        raise Invalid("bad_rules", errors=errors)
    return Rules(**document)


def _fault(name: str, value: Any) -> str | None:
    if name in _RANGES:
        return _not_within(value, *_RANGES[name], name in _OPTIONAL)
    match name:
        case "law":
            return None if value in _LAW else f"one of {', '.join(_LAW)}"
        case "newcomers_alone":
            return None if isinstance(value, bool) else "true or false"
        case "rest_reason":
            return None if isinstance(value, str) and len(value) <= 200 else "a sentence of up to 200 characters"
        case "skills":
            return None if _is_skills(value) else "skills with the least number of people of each, 1 to 100"
    return "no such rule"


def _not_within(value: Any, least: int, most: int, optional: bool) -> str | None:
    if value is None and optional:
        return None
    whole = isinstance(value, int) and not isinstance(value, bool)
    return None if whole and least <= value <= most else f"a whole number from {least} to {most}"


def _is_skills(value: Any) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or len(value) > 50:
        return False
    return all(isinstance(count, int) and 1 <= count <= 100 and 0 < len(skill) <= 64 for skill, count in value.items())
