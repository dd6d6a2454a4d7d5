"""Everything stored that was told of some calls of one phone system, found from any of their ids."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.legs import CdrRecord, CelEvent
from ticketing.domain.signals import SignalKind
from ticketing.domain.whole_calls import Ended, House, Placed, Said, Told
from ticketing.domain.whole_calls.grouping import linked_ids
from ticketing.models.calls import OutboundCall, QueueVisit
from ticketing.models.telephony import AgentAlias, EventStatus, Outage, Pbx, PbxSource, RawEvent
from ticketing.models.whole_calls import CallAlias
from ticketing.queries.folded import visit_of

Fact: TypeAlias = CdrRecord | CelEvent | Ended | Told
#: (its source with the phone system at hand, stored text, stamp, its id) -> what it says of channels, None: nothing.
Reader: TypeAlias = Callable[[PbxSource, str, int, int], Fact | None]
#: Of a phone system that was asked for one call a component never needs more rounds than it has transfers.
_ROUNDS = 12
#: The kinds of feeds whose every line tells of channels.
RECORD_FILES = frozenset({"cdr_csv", "cel_csv", "freeswitch_cdr"})
#: Feeds that only tell of queues: nothing of channels is to be looked for in their lines.
_OF_QUEUES = frozenset({"queue_log", "queue_log_realtime", "http"})


@dataclass
class Gathered:
    """`told` with the rows it came from: visits by callid, and the calls that hold any of the ids so far."""

    told: Told = field(default_factory=Told)
    ids: set[str] = field(default_factory=set)
    visit_rows: dict[str, list[QueueVisit]] = field(default_factory=dict)
    #: call id -> its aliases.
    known: dict[int, set[str]] = field(default_factory=dict)
    sources: set[int] = field(default_factory=set)


def gather(session: Session, pbx: Pbx, callids: Collection[str], read: Reader) -> Gathered:
    """Follow ids from table to table until no new one turns up; a few statements a round, whatever the number."""
    found, fresh = Gathered(), set(callids)
    sources = {source.id: source for source in session.scalars(sa.select(PbxSource).filter_by(pbx_id=pbx.id))}
    tells_of_channels = any(source.kind.value not in _OF_QUEUES for source in sources.values())
    for _ in range(_ROUNDS):
        fresh -= found.ids
        if not fresh:
            break
        found.ids |= fresh
        more = _known_calls(session, pbx.id, fresh, found)
        more |= _visits(session, pbx.id, fresh, found)
        if tells_of_channels:
            more |= _facts(session, pbx.id, fresh, found, sources, read)
        fresh = more
    _placed(session, pbx.id, found)
    starts = sa.select(Outage.from_us).where(Outage.pbx_id == pbx.id, Outage.kind == "restart")
    found.told.restarts = sorted(session.scalars(starts))
    return found


def house_of(session: Session, pbx: Pbx) -> House:
    """What tells inside from outside at this phone system: its settings, and the phones that agents are known by."""
    settings = pbx.settings
    names = session.scalars(sa.select(AgentAlias.raw_name).where(AgentAlias.pbx_id == pbx.id))
    base = House(phones=frozenset(name for name in names if "/" in name))
    ivr = settings.get("ivr")
    return House(
        inner_digits=int(settings.get("inner_digits", base.inner_digits)),
        trunks=frozenset(map(str, settings.get("trunks", ()))),
        phones=base.phones,
        ivr=ivr if isinstance(ivr, Mapping) else base.ivr,
    )


def _known_calls(session: Session, pbx_id: int, fresh: Collection[str], found: Gathered) -> set[str]:
    alias = CallAlias
    mine = sa.select(alias.call_id).where(alias.pbx_id == pbx_id, alias.channel_uniqueid == any_of(fresh))
    wanted = set(session.scalars(mine)) - found.known.keys()
    if not wanted:
        return set()
    rows = session.execute(sa.select(alias.call_id, alias.channel_uniqueid).where(alias.call_id.in_(wanted)))
    ids: set[str] = set()
    for call_id, name in rows:
        found.known.setdefault(call_id, set()).add(name)
        ids.add(name)
    return ids


def _visits(session: Session, pbx_id: int, fresh: Collection[str], found: Gathered) -> set[str]:
    visit = QueueVisit
    rows = session.scalars(sa.select(visit).where(visit.pbx_id == pbx_id, visit.callid == any_of(fresh)))
    ids: set[str] = set()
    for row in rows:
        found.visit_rows.setdefault(row.callid, []).append(row)
        found.told.visits.append(visit_of(row))
        if row.member_uniqueid:
            ids.add(row.member_uniqueid)
    return ids


def _facts(
    session: Session,
    pbx_id: int,
    fresh: Collection[str],
    found: Gathered,
    sources: Mapping[int, PbxSource],
    read: Reader,
) -> set[str]:
    raw = RawEvent
    files = [source.id for source in sources.values() if source.kind.value in RECORD_FILES]
    of_channels = sa.or_(raw.source_id.in_(files), raw.kind == SignalKind.HUNG_UP.value, is_record())
    rows = session.execute(
        sa.select(raw.id, raw.source_id, raw.event_us, raw.raw)
        .where(raw.pbx_id == pbx_id, raw.callid == any_of(fresh), raw.status == EventStatus.OK, of_channels)
        .order_by(raw.id)
    )
    ids: set[str] = set()
    for ref, source_id, event_us, text in rows:
        fact = read(sources[source_id], text, event_us or 0, ref)
        if fact is not None:
            ids |= _keep(found.told, source_id, fact)
    return ids


def _keep(told: Told, source_id: int, fact: Fact) -> set[str]:
    """Put a fact where it belongs; gives the ids that it leads to."""
    if isinstance(fact, CdrRecord):
        told.records.append(Said(source_id, fact))
        names = () if fact.uniqueid else (fact.channel, fact.dstchannel)
        return {fact.uniqueid, fact.linkedid, *names} - {""}
    if isinstance(fact, CelEvent):
        told.events.append(fact)
        return {fact.uniqueid, *linked_ids(fact)} - {""}
    if isinstance(fact, Ended):
        told.ended.append(fact)
        return set()
    told.records += [said._replace(source_id=source_id) for said in fact.records]
    told.ended += fact.ended
    told.links += fact.links
    return {one for link in fact.links for one in link}


def _placed(session: Session, pbx_id: int, found: Gathered) -> None:
    call = OutboundCall
    rows = session.scalars(sa.select(call).where(call.pbx_id == pbx_id, call.callid == any_of(found.ids)))
    found.told.placed = [Placed(row.at_us, row.callid, row.agent, row.connected, row.talk_us) for row in rows]


def is_record() -> sa.ColumnElement[bool]:
    """Whether a stored line is a record or a channel event, as a manager link may tell them among its own events."""
    return sa.or_(RawEvent.kind == "CDR", RawEvent.kind.startswith("CEL:"))


def any_of(values: Iterable[str]) -> sa.ColumnElement[Any]:
    """`= ANY(array)`: one parameter, one plan, however many values."""
    return sa.func.any(sa.cast(sorted(values), sa.ARRAY(sa.Text)))
