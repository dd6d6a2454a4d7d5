"""Sheets are what their revisions say: hash by hash, revision by revision."""

import hashlib
import json
from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.models.reports import ReportRun


def differences(session: Session) -> list[str]:
    """One line for each finished sheet whose content is not what it was sealed with, or whose revisions have a gap."""
    return list(_differences(session))


def content_hash(content: Mapping[str, object]) -> str:
    """SHA-256 over the canonical JSON of a sheet's content, not over any file's bytes."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _differences(session: Session) -> Iterator[str]:
    order = (ReportRun.key, ReportRun.scope, ReportRun.period_start, ReportRun.revision)
    before: tuple[object, ...] = ()
    for run in session.scalars(sa.select(ReportRun).order_by(*order).execution_options(yield_per=50)):
        name = f"sheet {run.key} of {run.period_start} revision {run.revision}"
        here = (run.key, run.scope, run.period_start)
        expected = 1 if before[:3] != here else int(str(before[3])) + 1
        if run.revision != expected:
            yield f"{name}: revision {expected} is missing"
        if run.state == "done" and run.content_hash != content_hash(run.content):
            yield f"{name}: its content is not what was made"
        before = (*here, run.revision)
