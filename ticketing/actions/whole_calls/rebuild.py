"""Owe calls that no batch touched: a whole phone system's at will, and those that a restart left hanging."""

import sqlalchemy as sa

from ticketing.actions.owed_calls import owe
from ticketing.models.calls import OutboundCall, QueueVisit
from ticketing.models.telephony import EventStatus, Outage, PbxSource, RawEvent
from ticketing.models.whole_calls import Call
from ticketing.queries.told import RECORD_FILES, is_record
from ticketing.work import Work

#: Calls ended in one sweep.
_MOST = 1_000


def rebuild(work: Work, pbx_id: int, from_us: int = 0) -> int:
    """Owe every call of a phone system that anything since `from_us` speaks of; gives how many ids that are."""
    visits = sa.select(QueueVisit.callid).where(QueueVisit.pbx_id == pbx_id, QueueVisit.enter_us >= from_us)
    placed = sa.select(OutboundCall.callid).where(OutboundCall.pbx_id == pbx_id, OutboundCall.at_us >= from_us)
    raw = RawEvent
    records = sa.select(raw.callid).where(
        raw.pbx_id == pbx_id,
        raw.status == EventStatus.OK,
        sa.or_(
            raw.source_id.in_(sa.select(PbxSource.id).where(sa.cast(PbxSource.kind, sa.Text).in_(RECORD_FILES))),
            is_record(),
        ),
        raw.event_us >= from_us,
        raw.callid.is_not(None),
    )
    ids = sorted({callid for callid in work.session.scalars(sa.union(visits, placed, records)) if callid})
    owe(work, pbx_id, ids)
    return len(ids)


def sweep(work: Work) -> int:
    """Owe the calls that a restart of their phone system cut off: nothing will ever be told of their end (P10)."""
    over = sa.exists().where(
        Outage.pbx_id == Call.pbx_id, Outage.kind == "restart", Outage.to_us.is_not(None), Outage.to_us > Call.first_us
    )
    rows = work.session.execute(sa.select(Call.pbx_id, Call.root).where(Call.end_us.is_(None), over).limit(_MOST))
    by_pbx: dict[int, list[str]] = {}
    for pbx_id, root in rows:
        by_pbx.setdefault(pbx_id, []).append(root)
    for pbx_id, roots in by_pbx.items():
        owe(work, pbx_id, roots)
    return sum(map(len, by_pbx.values()))
