"""The making of a list as a file: pages read with the asker's own rights, words in the asker's language."""

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from ticketing.actions import exports
from ticketing.auth.sessions import actor_of_person
from ticketing.db import begin, centre, do, now, reading
from ticketing.domain.actors import SYSTEM, Actor
from ticketing.domain.builder import Plan
from ticketing.errors import NotFound
from ticketing.models.file_jobs import FileJob
from ticketing.pages.vocabulary import word
from ticketing.queries import custom_reports, customers, finding
from ticketing.reports import builder, choice, customer_sheet, made, ticket_list
from ticketing.reports.catalogue import TITLES
from ticketing.reports.files import to_csv as sheet_csv
from ticketing.reports.files import to_xlsx as sheet_xlsx
from ticketing.reports.lists import to_csv, to_xlsx
from ticketing.reports.running import Running, running, whole
from ticketing.reports.words import row_worded, worded

PAGE = 500
#: The bar moves, and a file that was called off ends, every so many rows.
NOTED = 1_000
SHEETS = {"tickets": ticket_list, "customers": customer_sheet}


@dataclass(frozen=True)
class _Job:
    """What a worker needs to know of a file: whose, which list, how it is written, at most so many rows."""

    id: int
    actor: Actor
    kind: str
    params: dict[str, Any]
    limit: int

    @property
    def is_open(self) -> bool:
        """Whether somebody allowed whole numbers."""
        return "open" in self.params

    @property
    def notes(self) -> list[tuple[str, str]]:
        return [
            (gettext("Exported by"), self.actor.name),
            (gettext("Exported at"), now().astimezone(centre().zone).strftime("%Y-%m-%d %H:%M:%S")),
            (gettext("Watermark"), f"E{self.id}"),
        ]


def make(job_id: int) -> None:
    """Make the file of a job that is owed; called off in between, it ends where it is."""
    with begin(SYSTEM) as work:
        row = work.get(FileJob, job_id)
        if not row.is_open:
            return
        row.lease(work.now, work.now + exports.LEASE)
        actor = actor_of_person(work.session, row.asker)
        job = _Job(job_id, actor, row.kind, dict(row.params), exports.allowed(work, actor))
    with current_app.test_request_context(), force_locale(job.params["language"]):
        try:
            content, rows = _list(job) if job.kind in SHEETS else _sheet(job)
        except _CalledOffError:
            return
        do(actor, lambda work: exports.finish(work, job_id, content, rows))


class _CalledOffError(Exception):
    """Whoever asked for the file does not want it any more."""


def _list(job: _Job) -> tuple[bytes, int]:
    """Tickets or customers, a page at a time."""
    sheet = SHEETS[job.kind]
    chosen = [column for key in job.params["columns"] for column in sheet.COLUMNS if column.key == key]
    columns = chosen or [one for one in sheet.COLUMNS if job.kind == "customers" or one.key in ticket_list.USUAL]
    head, counted = [gettext(column.title) for column in columns], _Counted(job)
    write = [_writer(sheet.CODED, column.key) for column in columns]
    rows = ([one(row) for one in write] for row in counted.over(_rows(job)))
    is_csv = job.params["format"] == "csv"
    content = to_csv(head, rows) if is_csv else to_xlsx(job.kind, head, rows, job.notes)
    return content, counted.rows


def _sheet(job: _Job) -> tuple[bytes, int]:
    """A sheet with all its rows, written while they are read."""
    counted = _Counted(job)
    with reading() as session:
        found = _custom(session, job) if job.kind.startswith("custom:") else _of_catalogue(session, job)
        sheet = worded(choice.narrowed(found.sheet, job.params["columns"]), gettext, TITLES)
        say = row_worded(sheet.form, gettext, TITLES)
        stream = (say(row) for row in counted.over(found.rows)), found.totals
        about = [*job.notes, (gettext("Scope"), sheet.scope), (gettext("Business day"), sheet.on)]
        about += [(gettext("Time zone"), sheet.zone)]
        if sheet.revision:
            about.append((gettext("Revision"), str(sheet.revision)))
        is_csv = job.params["format"] == "csv"
        content = sheet_csv(sheet, gettext, stream) if is_csv else sheet_xlsx(sheet, gettext, about, stream)
    return content, counted.rows


def _of_catalogue(session: Session, job: _Job) -> Running:
    key = choice.key_of(job.kind)
    first, last = exports.days_of(job.params["words"])
    wanted = made.Wanted(key, first, None, last, most=job.limit, open_numbers=job.is_open)
    return running(session, _reader(job), wanted)


def _custom(session: Session, job: _Job) -> Running:
    """A report that somebody put together; of one that is gone or no longer shared there is no file."""
    row = custom_reports.one(session, job.actor, int(job.kind.partition(":")[2]))
    if row is None:
        raise NotFound(what="custom_reports")
    asked_for = job.params.get("on")
    on = date.fromisoformat(asked_for) if asked_for else centre().day_of(now())
    return whole(builder.result(session, _reader(job), Plan.of(row.plan), on, row.name, job.limit))


def _reader(job: _Job) -> made.Reader:
    return made.Reader(job.actor, centre(), now(), gettext("Whole centre"))


class _Counted:
    """Counts the rows that go into the file; every so many it notes them, and ends when the file was called off."""

    def __init__(self, job: _Job) -> None:
        self.rows, self._job = 0, job

    def over(self, found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for row in found:
            if self.rows % NOTED == 0:
                self._note()
            self.rows += 1
            yield row
        self._note()

    def _note(self) -> None:
        with begin(SYSTEM) as work:
            if not exports.come_so_far(work, self._job.id, self.rows):
                raise _CalledOffError


def _writer(coded: dict[str, str], key: str) -> Callable[[dict[str, Any]], str]:
    """How one column of a row is said; each word is looked up once for all rows."""
    if key not in coded:
        return lambda row: str(row[key])
    once = functools.cache(lambda value: word(coded[key], value) if value else str(value))
    return lambda row: once(row[key])


def _rows(job: _Job) -> Iterator[dict[str, Any]]:
    """The rows, read a page at a time, at most as many as the asker may take."""
    left, after, words = job.limit, None, job.params["words"]
    zone, region = centre().zone, centre().phone_region
    while left > 0:
        with reading() as session:
            size = min(PAGE, left)
            if job.kind == "tickets":
                wanted, sort = finding.read(words, finding.Asked(now(), zone))
                tickets = finding.page(session, job.actor, wanted, after, size, sort, ticket_list.NEEDED)
                page = [ticket_list.plain_row(one, zone, region, open_numbers=job.is_open) for one in tickets]
                after = finding.cursor_of(tickets[-1], sort) if tickets else None
            else:
                files = customers.search(session, words.get("q", ""), after[0] if after else 0, size)
                page = [customer_sheet.plain_row(one, zone, region, open_numbers=job.is_open) for one in files]
                after = (files[-1].id,) if files else None
        yield from page
        if len(page) < size:
            return
        left -= size
