"""Shift end: what was told to people who have gone home is told to whoever holds the role now (4.4 rule 6)."""

from collections.abc import Sequence

import sqlalchemy as sa

from ticketing.actions import notices
from ticketing.domain.actors import Role
from ticketing.domain.escalations import OPEN_ESCALATIONS, RecipientRole
from ticketing.domain.events import EscalationHandedOver
from ticketing.models.escalations import Escalation, Notice
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket
from ticketing.queries import on_shift
from ticketing.work import Work

RULE = "shift_end"
# The roles that change hands with the shift; who is named stays named.
_ROSTERED = {RecipientRole.LEAD.value: Role.LEAD, RecipientRole.SUPERVISOR.value: Role.SUPERVISOR}


def hand_over(work: Work) -> list[int]:
    """Tell the incoming of every open level of which nobody who knows is here; gives those levels.

    Once they have been told they are here, so a repeat finds nothing to do.
    """
    rows = work.session.execute(
        sa.select(Escalation, Ticket)
        .join(Ticket, Ticket.id == Escalation.ticket_id)
        .where(Escalation.state.in_(OPEN_ESCALATIONS), Escalation.role.in_(_ROSTERED))
        .order_by(Escalation.id)
    ).all()
    if not rows:
        return []
    told = _told(work, [level.id for level, _ in rows])
    knowing = {person for people in told.values() for person in people} | {level.assignee_id for level, _ in rows}
    here = on_shift.shift_ends(work.session, [one for one in knowing if one is not None], work.now)
    handed = []
    for level, ticket in rows:
        if not ({*told.get(level.id, ()), level.assignee_id} & here.keys()) and _hand(work, level, ticket):
            handed.append(level.id)
    return handed


def _hand(work: Work, level: Escalation, ticket: Ticket) -> bool:
    people = _holders(work, _ROSTERED[level.role], ticket)
    for person in people:
        params: notices.Params = {
            "number": ticket.number,
            "subject": ticket.subject,
            "level": level.level,
            "rule": RULE,
        }
        cause = f"escalation:{level.id}:handed_over"
        subject = notices.Subject(ticket_id=ticket.id, escalation_id=level.id, callback_id=level.callback_id)
        notices.tell_or_group(work, person.id, "escalation_handed_over", cause, subject, params)
    if people:
        told = [person.id for person in people]
        work.record(EscalationHandedOver(ticket.id, level.id, level.level, told, RULE))
    return bool(people)


def _holders(work: Work, role: Role, ticket: Ticket) -> Sequence[Person]:
    own = on_shift.people(work.session, role, work.now, ticket.team_id) if ticket.team_id else []
    return own or on_shift.people(work.session, role, work.now)


def _told(work: Work, ids: Sequence[int]) -> dict[int, list[int]]:
    rows = work.session.execute(
        sa.select(Notice.escalation_id, sa.func.array_agg(sa.distinct(Notice.person_id)))
        .where(Notice.escalation_id.in_(ids))
        .group_by(Notice.escalation_id)
    )
    return {row[0]: list(row[1]) for row in rows if row[0] is not None}
