"""Lists as downloads: the empty form of a kind, the rows that were not taken with why."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response
from flask_babel import gettext

from ticketing.actions.file_jobs import Importer
from ticketing.api.door import CSV, XLSX
from ticketing.domain.file_jobs import Column
from ticketing.models.file_jobs import FileFault, FileJob
from ticketing.reports.faults import reason_of
from ticketing.reports.lists import to_csv, to_xlsx


def file_of(name: str, kind: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """Rows as a download; `name` is plain ASCII without an ending."""
    body = to_csv(head, rows) if kind == "csv" else to_xlsx(name, head, rows)
    answer = Response(body, mimetype=CSV if kind == "csv" else XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def of_form(importer: Importer, kind: str) -> Response:
    """The heads, and one row that shows what is meant."""
    head = [gettext(column.title) + ("*" if column.required else "") for column in importer.columns]
    return file_of(importer.kind, kind, head, [[_example(column) for column in importer.columns]])


def of_faults(job: FileJob, faults: Sequence[FileFault]) -> tuple[list[str], list[list[str]]]:
    """Line, column and reason in front; behind them the row as it was, to be put right and handed in again."""
    head = [gettext("Line"), gettext("Column"), gettext("Reason"), *(str(title) for title in job.titles)]
    return head, [_row(fault) for fault in faults]


def _row(fault: FileFault) -> list[str]:
    columns = "; ".join(str(one["title"]) for one in fault.faults if one["title"])
    reasons = "; ".join(reason_of(one, gettext) for one in fault.faults)
    return [str(fault.line), columns, reasons, *(str(cell) for cell in fault.cells)]


def _example(column: Column) -> Any:
    return column.example or gettext(next(iter(column.words.values()), "")) if column.words else column.example
