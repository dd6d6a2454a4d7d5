"""What a centre holds lateness, leaving early and absence to be: data with open and closed ends, edited by version."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ticketing.errors import Invalid


class Source(StrEnum):
    """Where a sign that somebody was there comes from."""

    BADGE = "badge"
    DINGTALK = "dingtalk"
    MANUAL = "manual"
    CONSOLE = "console"
    TELEPHONY = "telephony"


#: What somebody does to say "I am here"; the rest are traces of work.
PUNCHES = frozenset({Source.BADGE, Source.DINGTALK, Source.MANUAL})
HOUR_S = 3_600


@dataclass(frozen=True)
class Band:
    """Seconds late or early from `from_s` up to `to_s` (None: without end), each end within the band or not."""

    code: str
    from_s: int
    to_s: int | None
    text: str
    text_en: str
    from_closed: bool = False
    to_closed: bool = True

    def holds(self, seconds: int) -> bool:
        """Whether so many seconds lie in the band."""
        after = seconds >= self.from_s if self.from_closed else seconds > self.from_s
        if self.to_s is None:
            return after
        return after and (seconds <= self.to_s if self.to_closed else seconds < self.to_s)

    def to_dict(self) -> dict[str, Any]:
        """As the settings keep it and reports show it."""
        return {
            "code": self.code, "from_s": self.from_s, "to_s": self.to_s, "text": self.text, "text_en": self.text_en,
            "from_closed": self.from_closed, "to_closed": self.to_closed,
        }  # fmt: skip


#: Seed 002, the second site: "within" holds its end, so at exactly 10 and 20 minutes the milder band wins.
BANDS = (
    Band("B1", 0, 600, "10 元", "10 yuan"),
    Band("B2", 600, 1_200, "20 元", "20 yuan"),
    Band("B3", 1_200, 1_800, "50 元", "50 yuan"),
)


@dataclass(frozen=True)
class Rules:
    """How a day is judged. `half_day_over_s`: whoever is more than this late (early) was absent for half a day."""

    version: int = 1
    order: tuple[Source, ...] = (Source.BADGE, Source.DINGTALK, Source.MANUAL, Source.CONSOLE, Source.TELEPHONY)
    #: Whether a day without a punch misses one; else any trace of work is as good.
    must_punch: bool = False
    bands: tuple[Band, ...] = BANDS
    half_day_over_s: int = 1_800
    grace_s: int = 0
    before_s: int = 2 * HOUR_S
    after_s: int = 6 * HOUR_S
    free_missed: int = 3
    extension_most_s: int = HOUR_S
    tolerance_s: int = 60
    count_outside_shift: bool = False

    def band(self, seconds: int) -> Band | None:
        """The first band that holds so many seconds."""
        return next((band for band in self.bands if band.holds(seconds)), None)

    def to_dict(self) -> dict[str, Any]:
        """As the settings keep it."""
        plain = {name: getattr(self, name) for name in _NUMBERS}
        return {
            **plain,
            "order": [source.value for source in self.order],
            "must_punch": self.must_punch,
            "count_outside_shift": self.count_outside_shift,
            "bands": [band.to_dict() for band in self.bands],
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Rules":
        """The inverse of `to_dict`; what is not named is as the centre begins. Raises `Invalid` (`bands_overlap`)."""
        known: dict[str, Any] = {name: plain[name] for name in (*_NUMBERS, *_SWITCHES) if name in plain}
        if "order" in plain:
            known["order"] = tuple(Source(word) for word in plain["order"])
        if "bands" in plain:
            known["bands"] = tuple(Band(**band) for band in plain["bands"])
        rules = cls(**known)
        _must_follow(rules.bands)
        return rules


_NUMBERS = (
    "version", "half_day_over_s", "grace_s", "before_s", "after_s", "free_missed", "extension_most_s", "tolerance_s",
)  # fmt: skip
_SWITCHES = ("must_punch", "count_outside_shift")


def _must_follow(bands: tuple[Band, ...]) -> None:
    """Bands follow each other upwards, and no second lies in two of them."""
    for before, after in zip(bands, bands[1:], strict=False):
        end_s = before.to_s
        if end_s is None or after.from_s < end_s or (after.from_s == end_s and before.to_closed and after.from_closed):
            raise Invalid("bands_overlap", field="bands", first=before.code, second=after.code)
