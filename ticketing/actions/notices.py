"""Tell a person something once; the push is a hint, the row is the truth."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.domain.escalations import GROUP_ABOVE, GROUP_WITHIN, belongs_in_group
from ticketing.domain.events import NoticeGiven, NoticeRead
from ticketing.errors import NotFound
from ticketing.models.escalations import Notice
from ticketing.work import Work

Params = dict[str, str | int | None]


@dataclass(frozen=True)
class Subject:
    """What a notice leads to when it is opened."""

    ticket_id: int | None = None
    escalation_id: int | None = None
    callback_id: int | None = None


def tell(work: Work, person_id: int, kind: str, cause: str, subject: Subject, params: Params) -> bool:
    """One notice per person and cause; False when it was given before."""
    notice_id = _written(work, person_id, kind, cause, subject, params)
    if notice_id is None:
        return False
    work.record(NoticeGiven(person_id, notice_id))
    return True


def tell_or_group(work: Work, person_id: int, kind: str, cause: str, subject: Subject, params: Params) -> str:
    """The same, but a flood becomes one notice that counts: nobody reads the hundredth (4.4 rule 7).

    What is counted together is no longer shown one by one, the first twenty included; each still stands on the desk
    to be acknowledged by itself. Gives the cause of the notice that says it: this one's, or the group's.
    """
    group_id = _group(work, person_id, kind)
    if group_id is None:
        tell(work, person_id, kind, cause, subject, params)
        return cause
    if _written(work, person_id, kind, cause, subject, params, group_id) is not None:
        group = work.get(Notice, group_id)
        group.params, group.read_at = {"count": int(group.params["count"] or 0) + 1}, None
        work.record(NoticeGiven(person_id, group_id))
    return work.session.get_one(Notice, group_id).cause_key


def read(work: Work, notice_id: int) -> Notice:
    """Its reader has seen it; a second time changes nothing. `NotFound` for somebody else's notice."""
    notice = work.get(Notice, notice_id)
    if work.actor.id is None or notice.person_id != work.actor.id:
        raise NotFound(what="notices")
    if notice.read_at is None:
        notice.read_at = work.now
        work.record(NoticeRead(notice.person_id, notice.id))
    return notice


def _group(work: Work, person_id: int, kind: str) -> int | None:
    """The grouped notice that one more of this kind belongs to; the one that makes it a flood begins it."""
    since = work.now - GROUP_WITHIN
    cause = f"{kind}s:{int(work.now.timestamp() // GROUP_WITHIN.total_seconds())}"
    known = work.session.scalar(sa.select(Notice.id).filter_by(person_id=person_id, cause_key=cause))
    if known is not None:
        return known
    recent = (
        sa.select(Notice.id, Notice.at)
        .where(Notice.person_id == person_id, Notice.kind == kind, Notice.at > since, Notice.group_id.is_(None))
        .limit(GROUP_ABOVE)
    )
    shown = work.session.execute(recent).all()
    if not belongs_in_group([row.at for row in shown], work.now):
        return None
    tell(work, person_id, f"{kind}_group", cause, Subject(), {"count": len(shown)})
    group_id = work.session.scalars(sa.select(Notice.id).filter_by(person_id=person_id, cause_key=cause)).one()
    _fold(work, person_id, [row.id for row in shown], group_id)
    return group_id


def _fold(work: Work, person_id: int, notice_ids: Sequence[int], group_id: int) -> None:
    work.session.execute(
        sa.update(Notice)
        .where(Notice.id.in_(notice_ids))
        .values(group_id=group_id, read_at=sa.func.coalesce(Notice.read_at, work.now))
        .execution_options(synchronize_session=False)
    )
    for notice_id in notice_ids:
        work.record(NoticeRead(person_id, notice_id))


def _written(
    work: Work,
    person_id: int,
    kind: str,
    cause: str,
    subject: Subject,
    params: Params,
    group_id: int | None = None,
) -> int | None:
    """The new row's id, None for one that was there; what stands in a group counts as seen."""
    return work.session.scalar(
        insert(Notice)
        .values(
            person_id=person_id,
            kind=kind,
            cause_key=cause,
            ticket_id=subject.ticket_id,
            escalation_id=subject.escalation_id,
            callback_id=subject.callback_id,
            params=params,
            at=work.now,
            group_id=group_id,
            read_at=work.now if group_id is not None else None,
        )
        .on_conflict_do_nothing(index_elements=["person_id", "cause_key"])
        .returning(sa.literal_column("id"))
    )
