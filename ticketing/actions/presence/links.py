"""Consoles are connected and go silent: an agent whom nobody can reach there must not look ready."""

from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on, insert

from ticketing.actions.presence.timelines import mark
from ticketing.domain.events import ConsoleStateChanged
from ticketing.domain.instants import micros
from ticketing.domain.presence import CONSOLE_GONE
from ticketing.errors import Forbidden
from ticketing.models.presence import ConsoleLink
from ticketing.work import Work

#: A console that gave no sign for so long is lost (ux.md 3.1).
SILENT = timedelta(seconds=60)


def seen(work: Work, people: Collection[int]) -> None:
    """A node has these people's consoles connected now; whoever was lost is back."""
    _only_the_system(work)
    if not people:
        return
    link = ConsoleLink
    known = set(
        work.session.scalars(
            sa.update(link)
            .where(link.person_id.in_(people), link.ended_at.is_(None))
            .values(seen_at=work.now)
            .returning(link.person_id)
            .execution_options(synchronize_session=False)
        )
    )
    fresh = sorted(set(people) - known)
    if not fresh:
        return
    lost_since = _lost(work, fresh)
    rows = [{"person_id": one, "from_at": work.now, "seen_at": work.now, "was_lost": False} for one in fresh]
    work.session.execute(insert(link).on_conflict_do_nothing(), rows)
    for person_id, since_us in lost_since.items():
        mark(work.session, [(person_id, since_us)])
        work.record(ConsoleStateChanged(person_id, "found", ""))


def miss(work: Work) -> None:
    """Whose console has been silent for too long is lost from its last sign on."""
    _only_the_system(work)
    link = ConsoleLink
    gone = work.session.execute(
        sa.update(link)
        .where(link.ended_at.is_(None), link.seen_at < work.now - SILENT)
        .values(ended_at=work.now, was_lost=True)
        .returning(link.person_id, link.seen_at)
        .execution_options(synchronize_session=False)
    ).all()
    mark(work.session, [(person_id, micros(seen_at)) for person_id, seen_at in gone])
    for person_id, _ in gone:
        work.record(ConsoleStateChanged(person_id, "lost", CONSOLE_GONE))


def _lost(work: Work, people: Collection[int]) -> dict[int, int]:
    """Of these people those whose console was lost, and since when."""
    link = ConsoleLink
    last = (
        sa.select(link.person_id, link.seen_at, link.was_lost)
        .where(link.person_id.in_(people))
        .ext(distinct_on(link.person_id))
        .order_by(link.person_id, link.from_at.desc(), link.id.desc())
    )
    return {row.person_id: micros(row.seen_at) for row in work.session.execute(last) if row.was_lost}


def _only_the_system(work: Work) -> None:
    if not work.actor.is_system:
        raise Forbidden(permission="system")
