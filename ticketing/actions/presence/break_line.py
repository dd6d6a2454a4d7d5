"""The line for breaks: get in, leave, be told that it is one's turn, lose the place that nobody took."""

from datetime import datetime

import sqlalchemy as sa

from ticketing.actions import audit, notices
from ticketing.domain.break_line import KEPT, URGENT, full, turns
from ticketing.domain.breaks import folded
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Conflict, Forbidden, Invalid, NotFound
from ticketing.models.break_line import BreakLimit, BreakWish
from ticketing.models.people import Team
from ticketing.models.queues import Queue
from ticketing.queries import break_line
from ticketing.work import Work

#: Two who take the last place ask one after the other.
LOCK = 0x4252_4541
_GROUPS = {"team": sa.select(Team.id), "queue": sa.select(Queue.id)}


def set_limit(work: Work, kind: str, code: str, most: int | None) -> None:
    """So many of a team or queue may be away at once; None: as many as like. Raises `NotFound`, `Invalid`."""
    work.require(Permission.BREAK_ADMIN)
    if kind not in _GROUPS:
        raise Invalid("invalid", field="kind")
    _lock(work)
    group_id = work.session.scalar(_GROUPS[kind].where(sa.literal_column("code") == code))
    if group_id is None:
        raise NotFound(what=f"{kind}s")
    by = {f"{kind}_id": group_id}
    row = work.session.scalar(sa.select(BreakLimit).filter_by(**by).with_for_update())
    before = row.most if row is not None else None
    if most is None:
        if row is not None:
            work.session.delete(row)
    elif row is None:
        work.add(BreakLimit(**by, most=most))
    else:
        row.most = most
    work.session.flush()
    audit.record(work, "break_limit_set", f"break_limit:{kind}:{code}", before=before, after=most)
    _advance(work)


def get_in(work: Work, reason: str) -> BreakWish:
    """The actor's place in line; asking again keeps it. With a place free they may go at once."""
    work.require(Permission.OWN_STATE)
    _lock(work)
    person_id = work.actor.id or 0
    known = _wish(work, person_id)
    if known is None:
        known = work.add(BreakWish(person_id=person_id, reason=reason.strip() or "break", asked_at=work.now))
        _advance(work, quiet=person_id)
    return known


def leave(work: Work) -> None:
    """The actor wants no break any more; whoever is not in line is not."""
    work.require(Permission.OWN_STATE)
    _lock(work)
    wish = _wish(work, work.actor.id or 0)
    if wish is not None:
        _end(wish, work.now, "left")
        _advance(work)


def decide(work: Work, wish_id: int, approved: bool, why: str) -> BreakWish:
    """Let somebody in line go though enough are away, or send them back to work with the reason.

    403 `own_request` for one's own wish, `Conflict` (`break_decided`) for one who is in line no more or may go.
    """
    work.require(Permission.AGENT_STATE_FORCE)
    _lock(work)
    wish = work.get(BreakWish, wish_id)
    work.require(Permission.AGENT_STATE_FORCE, Target(team_id=wish.person.team_id))
    if wish.person_id == work.actor.id:
        raise Forbidden("own_request")
    if wish.ended_at is not None or wish.told_at is not None:
        raise Conflict("break_decided")
    if approved:
        wish.told_at = work.now
        _tell_turn(work, wish)
    else:
        _end(wish, work.now, "refused")
        params: notices.Params = {"text": why}
        notices.tell(work, wish.person_id, "break_refused", f"break_refused:{wish.id}", notices.Subject(), params)
    audit.record(work, "break_decided", f"person:{wish.person.code}", approved=approved, why=why)
    return wish


def expect_place(work: Work, person_id: int, reason: str) -> None:
    """Refuse a break that leaves too few behind: `breaks_full`, with the group and its limit. What cannot wait does
    not; whoever's turn it is has their place."""
    if folded(reason) in URGENT:
        return
    _lock(work)
    line = break_line.line(work.session, work.now)
    group = full(line.groups, person_id, line.away)
    wish = _wish(work, person_id)
    if group is not None and not (wish is not None and wish.told_at is not None):
        raise Conflict("breaks_full", group=group.name, most=group.most, waiting=len(line.waiting))
    if wish is not None:
        _end(wish, work.now, "gone")


def advance(work: Work) -> int:
    """Take back places that nobody took within two minutes, and tell whoever is next; how many were told."""
    if not work.actor.is_system:
        raise Forbidden(permission="system")
    if work.session.scalar(sa.select(BreakWish.id).where(BreakWish.ended_at.is_(None)).limit(1)) is None:
        return 0
    _lock(work)
    late = sa.select(BreakWish).where(BreakWish.ended_at.is_(None), BreakWish.told_at <= work.now - KEPT)
    for wish in work.session.scalars(late):
        _end(wish, work.now, "lapsed")
    return _advance(work)


def _advance(work: Work, quiet: int | None = None) -> int:
    """`quiet` asks just now, and hears it by the answer."""
    work.session.flush()
    line = break_line.line(work.session, work.now)
    wishes = {one.person_id: one for one in line.waiting if one.told_at is None}
    told = turns(line.groups, list(wishes), line.away)
    for person_id in told:
        wish = wishes[person_id]
        wish.told_at = work.now
        if person_id != quiet:
            _tell_turn(work, wish)
    return len(told)


def _tell_turn(work: Work, wish: BreakWish) -> None:
    params: notices.Params = {"minutes": int(KEPT.total_seconds() // 60)}
    notices.tell(work, wish.person_id, "break_turn", f"break:{wish.id}", notices.Subject(), params)


def _wish(work: Work, person_id: int) -> BreakWish | None:
    return work.session.scalar(sa.select(BreakWish).filter_by(person_id=person_id, ended_at=None).with_for_update())


def _end(wish: BreakWish, at: datetime, how: str) -> None:
    wish.ended_at, wish.how = at, how


def _lock(work: Work) -> None:
    work.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
