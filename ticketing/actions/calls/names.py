"""The phone system's names for agents, and the people they mean."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.actions import audit, rollups
from ticketing.actions.presence.timelines import make_again, mark
from ticketing.domain.aliases import Names, Period, laid_over
from ticketing.domain.events import AgentMapped
from ticketing.domain.instants import micros
from ticketing.domain.permissions import Permission
from ticketing.errors import Invalid, NotFound
from ticketing.models import calls
from ticketing.models.people import Person
from ticketing.models.telephony import AgentAlias
from ticketing.queries.site import site_of
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


def names_of(work: Work, pbx_id: int) -> Names:
    """Every name that the phone system has used, as mapped now."""
    return site_of(work.session, pbx_id).names


def notice(work: Work, pbx_id: int, unknown: Iterable[str]) -> None:
    """New names appear as unmapped: an alias without a person."""
    rows = [{"pbx_id": pbx_id, "raw_name": name, "valid_from": EPOCH, "first_seen_at": work.now} for name in unknown]
    if rows:
        work.session.execute(insert(AgentAlias).on_conflict_do_nothing(), rows)


def mark_timelines(work: Work, names: Names, since: Mapping[str, int]) -> None:
    """The people behind these names (name: microseconds) get their timelines made again from an instant on."""
    mark(work.session, [pair for name, from_us in since.items() for pair in names.people_since(name, from_us)])


def map_alias(
    work: Work, alias_id: int, person_id: int | None, since: datetime | None = None, until: datetime | None = None
) -> AgentAlias:
    """Say whom a name means from `since` until `until`; without either, for as long as this period of it lasts.

    Raises `NotFound` for an unknown one, and whatever `assign` raises.
    """
    alias = work.session.get(AgentAlias, alias_id)
    if alias is None:
        raise NotFound(what=AgentAlias.__tablename__)
    ends_at = alias.valid_to if until is None and since is None else until
    return assign(work, alias.pbx_id, alias.raw_name, Period(since or alias.valid_from, ends_at, person_id))


def assign(work: Work, pbx_id: int, raw_name: str, period: Period) -> AgentAlias:
    """Say whom a name of a phone system means from one instant to another; gives the period that stands there now.

    What was recorded under the name is that person's from now on, without reading a log again: one statement a table,
    and the timelines of all concerned. Raises `NotFound` for an unknown name or person, `Invalid` (`bad_period`).
    """
    work.require(Permission.PBX_ADMIN)
    _check(work, period)
    rows = _periods(work, pbx_id, raw_name)
    told = {row.person_id for row in rows}
    alias = _write_periods(work, rows, period)
    _attribute(work, pbx_id, raw_name, period)
    people = sorted({one for one in {*told, period.person_id} if one is not None})
    mark(work.session, [(person_id, micros(period.from_at)) for person_id in people])
    make_again(work, people)
    rollups.remake_agents(work, pbx_id, [raw_name], names_of(work, pbx_id).person)
    work.record(AgentMapped(pbx_id, raw_name, period.person_id))
    audit.record(work, "alias_mapped", f"name:{pbx_id}:{raw_name}", **_said(raw_name, period))
    return alias


def _write_periods(work: Work, rows: Sequence[AgentAlias], said: Period) -> AgentAlias:
    """Lay a period over those that stand; gives the row in which it lies."""
    known = {row.valid_from: row for row in rows}
    periods = laid_over([Period(row.valid_from, row.valid_to, row.person_id) for row in rows], said)
    stays = {period.from_at for period in periods}
    for row in rows:
        if row.valid_from not in stays:
            work.session.delete(row)
    first, found = rows[0], rows[0]
    for period in periods:
        row = known.get(period.from_at) or AgentAlias(
            pbx_id=first.pbx_id, raw_name=first.raw_name, valid_from=period.from_at, first_seen_at=first.first_seen_at
        )
        row.valid_to, row.person_id = period.to_at, period.person_id
        work.session.add(row)
        if period.from_at <= said.from_at and (period.to_at is None or said.from_at < period.to_at):
            found = row
    work.session.flush()
    return found


def _check(work: Work, period: Period) -> None:
    if period.person_id is not None:
        work.get(Person, period.person_id)
    if period.from_at > work.now or (period.to_at is not None and period.to_at <= period.from_at):
        raise Invalid("bad_period", field="valid_from")


def _periods(work: Work, pbx_id: int, raw_name: str) -> Sequence[AgentAlias]:
    rows = work.session.scalars(
        sa.select(AgentAlias)
        .where(AgentAlias.pbx_id == pbx_id, AgentAlias.raw_name == raw_name)
        .order_by(AgentAlias.valid_from)
        .with_for_update()
    ).all()
    if not rows:
        raise NotFound(what=AgentAlias.__tablename__)
    return rows


def _attribute(work: Work, pbx_id: int, raw_name: str, period: Period) -> None:
    """The rows recorded under the name in the period are the person's."""
    for table, at_us in NAMED:
        change = sa.update(table).where(
            table.pbx_id == pbx_id, table.agent == raw_name, at_us >= micros(period.from_at)
        )
        if period.to_at is not None:
            change = change.where(at_us < micros(period.to_at))
        change = change.values(person_id=period.person_id)
        work.session.execute(change.execution_options(synchronize_session=False))


def _said(raw_name: str, period: Period) -> dict[str, Any]:
    ends = {"from": period.from_at.isoformat(), "to": period.to_at.isoformat() if period.to_at else None}
    return {"name": raw_name, "person": period.person_id, **ends}
