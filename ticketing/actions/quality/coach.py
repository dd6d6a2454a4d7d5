"""Coaching (辅导): what is asked of an agent after a call was heard, and their word that they have read it."""

from datetime import date

import sqlalchemy as sa

from ticketing.actions import audit, notices
from ticketing.actions.codes import by_code
from ticketing.domain.events import CoachingMoved
from ticketing.domain.permissions import Permission, Target
from ticketing.domain.quality import COUNTED
from ticketing.errors import Conflict, Forbidden, Invalid
from ticketing.models.quality import CoachingNote, QualityCase
from ticketing.work import Work

NOTICE = "quality_coaching"


def coach(work: Work, agent: str, text: str, number: str = "", until_on: date | None = None) -> CoachingNote:
    """A note to an agent, about one scored call of theirs where named.

    Raises `NotFound`, `Invalid` (`unknown_case`), `Forbidden` (`own_coaching`).
    """
    work.require(Permission.QUALITY_COACH)
    person = by_code(work, agent)
    work.require(Permission.QUALITY_COACH, Target(owner_id=person.id, team_id=person.team_id))
    if person.id == work.actor.id:
        raise Forbidden("own_coaching")
    note = work.add(
        CoachingNote(
            person_id=person.id,
            case_id=_case(work, number, person.id),
            at=work.now,
            by_id=work.actor.id,
            text=text,
            until_on=until_on,
        )
    )
    params: notices.Params = {"name": work.actor.name, "text": text[:80]}
    notices.tell(work, person.id, NOTICE, f"{NOTICE}:{note.id}", notices.Subject(), params)
    work.record(CoachingMoved(note.id, person.id, "written"))
    audit.record(work, "coaching_written", f"coaching:{note.id}", person=person.id)
    return note


def acknowledge(work: Work, note_id: int, reply: str) -> CoachingNote:
    """Its agent has read it, once. Raises `Forbidden` (`not_your_note`), `Conflict` (`note_read`)."""
    work.require(Permission.QUALITY_ANSWER)
    note = work.get(CoachingNote, note_id)
    work.require(Permission.QUALITY_READ, Target(owner_id=note.person_id, team_id=note.person.team_id))
    if note.person_id != work.actor.id:
        raise Forbidden("not_your_note")
    if note.acknowledged_at is not None:
        raise Conflict("note_read", at=note.acknowledged_at.isoformat())
    note.acknowledged_at, note.reply = work.now, reply
    work.record(CoachingMoved(note.id, note.person_id, "acknowledged"))
    audit.record(work, "coaching_acknowledged", f"coaching:{note.id}")
    return note


def _case(work: Work, number: str, person_id: int) -> int | None:
    if not number:
        return None
    found = work.session.scalar(sa.select(QualityCase).filter_by(number=number, person_id=person_id))
    if found is None or found.state not in COUNTED:
        raise Invalid("unknown_case", errors={"case": ["unknown_case"]})
    return found.id
