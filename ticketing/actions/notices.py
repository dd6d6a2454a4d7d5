"""Tell a person something once; the push is a hint, the row is the truth."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

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


def read(work: Work, notice_id: int) -> Notice:
    """Its reader has seen it; a second time changes nothing. `NotFound` for somebody else's notice."""
    notice = work.get(Notice, notice_id)
    if work.actor.id is None or notice.person_id != work.actor.id:
        raise NotFound(what="notices")
    if notice.read_at is None:
        notice.read_at = work.now
        work.record(NoticeRead(notice.person_id, notice.id))
    return notice
