"""A sheet as one reader may see it: the rows within reach, and totals over those only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.permissions import Permission, Reach, reaches_of
from ticketing.errors import NotFound
from ticketing.queries import reports as looks
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.forms import Sheet

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Wanted:
    """Which sheet, of which business day; `revision` None is the newest."""

    key: str
    on: date
    revision: int | None = None


def sheet(session: Session, actor: Actor, wanted: Wanted, zone: ZoneInfo, whole: str) -> Sheet:
    """The finished sheet; `whole` is the reader's word for the whole centre. `NotFound` while it is not made."""
    entry = CATALOGUE.get(wanted.key)
    if entry is None:
        raise NotFound(what="report")
    run = looks.newest(session, wanted.key, wanted.on, wanted.revision)
    if run is None:
        raise NotFound(what="report", on=wanted.on.isoformat())
    rows, scope = _visible(actor, looks.place_of(session, actor.id), run.content["rows"])
    return Sheet(
        form=entry.form,
        number=f"{wanted.key.upper()}-{wanted.on:%Y%m%d}-{run.revision}",
        on=wanted.on.isoformat(),
        scope=scope or whole,
        rows=rows,
        totals=entry.totals(rows),
        revision=run.revision,
        made_at=run.finished_at.astimezone(zone).isoformat() if run.finished_at else None,
    )


def _visible(actor: Actor, me: looks.Place, rows: Sequence[dict[str, Any]]) -> tuple[Rows, str]:
    """Rows out of reach are absent, from the totals too; the scope says whose the sheet is, empty for everybody's."""
    reaches = reaches_of(actor, Permission.REPORT_READ)
    if Reach.ALL in reaches:
        return list(rows), ""
    if Reach.TEAM in reaches and me.team is not None:
        return [row for row in rows if row["team"] == me.team], me.team
    return [row for row in rows if row["code"] == me.code], me.name
