"""What hangs together with a ticket: what it was merged into, its children, its links, who follows it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.tickets import TERMINAL, LinkKind, TicketState
from ticketing.models.people import Person
from ticketing.models.relations import TicketLink, TicketMerge, Watcher
from ticketing.models.tickets import Ticket
from ticketing.queries.finding import seen_by

DONE = frozenset({*TERMINAL, TicketState.RESOLVED})


@dataclass(frozen=True)
class Related:
    """Another ticket and how it stands to this one: parent, child, follow_up, follow_up_of, merged, merged_into, or a
    link's kind, with `turned` when it points from there to here."""

    how: str
    ticket: Ticket
    link_id: int | None = None
    turned: bool = False


def chain(session: Session, ticket: Ticket) -> list[Ticket]:
    """The tickets that it was merged into, one after the other; empty for one that stands by itself."""
    found: list[Ticket] = []
    seen, into = {ticket.id}, ticket.merged_into_id
    while into is not None and into not in seen:
        seen.add(into)
        found.append(session.get_one(Ticket, into))
        into = found[-1].merged_into_id
    return found


def merged_ids(session: Session, ticket_id: int) -> list[int]:
    """The ticket with everything that was merged into it, at any depth; one query."""
    tree = sa.select(Ticket.id).where(Ticket.id == ticket_id).cte("tree", recursive=True)
    below = aliased(Ticket)
    # UNION, not UNION ALL: a circle, if there ever was one, ends here.
    tree = tree.union(sa.select(below.id).where(below.merged_into_id == tree.c.id))
    return list(session.scalars(sa.select(tree.c.id)))


def standing_merge(session: Session, source_id: int) -> TicketMerge | None:
    """The merge that a merged ticket is in now."""
    return session.scalar(
        sa.select(TicketMerge).filter_by(source_id=source_id, undone_at=None).order_by(TicketMerge.id.desc()).limit(1)
    )


def open_children(session: Session, ticket_id: int) -> int:
    """How many tickets below this one are not done."""
    below = sa.select(sa.func.count()).where(Ticket.parent_id == ticket_id, Ticket.state.not_in(DONE))
    return session.scalars(below).one()


def ancestors(session: Session, ticket_id: int) -> list[int]:
    """The ticket's id and those above it, nearest first."""
    found = [ticket_id]
    while (above := session.scalar(sa.select(Ticket.parent_id).filter_by(id=found[-1]))) and above not in found:
        found.append(above)
    return found


def related(session: Session, actor: Actor, ticket: Ticket) -> list[Related]:
    """Everything that hangs together with it and that the actor may see. Three queries."""
    ends = {one for one in (ticket.parent_id, ticket.follow_up_of_id, ticket.merged_into_id) if one}
    kin = sa.or_(
        Ticket.id.in_(ends),
        Ticket.parent_id == ticket.id,
        Ticket.follow_up_of_id == ticket.id,
        Ticket.merged_into_id == ticket.id,
    )
    found = [
        Related(how, one)
        for one in session.scalars(sa.select(Ticket).where(kin, seen_by(actor)).order_by(Ticket.id))
        for how in _how(ticket, one)
    ]
    return found + _links(session, actor, ticket)


def watchers(session: Session, ticket_id: int) -> Sequence[Person]:
    """Who follows a ticket, in the order they began to."""
    followed = sa.select(Watcher).filter_by(ticket_id=ticket_id).order_by(Watcher.id)
    return [one.person for one in session.scalars(followed.options(joinedload(Watcher.person)))]


def _how(ticket: Ticket, other: Ticket) -> list[str]:
    kin = {
        "parent": ticket.parent_id == other.id,
        "child": other.parent_id == ticket.id,
        "follow_up_of": ticket.follow_up_of_id == other.id,
        "follow_up": other.follow_up_of_id == ticket.id,
        "merged_into": ticket.merged_into_id == other.id,
        "merged": other.merged_into_id == ticket.id,
    }
    return [how for how, holds in kin.items() if holds]


def _links(session: Session, actor: Actor, ticket: Ticket) -> list[Related]:
    links = session.scalars(
        sa.select(TicketLink).where(sa.or_(TicketLink.from_id == ticket.id, TicketLink.to_id == ticket.id))
    ).all()
    others = {one.to_id if one.from_id == ticket.id else one.from_id for one in links}
    seen = {one.id: one for one in session.scalars(sa.select(Ticket).where(Ticket.id.in_(others), seen_by(actor)))}
    ends = [(one, one.to_id if one.from_id == ticket.id else one.from_id) for one in links]
    return [
        Related(LinkKind(one.kind).value, seen[other], one.id, turned=one.from_id != ticket.id)
        for one, other in ends
        if other in seen
    ]
