"""Keep the last sign of life of our own processes and servers."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from ticketing.domain.actors import SYSTEM
from ticketing.errors import Forbidden
from ticketing.models.services import ServiceSign
from ticketing.work import Work


@dataclass(frozen=True)
class Noted:
    """A service as it was found; `facts` are plain values of its own."""

    service: str
    fine: bool = True
    facts: dict[str, Any] = field(default_factory=dict)


def note(work: Work, node: str, found: list[Noted]) -> None:
    """Write over what was known of these services of a node. Nobody but the system itself knows."""
    if not work.actor.is_system:
        raise Forbidden(permission=SYSTEM.name)
    for one in sorted(found, key=lambda one: one.service):
        values = {"seen_at": work.now, "fine": one.fine, "facts": one.facts}
        work.session.execute(
            insert(ServiceSign)
            .values(node=node, service=one.service, **values)
            .on_conflict_do_update(index_elements=["node", "service"], set_=values)
        )
