"""A revision as a mail: the sheet as its reader may see it, in their language, with the workbook beside it."""

from collections.abc import Mapping, Sequence

from flask import current_app
from flask_babel import force_locale, gettext

from ticketing.actions.deliveries import OutFile
from ticketing.auth.sessions import actor_of_person
from ticketing.db import centre, now, reading
from ticketing.errors import TicketingError
from ticketing.models.people import Person
from ticketing.models.reports import ReportRun
from ticketing.reports import corrections, made
from ticketing.reports.catalogue import CATALOGUE, TITLES
from ticketing.reports.files import to_xlsx
from ticketing.reports.forms import Sheet
from ticketing.reports.words import WORDS, worded

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_LINES = 10


def written(run_id: int, person_id: int) -> tuple[Mapping[str, str], Sequence[OutFile]]:
    """What fills the words of the mail, and what hangs on it; who may not open the sheet is told in words alone."""
    with reading() as session:
        run = session.get_one(ReportRun, run_id)
        person = session.get_one(Person, person_id)
        actor, language = actor_of_person(session, person), person.language or "zh_CN"
    with current_app.test_request_context(), force_locale(language):
        sheet = _sheet(run, made.Reader(actor, centre(), now(), gettext("Whole centre")))
        said = {
            "title": gettext(CATALOGUE[run.key].form.title),
            "on": run.period_start.isoformat(),
            "detail": corrections.told(sheet, gettext) if sheet is not None else _in_words(run),
            "link": f"/reports/{run.key}?on={run.period_start}",
        }
        return said, [_file(run, sheet)] if sheet is not None else []


def _sheet(run: ReportRun, reader: made.Reader) -> Sheet | None:
    """Exactly this revision, whatever has come after it."""
    try:
        with reading() as session:
            found = made.sheet(session, reader, made.Wanted(run.key, run.period_start, run.revision))
    except TicketingError:
        return None
    return worded(found, gettext, TITLES)


def _in_words(run: ReportRun) -> str:
    """What is not in order, line by line."""
    rows = [row for row in run.content["rows"] if row.get("state") == "bad"]
    tables = {**WORDS.get("integrity_check", {}), **WORDS.get("close_check", {})}
    return "\n".join(
        f"{gettext(tables.get(row['check'], row['check']))}: {row['count']} {row['detail']}".strip()
        for row in rows[:_MOST_LINES]
    )


def _file(run: ReportRun, sheet: Sheet) -> OutFile:
    name = f"{sheet.form.key}_{run.period_start}_{run.revision}.xlsx"
    about = [(gettext("No."), sheet.number), (gettext("Scope"), sheet.scope), (gettext("Revision"), str(run.revision))]
    about += [(gettext("Time zone"), sheet.zone), (gettext("Made at"), sheet.made_at or "")]
    return OutFile(name, XLSX, to_xlsx(sheet, gettext, about))
