"""The phone system's names for agents, and the people they mean."""

from collections.abc import Iterable
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import audit
from ticketing.domain.events import AgentMapped
from ticketing.domain.instants import micros
from ticketing.domain.permissions import Permission
from ticketing.models import calls
from ticketing.models.people import Person
from ticketing.models.telephony import AgentAlias
from ticketing.work import Work

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: The tables whose rows carry an agent, and the instant by which a name is looked up.
NAMED = (
    (calls.QueueVisit, sa.func.coalesce(calls.QueueVisit.connect_us, calls.QueueVisit.enter_us)),
    (calls.RingAttempt, calls.RingAttempt.start_us),
    (calls.AgentInterval, calls.AgentInterval.start_us),
    (calls.AgentSlice, calls.AgentSlice.start_us),
    (calls.OutboundCall, calls.OutboundCall.at_us),
)


class Names:
    """Who is meant by a raw name at an instant, for one phone system."""

    def __init__(self, aliases: Iterable[AgentAlias]) -> None:
        self._by_name: dict[str, list[tuple[int, int | None, int | None]]] = {}
        for alias in aliases:
            until = micros(alias.valid_to) if alias.valid_to is not None else None
            self._by_name.setdefault(alias.raw_name, []).append((micros(alias.valid_from), until, alias.person_id))

    def __contains__(self, raw_name: str) -> bool:
        return raw_name in self._by_name

    def person(self, raw_name: str, at_us: int) -> int | None:
        """The person's id; None for a name that is not mapped then."""
        for from_us, to_us, person_id in self._by_name.get(raw_name, ()):
            if from_us <= at_us and (to_us is None or at_us < to_us):
                return person_id
        return None


def names_of(work: Work, pbx_id: int) -> Names:
    """Every name that the phone system has used, as mapped now."""
    return Names(work.session.scalars(sa.select(AgentAlias).where(AgentAlias.pbx_id == pbx_id)))


def notice(work: Work, pbx_id: int, names: Names, seen: Iterable[str]) -> None:
    """New names appear as unmapped: an alias without a person."""
    unknown = sorted({name for name in seen if name not in names})
    if unknown:
        rows = [
            {"pbx_id": pbx_id, "raw_name": name, "valid_from": EPOCH, "first_seen_at": work.now} for name in unknown
        ]
        work.session.execute(insert(AgentAlias).on_conflict_do_nothing(), rows)


def map_alias(work: Work, alias_id: int, person_id: int | None) -> AgentAlias:
    """Say whom a name means; what was recorded under it is that person's from now on, without reading a log again.

    Raises `NotFound` for an unknown alias or person.
    """
    work.require(Permission.PBX_ADMIN)
    alias = work.get(AgentAlias, alias_id)
    if person_id is not None:
        work.get(Person, person_id)
    alias.person_id = person_id
    from_us = micros(alias.valid_from)
    for table, at_us in NAMED:
        change = sa.update(table).where(table.pbx_id == alias.pbx_id, table.agent == alias.raw_name, at_us >= from_us)
        if alias.valid_to is not None:
            change = change.where(at_us < micros(alias.valid_to))
        work.session.execute(change.values(person_id=person_id).execution_options(synchronize_session=False))
    work.record(AgentMapped(alias.pbx_id, alias.raw_name, person_id))
    audit.record(work, "alias_mapped", f"alias:{alias.id}", name=alias.raw_name, person=person_id)
    return alias
