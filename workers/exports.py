"""The making of a list as a file: pages read with the asker's own rights, words in the asker's language."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext

from ticketing.actions import exports
from ticketing.auth.sessions import actor_of_person
from ticketing.db import begin, centre, do, now, reading
from ticketing.domain.actors import SYSTEM, Actor
from ticketing.models.file_jobs import FileJob
from ticketing.pages.vocabulary import word
from ticketing.queries import customers, finding
from ticketing.reports import choice, customer_sheet, made, ticket_list
from ticketing.reports.catalogue import TITLES
from ticketing.reports.files import to_csv as sheet_csv
from ticketing.reports.files import to_xlsx as sheet_xlsx
from ticketing.reports.lists import to_csv, to_xlsx
from ticketing.reports.words import worded

PAGE = 500
SHEETS = {"tickets": ticket_list, "customers": customer_sheet}


def make(job_id: int) -> None:
    """Make the file of a job that is owed; called off in between, it ends where it is."""
    with begin(SYSTEM) as work:
        job = work.get(FileJob, job_id)
        if not job.is_open:
            return
        job.lease(work.now, work.now + exports.LEASE)
        actor = actor_of_person(work.session, job.asker)
        kind, params = job.kind, dict(job.params)
        limit = exports.most(actor)
    if kind.startswith("sheet:"):
        _make_sheet(job_id, actor, kind, params)
        return
    rows: list[Sequence[str]] = []
    with current_app.test_request_context(), force_locale(params["language"]):
        sheet = SHEETS[kind]
        chosen = [column for key in params["columns"] for column in sheet.COLUMNS if column.key == key]
        columns = chosen or [
            column for column in sheet.COLUMNS if kind == "customers" or column.key in ticket_list.USUAL
        ]
        for page in _pages(kind, actor, params["words"], limit):
            rows += [[_cell(sheet.CODED, column.key, row) for column in columns] for row in page]
            if not _goes_on(job_id, len(rows)):
                return
        head = [gettext(column.title) for column in columns]
        content = to_csv(head, rows) if params["format"] == "csv" else to_xlsx(kind, head, rows)
    do(actor, lambda work: exports.finish(work, job_id, content, len(rows)))


def _make_sheet(job_id: int, actor: Actor, kind: str, params: dict[str, Any]) -> None:
    """A sheet of the catalogue with all its rows; called off between reading and writing, it ends there."""
    key = choice.key_of(kind)
    first, last = exports.days_of(params["words"])
    with current_app.test_request_context(), force_locale(params["language"]):
        reader = made.Reader(actor, centre(), now(), gettext("Whole centre"))
        with reading() as session:
            found = made.sheet(session, reader, made.Wanted(key, first, None, last, most=exports.most(actor)))
        if not _goes_on(job_id, len(found.rows)):
            return
        sheet = worded(choice.narrowed(found, params["columns"]), gettext, TITLES)
        about = [
            (gettext("Exported by"), actor.name),
            (gettext("Watermark"), f"E{job_id}"),
            (gettext("Scope"), sheet.scope),
        ]
        content = sheet_csv(sheet, gettext) if params["format"] == "csv" else sheet_xlsx(sheet, gettext, about)
        rows = len(sheet.rows)
    do(actor, lambda work: exports.finish(work, job_id, content, rows))


def _goes_on(job_id: int, handled: int) -> bool:
    with begin(SYSTEM) as work:
        return exports.come_so_far(work, job_id, handled)


def _cell(coded: dict[str, str], key: str, row: dict[str, Any]) -> str:
    value = row[key]
    return word(coded[key], value) if key in coded and value else str(value)


def _pages(kind: str, actor: Actor, words: dict[str, str], limit: int) -> Iterator[list[dict[str, Any]]]:
    """The rows a page at a time, at most `limit` of them."""
    left, after = limit, None
    while left > 0:
        with reading() as session:
            size = min(PAGE, left)
            if kind == "tickets":
                wanted, sort = finding.read(words, finding.Asked(now(), centre().zone))
                tickets = finding.page(session, actor, wanted, after, size, sort)
                page = [ticket_list.plain_row(one, centre().zone, centre().phone_region) for one in tickets]
                after = finding.cursor_of(tickets[-1], sort) if tickets else None
            else:
                files = customers.search(session, words.get("q", ""), after[0] if after else 0, size)
                page = [customer_sheet.plain_row(one, centre().zone, centre().phone_region) for one in files]
                after = (files[-1].id,) if files else None
        if page:
            yield page
        if len(page) < size:
            return
        left -= size
