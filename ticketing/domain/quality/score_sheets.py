"""The score sheet (热线服务质量考核表): items with points that add up to a hundred, fatal errors, grades."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from ticketing.errors import Invalid

WHOLE = 100
MOST_ITEMS, MOST_FATALS = 60, 20
#: Of a calibration: scores that are further apart than this are marked (ux.md 7.6).
FAR_APART = 3


class Grade(StrEnum):
    """优 · 良 · 合格 · 不合格."""

    EXCELLENT = "excellent"
    GOOD = "good"
    PASS = "pass"  # noqa: S105 - a grade, not a secret
    FAIL = "fail"


@dataclass(frozen=True)
class Item:
    """考核项目 · 考核指标 · 评分办法 · 分值; names in both languages, the English ones may be empty."""

    key: str
    group: str
    name: str
    worth: int
    group_en: str = ""
    name_en: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Fatal:
    """致命项: one of them and the score is nought."""

    key: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Edition:
    """One version of a sheet; `excellent`, `good` and `passing` are the least points of those grades."""

    items: tuple[Item, ...]
    fatals: tuple[Fatal, ...] = ()
    excellent: int = 95
    good: int = 85
    passing: int = 70

    def document(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Edition":
        """As it was kept."""
        items = tuple(Item(**one) for one in kept["items"])
        return cls(
            items,
            tuple(Fatal(**one) for one in kept["fatals"]),
            *(int(kept[name]) for name in ("excellent", "good", "passing")),
        )

    def grade(self, total: int) -> Grade:
        steps = ((self.excellent, Grade.EXCELLENT), (self.good, Grade.GOOD), (self.passing, Grade.PASS))
        return next((grade for least, grade in steps if total >= least), Grade.FAIL)


@dataclass(frozen=True)
class Answer:
    """What an inspector says of one item: points off, why, and the second of the recording at which it is heard."""

    lost: int = 0
    remark: str = ""
    at_s: int | None = None


Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Tally:
    """What a sheet comes to: `points` before fatal errors, `total` after them."""

    points: int
    total: int
    grade: Grade
    is_fatal: bool


def check_edition(edition: Edition) -> None:
    """Raises `Invalid`: `worth_not_100`, `key_twice`, `grades_crossed`, `too_many_items`, each with the field."""
    keys = [*(item.key for item in edition.items), *(fatal.key for fatal in edition.fatals)]
    if len(edition.items) > MOST_ITEMS or len(edition.fatals) > MOST_FATALS:
        raise Invalid("too_many_items", errors={"items": ["too_many_items"]})
    if len(set(keys)) < len(keys):
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise Invalid("key_twice", keys=twice, errors={"items": ["key_twice"]})
    worth = sum(item.worth for item in edition.items)
    if worth != WHOLE or any(item.worth < 1 for item in edition.items):
        raise Invalid("worth_not_100", worth=worth, errors={"items": ["worth_not_100"]})
    if not 0 < edition.passing < edition.good < edition.excellent <= WHOLE:
        raise Invalid("grades_crossed", errors={"excellent": ["grades_crossed"]})


def tally(edition: Edition, answers: Answers, fatals: Sequence[str]) -> Tally:
    """Add up; an item nobody spoke of has all its points. Raises `Invalid`: `unknown_item`, `too_many_points_off`,
    `unknown_fatal`, `remark_missing` (points off without a reason), with the items that are to blame."""
    known = {item.key: item for item in edition.items}
    _refuse("unknown_item", [key for key in answers if key not in known])
    _refuse("too_many_points_off", [key for key, said in answers.items() if not 0 <= said.lost <= known[key].worth])
    _refuse("unknown_fatal", [key for key in fatals if key not in {one.key for one in edition.fatals}], "fatals")
    _refuse("remark_missing", [key for key, said in answers.items() if said.lost and not said.remark.strip()])
    points = WHOLE - sum(said.lost for said in answers.values())
    total = 0 if fatals else points
    return Tally(points, total, edition.grade(total), bool(fatals))


def differences(edition: Edition, scores: Sequence[Answers]) -> dict[str, int]:
    """By item, how far apart the highest and the lowest of several scores are; items on which all agree are left
    out."""
    spread = {}
    for item in edition.items:
        lost = [scored[item.key].lost if item.key in scored else 0 for scored in scores]
        if lost and max(lost) != min(lost):
            spread[item.key] = max(lost) - min(lost)
    return spread


def _refuse(code: str, keys: Sequence[str], place: str = "answers") -> None:
    if keys:
        fields = {f"{place}.{key}.lost" if place == "answers" else place: [code] for key in keys}
        raise Invalid(code, items=sorted(keys), errors=fields)
