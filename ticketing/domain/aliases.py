"""A phone system's name means one person after the other: periods that follow each other without a gap."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Period(NamedTuple):
    """[from_at, to_at) in which a name means one person; `to_at` None is "until further notice", no person nobody."""

    from_at: datetime
    to_at: datetime | None
    person_id: int | None


def laid_over(known: Iterable[Period], said: Period) -> list[Period]:
    """The known periods with another laid over them: what it covers is cut away, neighbours that agree become one."""
    cut: list[Period] = [said]
    for one in known:
        if one.from_at < said.from_at:
            cut.append(one._replace(to_at=_earlier(one.to_at, said.from_at)))
        if said.to_at is not None and (one.to_at is None or one.to_at > said.to_at):
            cut.append(one._replace(from_at=max(one.from_at, said.to_at)))
    cut.sort(key=lambda one: one.from_at)
    joined: list[Period] = []
    for one in cut:
        if joined and joined[-1].person_id == one.person_id and joined[-1].to_at == one.from_at:
            joined[-1] = joined[-1]._replace(to_at=one.to_at)
        else:
            joined.append(one)
    return joined


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else min(one, other)


def resembles(raw_name: str, name: str, code: str) -> bool:
    """Whether a phone system's name looks like a person's: their name, or their number as in SIP/8001 or Agent/8001."""
    tail = raw_name.rpartition("/")[2].partition("@")[0].strip().lower()
    return tail in (name.strip().lower(), code.strip().lower())
