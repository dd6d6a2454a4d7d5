"""Links under which a person's calendar program finds their shifts or call-backs: one each, shown once, revocable."""

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.errors import Forbidden
from ticketing.models.roster_runs import CalendarFeed, FeedKind
from ticketing.work import Work


def make(work: Work, kind: FeedKind, token_hash: str) -> CalendarFeed:
    """A new link of one's own; the one before opens nothing any more."""
    person_id = _oneself(work)
    _revoke(work, person_id, kind)
    feed = work.add(CalendarFeed(person_id=person_id, kind=kind, token_hash=token_hash, created_at=work.now))
    audit.record(work, "calendar_feed_made", f"person:{person_id}", kind=kind.value)
    return feed


def revoke(work: Work, kind: FeedKind) -> None:
    """One's own link opens nothing any more; again is harmless."""
    person_id = _oneself(work)
    if _revoke(work, person_id, kind):
        audit.record(work, "calendar_feed_revoked", f"person:{person_id}", kind=kind.value)


def was_read(work: Work, feed_id: int) -> None:
    """When a program last asked: whoever looks at the page sees a link that nobody needs."""
    work.session.execute(sa.update(CalendarFeed).where(CalendarFeed.id == feed_id).values(last_read_at=work.now))


def _oneself(work: Work) -> int:
    if work.actor.id is None:
        raise Forbidden()
    return work.actor.id


def _revoke(work: Work, person_id: int, kind: FeedKind) -> int:
    good = sa.update(CalendarFeed).filter_by(person_id=person_id, kind=kind, revoked_at=None)
    return len(work.session.scalars(good.values(revoked_at=work.now).returning(CalendarFeed.id)).all())
