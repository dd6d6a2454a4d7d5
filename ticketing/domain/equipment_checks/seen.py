"""What is known of one thing at the moment of looking, as codes with values: the reader's language says it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

Value = str | int | float | None


class Verdict(StrEnum):
    """正常 / 异常."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"


class Sign(NamedTuple):
    """One observation. Values named `…_at` are RFC 3339 instants, `…_s` seconds, `…_pct` per cent."""

    code: str
    values: Mapping[str, Value] = {}

    def document(self) -> list[Any]:
        return [self.code, dict(self.values)]


class Seen(NamedTuple):
    """`subject` names the thing (a trunk, a feed, a service); no verdict: nothing is known, somebody must look.

    `restored_at`: the last fault is over since then.
    """

    subject: str
    verdict: Verdict | None = None
    signs: tuple[Sign, ...] = ()
    restored_at: datetime | None = None


def stamp(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
