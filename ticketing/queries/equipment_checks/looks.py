"""The live truth of the moment, item by item: what feeds, calls and our own services show."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from ticketing.domain.equipment_checks import Look, Seen
from ticketing.domain.equipment_checks.judging import Break, Link, Recordings, of_link, of_recordings
from ticketing.domain.instants import instant, micros
from ticketing.models.telephony import Outage, Pbx, PbxSource, SourceKind
from ticketing.models.whole_calls import Call, RecordingFile
from ticketing.queries.equipment_checks import services
from ticketing.queries.equipment_checks.trunks import trunks

Reader: TypeAlias = Callable[[Session, datetime, datetime], list[Seen]]
#: Feeds that are a link which can be lost; outages of a phone system are told beside the first of them.
_LINKS = (SourceKind.AMI, SourceKind.FREESWITCH)
_AWAY = ("link_down", "restart", "gap")


def seen(session: Session, now: datetime, since: datetime) -> dict[Look, list[Seen]]:
    """What is known of every item between the check before and now; some ten statements, whatever the floor."""
    return {look: reader(session, now, since) for look, reader in _READERS.items()}


def _links(session: Session, now: datetime, since: datetime) -> list[Seen]:
    sources = session.scalars(
        sa.select(PbxSource).where(PbxSource.enabled).options(joinedload(PbxSource.pbx)).order_by(PbxSource.id)
    ).all()
    away = _breaks(session, now, since)
    # A restart is told once, beside the feed that would have noticed it first.
    for source in sorted(sources, key=lambda one: one.kind not in _LINKS):
        away.setdefault(("source", source.id), []).extend(away.pop(("pbx", source.pbx_id), []))
    return [of_link(_link(source, away), now) for source in sources]


def _link(source: PbxSource, away: Mapping[tuple[str, int], list[Break]]) -> Link:
    heard = instant(source.last_event_us) if source.last_event_us is not None else None
    subject = f"{source.pbx.name} · {source.name}"
    breaks = away.get(("source", source.id), [])
    return Link(subject, source.link_state.value, source.link_since, source.link_error, heard, breaks)


def _breaks(session: Session, now: datetime, since: datetime) -> dict[tuple[str, int], list[Break]]:
    from_us, to_us = micros(since), micros(now)
    rows = session.scalars(
        sa.select(Outage)
        .where(Outage.kind.in_(_AWAY), Outage.from_us < to_us, sa.func.coalesce(Outage.to_us, to_us) > from_us)
        .order_by(Outage.from_us)
    )
    found: dict[tuple[str, int], list[Break]] = {}
    for row in rows:
        key = ("source", row.source_id) if row.source_id is not None else ("pbx", row.pbx_id)
        end = instant(row.to_us) if row.to_us is not None else None
        found.setdefault(key, []).append(Break(row.kind, instant(max(row.from_us, from_us)), end))
    return found


def _recordings(session: Session, now: datetime, since: datetime) -> list[Seen]:
    ever = set(session.scalars(sa.select(RecordingFile.pbx_id).distinct()))
    answered = sa.and_(Call.answer_us.is_not(None), Call.end_us.is_not(None))
    rows = session.execute(
        sa.select(
            Pbx.id,
            Pbx.name,
            sa.func.count(Call.id).filter(answered),
            sa.func.count(Call.id).filter(answered, Call.has_recording),
        )
        .outerjoin(Call, sa.and_(Call.pbx_id == Pbx.id, Call.first_us >= micros(since), Call.first_us <= micros(now)))
        .group_by(Pbx.id)
        .order_by(Pbx.id)
    )
    return [of_recordings(Recordings(name, told, kept, pbx_id in ever)) for pbx_id, name, told, kept in rows]


_READERS: dict[Look, Reader] = {
    Look.TRUNKS: trunks,
    Look.LINKS: _links,
    Look.RECORDINGS: _recordings,
    Look.SERVICES: services.processes,
    Look.DATABASE: services.database,
    Look.DISK: services.disks,
    Look.BACKUP: services.backup,
}
