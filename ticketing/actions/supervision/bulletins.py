"""通报: word to everybody of a team or of the centre; each finds it at their bell."""

from dataclasses import dataclass

import sqlalchemy as sa

from ticketing.actions import notices
from ticketing.actions.supervision.reach import ticket_of
from ticketing.domain.events import BulletinIssued
from ticketing.domain.permissions import Permission, Target
from ticketing.errors import Invalid
from ticketing.models.people import Person, Team
from ticketing.models.supervision import Bulletin
from ticketing.work import Work


@dataclass(frozen=True)
class Word:
    """What is told: about a ticket by its number, to a team by its code, or to everybody."""

    title: str
    text: str
    ticket: str | None = None
    team: str | None = None


def issue(work: Work, word: Word) -> Bulletin:
    """Tell everybody. A lead tells their own team; `unknown_team` names none."""
    work.require(Permission.ESCALATION_ASSIGN)
    team_id = _team(work, word.team)
    work.require(Permission.ESCALATION_ASSIGN, Target(owner_id=0, team_id=team_id))
    ticket = ticket_of(work, word.ticket, Permission.TICKET_READ) if word.ticket else None
    told = sa.select(Person.id).where(Person.active, Person.id != work.actor.id)
    people = work.session.scalars(told if team_id is None else told.where(Person.team_id == team_id)).all()
    issued = Bulletin(ticket_id=ticket.id if ticket else None, team_id=team_id, by_id=work.actor.id)
    issued.title, issued.text, issued.at, issued.told = word.title, word.text, work.now, len(people)
    work.add(issued)
    subject = notices.Subject(ticket_id=ticket.id if ticket else None)
    params: notices.Params = {"title": word.title, "text": word.text[:500], "number": word.ticket}
    for person_id in people:
        notices.tell(work, person_id, "bulletin", f"bulletin:{issued.id}", subject, params)
    if ticket is not None:
        work.record(BulletinIssued(ticket.id, issued.id, len(people)))
    return issued


def _team(work: Work, code: str | None) -> int | None:
    if code is None:
        return None
    team_id = work.session.scalar(sa.select(Team.id).filter_by(code=code))
    if team_id is None:
        raise Invalid("unknown_team", errors={"team": ["unknown_team"]})
    return team_id
