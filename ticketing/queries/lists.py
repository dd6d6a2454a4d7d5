"""The views of the ticket list with their counters, and what a person keeps of lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.models.lists import ListChoice, SavedSearch
from ticketing.queries import finding

#: Everybody's views: name -> the words of the filter.
VIEWS: Mapping[str, dict[str, str]] = {
    "mine": {"state": finding.ACTIVE, "owner": "me"},
    "nobodys": {"state": finding.ACTIVE, "owner": "none"},
    "active": {"state": finding.ACTIVE},
    "breached": {"state": finding.ACTIVE, "breached": "1"},
    "urgent": {"state": finding.ACTIVE, "priority": "urgent"},
    "complaints": {"state": finding.ACTIVE, "kind": "complaint"},
    "waiting": {"state": "waiting_customer"},
    "resolved": {"state": "resolved"},
}


@dataclass(frozen=True)
class View:
    """A view or a saved search; `count` is None where no count is kept."""

    key: str
    name: str
    wanted: dict[str, str]
    count: int | None
    saved: SavedSearch | None = None


def views(session: Session, actor: Actor, asked: finding.Asked) -> list[View]:
    """Everybody's views, then the searches that this person keeps or others share. Two queries."""
    kept = searches(session, actor)
    filters = [finding.read(words, asked)[0] for words in VIEWS.values()]
    filters += [finding.read(finding.kept(one.wanted, asked), asked)[0] for one in kept]
    counts = finding.counts(session, actor, filters)
    common = [View(key, key, words, count) for (key, words), count in zip(VIEWS.items(), counts, strict=False)]
    own = zip(kept, counts[len(VIEWS) :], strict=True)
    return common + [View(f"saved-{one.id}", one.name, dict(one.wanted), count, one) for one, count in own]


def searches(session: Session, actor: Actor) -> Sequence[SavedSearch]:
    """One's own and shared ones, by name."""
    wanted = sa.select(SavedSearch).where(sa.or_(SavedSearch.person_id == actor.id, SavedSearch.shared))
    return session.scalars(
        wanted.order_by(SavedSearch.name, SavedSearch.id).options(joinedload(SavedSearch.person))
    ).all()


def columns(session: Session, actor: Actor, subject: str, usual: Sequence[str]) -> list[str]:
    """The columns that this person chose."""
    chosen: list[Any] | None = session.scalar(
        sa.select(ListChoice.columns).filter_by(person_id=actor.id, subject=subject)
    )
    return [str(key) for key in chosen] if chosen else list(usual)
