"""Stored sheets after an erasure: every count stays, the person's name and number do not (reports.md 2.4)."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from ticketing.models.reports import ReportRun
from ticketing.models.tickets import Ticket
from ticketing.queries.verify_reports import content_hash
from ticketing.work import Work

GONE = "已删除"
#: What of a row is the person's own, by the keys of the sheets' columns.
_PERSONAL = ("customer", "phone", "contact", "address")


def blank(work: Work, name: str, ticket_ids: Collection[int]) -> int:
    """Take the person out of the rows that are about these tickets, and seal the sheets anew; answers how many."""
    numbers = set(work.session.scalars(sa.select(Ticket.number).where(Ticket.id.in_(ticket_ids))))
    if not numbers:
        return 0
    text = sa.cast(ReportRun.content, sa.Text)
    found = sa.select(ReportRun.id).where(sa.or_(*(text.contains(number) for number in sorted(numbers))))
    changed = 0
    for run_id in work.session.scalars(found).all():
        run = work.get(ReportRun, run_id)
        rows = [_without(row, name, numbers) for row in run.content["rows"]]
        if rows != run.content["rows"]:
            run.content = {**run.content, "rows": rows}
            run.content_hash = content_hash(run.content)
            changed += 1
    return changed


def _without(row: dict[str, Any], name: str, numbers: Collection[str]) -> dict[str, Any]:
    """A line of one of these tickets without the person; a line that lists several without the name alone."""
    if {row.get("number"), row.get("ticket")} & set(numbers):
        return row | {key: GONE for key in _PERSONAL if row.get(key)}
    listed = {
        key: value.replace(name, GONE)
        for key, value in row.items()
        if name and isinstance(value, str) and name in value and any(number in value for number in numbers)
    }
    return row | listed
