"""Whether a matter is on the desk already: what the same customer has open, and what they called about in a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.actors import Actor
from ticketing.domain.tickets import TicketState
from ticketing.models.tickets import Ticket
from ticketing.queries.finding import seen_by
from ticketing.queries.relations import DONE

REPEAT_WITHIN = timedelta(hours=24)
MOST = 10
# Of a customer's newest tickets so many are looked at: who has more open than that is known by name.
LOOKED_AT = 60


@dataclass(frozen=True)
class Asked:
    """Whose matter: a customer's id or an E.164 number, or both; `but` is the ticket that is looked at itself."""

    customer_id: int | None = None
    phone: str | None = None
    kind: str | None = None
    category: str = ""
    but: str | None = None


@dataclass(frozen=True)
class Likely:
    """A ticket that may be the same matter: still open, or opened within a day; `alike` when kind or category match."""

    ticket: Ticket
    is_open: bool
    is_repeat: bool
    alike: bool


def likely(session: Session, actor: Actor, asked: Asked, at: datetime) -> Sequence[Likely]:
    """What the actor may see of it: open before done, alike before other, newest first. Two short index scans."""
    found: dict[int, Likely] = {}
    for side in _sides(asked):
        newest = sa.select(Ticket).where(side, Ticket.state != TicketState.MERGED, seen_by(actor))
        newest = newest.order_by(Ticket.id.desc()).limit(LOOKED_AT).options(joinedload(Ticket.owner))
        for one in session.scalars(newest):
            judged = _judge(one, asked, at)
            if one.number != asked.but and (judged.is_open or judged.is_repeat):
                found[one.id] = judged
    return sorted(found.values(), key=lambda one: (not one.is_open, not one.alike, -one.ticket.id))[:MOST]


def _sides(asked: Asked) -> list[sa.ColumnElement[bool]]:
    sides: list[sa.ColumnElement[bool]] = []
    if asked.customer_id is not None:
        sides.append(Ticket.customer_id == asked.customer_id)
    if asked.phone is not None:
        sides.append(Ticket.contact_phone == asked.phone)
    return sides


def _judge(one: Ticket, asked: Asked, at: datetime) -> Likely:
    branch = asked.category.split("/")[0]
    same_branch = bool(branch) and one.category.split("/")[0] == branch
    return Likely(
        one,
        is_open=one.state not in DONE,
        is_repeat=at - one.opened_at <= REPEAT_WITHIN,
        alike=same_branch or one.kind.value == asked.kind,
    )
