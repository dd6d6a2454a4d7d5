"""Rows `esc:<id>` of the escalation desk: what was broken, who was told, who has it now."""

from collections.abc import Collection, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from ticketing.domain.escalations import EscalationState
from ticketing.domain.permissions import Target
from ticketing.models.escalations import Escalation, Notice
from ticketing.models.people import Person, Team
from ticketing.models.tickets import Ticket
from ticketing.queries.board.change import Change, Look, Row, stamp

TOPIC = "desk"
SHOWN = (EscalationState.NOTIFIED, EscalationState.ACKNOWLEDGED)


def rows(look: Look, ids: Collection[int] | None = None) -> Iterator[Change]:
    """The open escalations; a named one that is open no more is gone."""
    closer, team = aliased(Person), aliased(Team)
    query = (
        sa.select(Escalation, closer, team.code)
        .join(Ticket, Escalation.ticket_id == Ticket.id)
        .outerjoin(closer, Escalation.acknowledged_by == closer.id)
        .outerjoin(team, Ticket.team_id == team.id)
        .options(
            joinedload(Escalation.assignee),
            joinedload(Escalation.clock),
            joinedload(Escalation.ticket).joinedload(Ticket.customer),
        )
        .order_by(Escalation.id)
    )
    query = query.where(Escalation.state.in_(SHOWN)) if ids is None else query.where(Escalation.id.in_(ids))
    found = look.session.execute(query).all()
    told = _told(look, [one.id for one, _, _ in found])
    for one, by, team_code in found:
        if one.state in SHOWN:
            yield look.row(TOPIC, f"esc:{one.id}", _row(one, by, team_code), _audience(one, told.get(one.id, [])))
        else:
            yield look.gone(TOPIC, f"esc:{one.id}")


def _told(look: Look, ids: Collection[int]) -> dict[int, list[int]]:
    """Who was given notice of each escalation: it is theirs to see."""
    rows_ = look.session.execute(
        sa.select(Notice.escalation_id, sa.func.array_agg(sa.distinct(Notice.person_id)))
        .where(Notice.escalation_id.in_(ids))
        .group_by(Notice.escalation_id)
    )
    return {escalation_id: list(people) for escalation_id, people in rows_ if escalation_id is not None}


def _audience(one: Escalation, told: Collection[int]) -> tuple[Target, ...]:
    people = {one.assignee_id, one.ticket.owner_id, *told} - {None}
    return (Target(team_id=one.ticket.team_id), *(Target(owner_id=person) for person in sorted(filter(None, people))))


def _row(one: Escalation, by: Person | None, team_code: str | None) -> Row:
    ticket, assignee = one.ticket, one.assignee
    return {
        "id": one.id,
        "version": one.version,
        "ticket_number": ticket.number,
        "subject": ticket.subject,
        "ticket_kind": ticket.kind.value,
        "priority": ticket.priority.value,
        "customer": ticket.customer.name if ticket.customer else None,
        "level": one.level,
        "state": one.state.value,
        "cause": one.cause,
        "rule": one.rule,
        "role": one.role,
        "due_at": stamp(one.due_at),
        "notified_at": stamp(one.notified_at),
        "ack_due_at": stamp(one.ack_due_at),
        "acknowledged_at": stamp(one.acknowledged_at),
        "acknowledged_by": by.name if by else None,
        "assignee": {"code": assignee.code or assignee.login, "name": assignee.name} if assignee else None,
        "hold_until": stamp(one.hold_until),
        "clock_kind": one.clock.kind.value if one.clock else None,
        "team": team_code,
    }
