"""`rexian verify` finds what was changed behind everybody's back."""

from datetime import date

import pytest
import sqlalchemy as sa

from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.reports import ReportRun
from ticketing.queries import verify_reports
from ticketing.queries.verify_reports import content_hash
from workers.commands.verify import SUBJECTS, checked


def sheet(revision, rows, content=None):
    return ReportRun(
        key="agent_day",
        scope="centre",
        period_start=date(2026, 3, 1),
        period_end=date(2026, 3, 1),
        timezone="Asia/Shanghai",
        day_start_hour=4,
        definition_version=1,
        revision=revision,
        state="done",
        content={"rows": rows},
        content_hash=content_hash(content or {"rows": rows}),
    )


@pytest.fixture
def sheets(app):
    with begin(SYSTEM) as work:
        work.add(sheet(1, [{"code": "8001"}]))
        work.add(sheet(2, [{"code": "8002"}]))


def test_an_untouched_system_is_as_it_should_be(sheets):
    assert dict(checked()) == {subject: [] for subject in SUBJECTS}


def test_a_sheet_changed_by_hand_is_named(sheets):
    with begin(SYSTEM) as work:
        work.session.execute(sa.update(ReportRun).where(ReportRun.revision == 2).values(content={"rows": []}))
    with reading() as session:
        (line,) = verify_reports.differences(session)
    assert line == "sheet agent_day of 2026-03-01 revision 2: its content is not what was made"


def test_a_revision_that_is_gone_is_named(sheets):
    with begin(SYSTEM) as work:
        work.session.execute(sa.delete(ReportRun).where(ReportRun.revision == 1))
    with reading() as session:
        (line,) = verify_reports.differences(session)
    assert line == "sheet agent_day of 2026-03-01 revision 2: revision 1 is missing"
