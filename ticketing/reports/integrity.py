"""The integrity of a night (N10): told to administrators only when something is not as it should be."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ticketing.queries import verify_audit
from ticketing.queries.sheets import integrity
from ticketing.reports.asked import Asked, Row
from ticketing.reports.day_close import BAD, GOOD, NOTE
from ticketing.reports.forms import N_, Column, FormDef, Kind

BACKUP_WITHIN = timedelta(hours=26)

FORM = FormDef(
    key="integrity",
    title=N_("Integrity of the night"),
    version=1,
    subject="night",
    columns=(
        Column("no", N_("Line no."), Kind.COUNT, 5),
        Column("check", N_("What is checked"), width=36, words="integrity_check"),
        Column("state", N_("Finding"), width=12, words="check_state"),
        Column("count", N_("Count"), Kind.COUNT, 8),
        Column("detail", N_("Particulars"), width=40),
    ),
    signatures=(),
    landscape=False,
    notes=(N_("Administrators are told only when something is not in order."),),
)

WORDS: Mapping[str, Mapping[str, str]] = {
    "integrity_check": {
        "audit": N_("The chain of the audit log since the day began"),
        "backup": N_("Age of the last backup, hours"),
        "escalations": N_("Escalations that nobody acknowledged in time"),
        "timers": N_("What was due before the end of the day and is not done"),
        "dirty": N_("Closed days that wait for their correction"),
        "runs": N_("Sheets that could not be made"),
    }
}


def rows(session: Session, asked: Asked) -> list[Row]:
    """A line for each check, as of the end of the day."""
    lo, end = asked.period.bounds
    audit = verify_audit.differences(session, since=lo)
    dirty, failed = integrity.dirty_days(session), integrity.failed_runs(session)
    found = (
        _line("audit", len(audit), audit[:3]),
        _backup(integrity.last_backup(session), end),
        _line("escalations", integrity.unacknowledged(session, end), ()),
        _line("timers", integrity.late_timers(session, end), ()),
        _line("dirty", len(dirty), dirty[:6], NOTE),
        _line("runs", len(failed), failed[:6]),
    )
    return [{"no": no, **one} for no, one in enumerate(found, 1)]


def is_alarming(found: Iterable[Mapping[str, Any]]) -> bool:
    """Whether somebody must be told."""
    return any(row["state"] == BAD for row in found)


def _line(check: str, count: int, examples: Iterable[str], otherwise: str = BAD) -> Row:
    return {"check": check, "state": otherwise if count else GOOD, "count": count, "detail": "; ".join(examples)}


def _backup(last: datetime | None, end: datetime) -> Row:
    """A centre that nobody backs up knows it each morning."""
    if last is None:
        return {"check": "backup", "state": NOTE, "count": None, "detail": ""}
    age = max(end - last, timedelta())
    state = BAD if age > BACKUP_WITHIN else GOOD
    return {"check": "backup", "state": state, "count": int(age.total_seconds() // 3600), "detail": ""}
