"""A sheet as one reader may see it: the rows within reach, and totals over those only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ticketing.domain.actors import Actor
from ticketing.domain.centre import Centre
from ticketing.domain.permissions import Permission, Reach, Verdict, judge, reaches_of
from ticketing.errors import Forbidden, Invalid, NotFound
from ticketing.models.reports import ReportRun
from ticketing.queries import reports as looks
from ticketing.reports import day_close
from ticketing.reports.asked import MOST_ROWS, Asked
from ticketing.reports.catalogue import CATALOGUE
from ticketing.reports.corrections import changes
from ticketing.reports.entries import Entry, no_charts
from ticketing.reports.forms import Layout, Sheet
from ticketing.reports.periods import Grain, Period, span_around

Rows = list[dict[str, Any]]
MOST_DAYS = 366
#: So many empty lines stand on a list that is printed to be filled in by hand.
BLANK_LINES = 18


@dataclass(frozen=True)
class Wanted:
    """Which sheet, of which business day or days; `revision` None is the newest, `number` names the one matter."""

    key: str
    on: date
    revision: int | None = None
    until: date | None = None
    number: str = ""
    is_blank: bool = False
    most: int = MOST_ROWS
    open_numbers: bool = False


@dataclass(frozen=True)
class Reader:
    """Who looks, at which centre and when; `whole` is their word for the whole centre."""

    actor: Actor
    centre: Centre
    now: datetime
    whole: str


def entry_of(actor: Actor, key: str) -> Entry:
    """The definition of a sheet that the actor may open; `NotFound` and `Forbidden` tell apart what does not exist."""
    entry = CATALOGUE.get(key)
    if entry is None:
        raise NotFound(what="report")
    # Whoever hears calls opens the sheets of quality without a right to the others.
    needed = {entry.right} if entry.right is Permission.QUALITY_READ else {Permission.REPORT_READ, entry.right}
    for right in sorted(needed):
        if judge(actor, right) is Verdict.FORBIDDEN:
            raise Forbidden(permission=right.value)
    return entry


def sheet(session: Session, reader: Reader, wanted: Wanted) -> Sheet:
    """The filled-in sheet. `NotFound` while a nightly one is not made or a matter is not within reach; `Invalid` for
    `period_ahead`, `period_reversed`, `period_too_long` and a form without its `number`."""
    entry = entry_of(reader.actor, wanted.key)
    if wanted.is_blank:
        return _blank(session, entry)
    period = period_of(entry, reader, wanted)
    # Stored rows hold no whole number.
    if entry.nightly and not wanted.open_numbers and (entry.is_personal or _sees_all(reader.actor, entry)):
        return _stored(session, entry, reader, wanted, period)
    return _filled(session, entry, reader, wanted, period)


def period_of(entry: Entry, reader: Reader, wanted: Wanted) -> Period:
    first, last = span_around(wanted.on, entry.grain)
    if entry.grain is Grain.SPAN and wanted.until is not None:
        last = wanted.until
    if last < first:
        raise Invalid("period_reversed", first=first.isoformat(), last=last.isoformat())
    if last - first >= timedelta(days=MOST_DAYS):
        raise Invalid("period_too_long", most_days=MOST_DAYS)
    hour = 0 if entry.begins_at_midnight else reader.centre.day_start_hour
    period = Period(first, reader.centre.zone, hour, last)
    if period.bounds[0] > reader.now:
        raise Invalid("period_ahead", first=first.isoformat())
    return period


def _stored(session: Session, entry: Entry, reader: Reader, wanted: Wanted, period: Period) -> Sheet:
    run = looks.newest(session, wanted.key, period.day, wanted.revision)
    if run is None:
        raise NotFound(what="report", on=period.day.isoformat())
    before = looks.newest(session, wanted.key, period.day, run.revision - 1) if run.revision > 1 else None
    rows, scope = _visible(reader.actor, entry, looks.place_of(session, reader.actor.id), run.content["rows"])
    old, _ = _visible(
        reader.actor, entry, looks.place_of(session, reader.actor.id), before.content["rows"] if before else []
    )
    known = Sheet(
        form=entry.form,
        number=f"{wanted.key.upper()}-{period.day:%Y%m%d}-{run.revision}",
        on=said_days(period),
        scope=scope or reader.whole,
        rows=[row for row in rows if not row.get("drawn")],
        totals=entry.totals(rows),
        revision=run.revision,
        made_at=run.finished_at.astimezone(period.zone).isoformat() if run.finished_at else None,
        zone=f"{run.timezone} {0 if entry.begins_at_midnight else run.day_start_hour:02d}:00",
        charts=entry.draw(rows),
        version=run.definition_version,
        unheard_min=_unheard(session, entry, period),
        correction=dict(run.correction),
        signer=_signer(run, period),
        afterwards=_afterwards(session, reader, entry, run),
    )
    return replace(known, changed=changes(entry.form, old, known.rows)) if before is not None else known


def _unheard(session: Session, entry: Entry, period: Period) -> int:
    """Of no interest where no call is counted."""
    if entry.form.subject not in {"calls", "people"} or entry.grain not in {Grain.DAY, Grain.SPAN}:
        return 0
    return day_close.unheard_min(session, Asked(period))


def _signer(run: ReportRun, period: Period) -> str:
    """Who signed the month, and when."""
    if run.signed_at is None:
        return ""
    return f"{run.signer.name if run.signer else ''} {run.signed_at.astimezone(period.zone):%Y-%m-%d %H:%M}".strip()


def _afterwards(session: Session, reader: Reader, entry: Entry, run: ReportRun) -> tuple[Any, ...]:
    """What became known since it was signed, as far as the reader may see it."""
    if run.signed_at is None:
        return ()
    rows = [
        {"team": one.team, "code": one.code, "name": one.name, "on": one.on_day.isoformat(), "parts": one.parts}
        | {"into": f"{one.into_month:%Y-%m}", "detail": one.detail}
        for one in looks.adjustments_of(session, entry.form.key, run.period_start, run.period_end)
    ]
    return tuple(_visible(reader.actor, entry, looks.place_of(session, reader.actor.id), rows)[0])


def _filled(session: Session, entry: Entry, reader: Reader, wanted: Wanted, period: Period) -> Sheet:
    if entry.grain is Grain.ONE and not wanted.number:
        raise Invalid("number_missing", errors={"number": ["required"]})
    asked = asked_of(reader, wanted, period)
    known = head(session, entry, asked, reader)
    every = list(entry.rows(session, asked))
    if entry.is_personal:
        every, scope = _visible(reader.actor, entry, looks.place_of(session, reader.actor.id), every)
        known = replace(known, scope=scope or known.scope)
    rows = [row for row in every if not row.get("drawn")] if entry.draw is not no_charts else every
    return replace(known, rows=rows, totals=entry.totals(every), charts=entry.draw(every))


def asked_of(reader: Reader, wanted: Wanted, period: Period) -> Asked:
    """What a sheet that is filled when somebody looks is filled for."""
    region = reader.centre.phone_region
    return Asked(period, reader.actor, wanted.number, reader.now, region, wanted.most, wanted.open_numbers)


def head(session: Session, entry: Entry, asked: Asked, reader: Reader) -> Sheet:
    """A sheet without its rows: number, days, scope, and of a form whose matter it is."""
    is_form, period = entry.grain is Grain.ONE, asked.period
    return Sheet(
        form=entry.form,
        number=(asked.number if is_form else "") or f"{entry.form.key.upper()}-{period.day:%Y%m%d}",
        on=said_days(period),
        scope=_scope(session, entry, reader),
        rows=[],
        totals={},
        made_at=reader.now.astimezone(period.zone).isoformat(),
        zone=f"{reader.centre.timezone} {period.start_hour:02d}:00",
        unheard_min=_unheard(session, entry, period),
        signed=entry.signed(session, asked) if is_form else {},
        facts=entry.facts(session, asked) if is_form else {},
    )


def _blank(session: Session, entry: Entry) -> Sheet:
    """空表打印: what is on the form without anybody's writing; a form of fixed items keeps them."""
    items = entry.items_now(session) if entry.items_now is not None else entry.items
    lines = 1 if entry.form.layout is Layout.FORM else BLANK_LINES
    rows = [dict(row) for row in items] or [{} for _ in range(lines)]
    return Sheet(entry.form, "", "", "", rows, entry.totals(rows) if items else {}, is_blank=True)


def said_days(period: Period) -> str:
    first, last = period.day.isoformat(), period.last.isoformat()
    return first if first == last else f"{first} – {last}"


def _sees_all(actor: Actor, entry: Entry) -> bool:
    return Reach.ALL in reaches_of(actor, entry.right)


def _scope(session: Session, entry: Entry, reader: Reader) -> str:
    """Whose the sheet is: everybody's, the reader's team's, or their own."""
    reaches = reaches_of(reader.actor, entry.right)
    if Reach.ALL in reaches:
        return reader.whole
    me = looks.place_of(session, reader.actor.id)
    return me.team if me.team is not None and Reach.TEAM in reaches else me.name


def _visible(actor: Actor, entry: Entry, me: looks.Place, rows: Sequence[dict[str, Any]]) -> tuple[Rows, str]:
    """Rows out of reach are absent, from the totals too; the scope says whose the sheet is, empty for everybody's."""
    reaches = reaches_of(actor, entry.right)
    if Reach.ALL in reaches:
        return list(rows), ""
    if Reach.TEAM in reaches and me.team is not None:
        return [row for row in rows if row["team"] == me.team], me.team
    return [row for row in rows if row["code"] == me.code], me.name
