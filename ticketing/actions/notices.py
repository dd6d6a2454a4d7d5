"""Tell a person something once; the push is a hint, the row is the truth."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.domain.escalations import GROUP_WITHIN, belongs_in_group
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
    notice_id = work.session.scalar(
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
        )
        .on_conflict_do_nothing(index_elements=["person_id", "cause_key"])
        .returning(sa.literal_column("id"))
    )
    if notice_id is None:
        return False
    work.record(NoticeGiven(person_id, notice_id))
    return True


def tell_or_group(work: Work, person_id: int, kind: str, cause: str, subject: Subject, params: Params) -> None:
    """The same, but a flood becomes one notice that counts: nobody reads the hundredth (4.4 rule 7).

    What is counted together still stands on the desk one by one.
    """
    if belongs_in_group(_recent(work, person_id, kind), work.now):
        _count_up(work, person_id, kind)
    else:
        tell(work, person_id, kind, cause, subject, params)


def read(work: Work, notice_id: int) -> Notice:
    """Its reader has seen it; a second time changes nothing. `NotFound` for somebody else's notice."""
    notice = work.get(Notice, notice_id)
    if work.actor.id is None or notice.person_id != work.actor.id:
        raise NotFound(what="notices")
    if notice.read_at is None:
        notice.read_at = work.now
        work.record(NoticeRead(notice.person_id, notice.id))
    return notice


def _recent(work: Work, person_id: int, kind: str) -> list[datetime]:
    since = work.now - GROUP_WITHIN
    sent = sa.select(Notice.at).where(Notice.person_id == person_id, Notice.kind == kind, Notice.at > since)
    return list(work.session.scalars(sent))


def _count_up(work: Work, person_id: int, kind: str) -> None:
    cause = f"{kind}s:{int(work.now.timestamp() // GROUP_WITHIN.total_seconds())}"
    if tell(work, person_id, f"{kind}_group", cause, Subject(), {"count": 1}):
        return
    group = work.session.scalars(
        sa.select(Notice).filter_by(person_id=person_id, cause_key=cause).with_for_update()
    ).one()
    group.params, group.read_at = {"count": int(group.params["count"] or 0) + 1}, None
    work.record(NoticeGiven(person_id, group.id))
