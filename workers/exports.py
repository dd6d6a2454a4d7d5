"""The making of a list as a file: pages read with the asker's own rights, words in the asker's language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext

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
from ticketing.reports.forms import Sheet
from ticketing.reports.lists import to_csv, to_xlsx
from ticketing.reports.words import worded

PAGE = 500
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
        written = _list(job) if job.kind in SHEETS else _sheet(job)
        if written is not None:
            content, rows = written
            do(actor, lambda work: exports.finish(work, job_id, content, rows))


def _list(job: _Job) -> tuple[bytes, int] | None:
    """Tickets or customers, a page at a time."""
    sheet, rows = SHEETS[job.kind], list[Sequence[str]]()
    chosen = [column for key in job.params["columns"] for column in sheet.COLUMNS if column.key == key]
    columns = chosen or [one for one in sheet.COLUMNS if job.kind == "customers" or one.key in ticket_list.USUAL]
    for page in _pages(job):
        rows += [[_cell(sheet.CODED, column.key, row) for column in columns] for row in page]
        if not _goes_on(job.id, len(rows)):
            return None
    head = [gettext(column.title) for column in columns]
    is_csv = job.params["format"] == "csv"
    return to_csv(head, rows) if is_csv else to_xlsx(job.kind, head, rows, job.notes), len(rows)


def _sheet(job: _Job) -> tuple[bytes, int] | None:
    """A sheet with all its rows; called off between reading and writing, it ends there."""
    found = _custom(job) if job.kind.startswith("custom:") else _of_catalogue(job)
    if not _goes_on(job.id, len(found.rows)):
        return None
    sheet = worded(choice.narrowed(found, job.params["columns"]), gettext, TITLES)
    about = [*job.notes, (gettext("Scope"), sheet.scope), (gettext("Business day"), sheet.on)]
    about += [(gettext("Time zone"), sheet.zone), (gettext("Rows"), str(len(sheet.rows)))]
    if sheet.revision:
        about.append((gettext("Revision"), str(sheet.revision)))
    is_csv = job.params["format"] == "csv"
    return sheet_csv(sheet, gettext) if is_csv else sheet_xlsx(sheet, gettext, about), len(sheet.rows)


def _of_catalogue(job: _Job) -> Sheet:
    key = choice.key_of(job.kind)
    first, last = exports.days_of(job.params["words"])
    wanted = made.Wanted(key, first, None, last, most=job.limit, open_numbers=job.is_open)
    with reading() as session:
        return made.sheet(session, _reader(job), wanted)


def _custom(job: _Job) -> Sheet:
    """A report that somebody put together; of one that is gone or no longer shared there is no file."""
    with reading() as session:
        row = custom_reports.one(session, job.actor, int(job.kind.partition(":")[2]))
        if row is None:
            raise NotFound(what="custom_reports")
        asked_for = job.params.get("on")
        on = date.fromisoformat(asked_for) if asked_for else centre().day_of(now())
        return builder.result(session, _reader(job), Plan.of(row.plan), on, row.name, job.limit)


def _reader(job: _Job) -> made.Reader:
    return made.Reader(job.actor, centre(), now(), gettext("Whole centre"))


def _goes_on(job_id: int, handled: int) -> bool:
    with begin(SYSTEM) as work:
        return exports.come_so_far(work, job_id, handled)


def _cell(coded: dict[str, str], key: str, row: dict[str, Any]) -> str:
    value = row[key]
    return word(coded[key], value) if key in coded and value else str(value)


def _pages(job: _Job) -> Iterator[list[dict[str, Any]]]:
    """The rows a page at a time, at most as many as the asker may take."""
    left, after, words = job.limit, None, job.params["words"]
    zone, region = centre().zone, centre().phone_region
    while left > 0:
        with reading() as session:
            size = min(PAGE, left)
            if job.kind == "tickets":
                wanted, sort = finding.read(words, finding.Asked(now(), zone))
                tickets = finding.page(session, job.actor, wanted, after, size, sort)
                page = [ticket_list.plain_row(one, zone, region, open_numbers=job.is_open) for one in tickets]
                after = finding.cursor_of(tickets[-1], sort) if tickets else None
            else:
                files = customers.search(session, words.get("q", ""), after[0] if after else 0, size)
                page = [customer_sheet.plain_row(one, zone, region, open_numbers=job.is_open) for one in files]
                after = (files[-1].id,) if files else None
        if page:
            yield page
        if len(page) < size:
            return
        left -= size
