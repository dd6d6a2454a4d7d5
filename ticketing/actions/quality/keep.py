"""What every deed on a case does: find it within reach, write down the step, tell who must know."""

import secrets
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit, notices
from ticketing.domain.events import QualityMoved
from ticketing.domain.permissions import Permission
from ticketing.errors import Forbidden, NotFound
from ticketing.models.quality import QualityCase, QualityStep
from ticketing.queries.quality import Facts
from ticketing.work import Work

SUBJECT = "quality"
CONFIRM_TIMER, APPEAL_TIMER = "quality_confirm", "quality_appeal"


def held(work: Work, number: str, right: Permission) -> QualityCase:
    """The case, locked. `Forbidden` without the right, `NotFound` where it does not reach."""
    work.require(right)
    found = work.session.scalar(sa.select(QualityCase.id).filter_by(number=number))
    if found is None:
        raise NotFound(what=QualityCase.__tablename__)
    case = work.get(QualityCase, found)
    work.require(right, case.target)
    return case


def made(work: Work, found: Facts, person_id: int, **more: Any) -> QualityCase:
    """A new case of this person's part in a call."""
    case = QualityCase(
        **{name: value for name, value in vars(found).items() if name != "teams"},
        person_id=person_id,
        team_id=found.teams.get(person_id),
        created_at=work.now,
        number=f"~{secrets.token_hex(8)}",
        **more,
    )
    work.add(case)
    # The number ends with the row's own: no two doors can want the same.
    case.number = f"QA{work.centre.day_of(work.now):%Y%m%d}-{case.id:05d}"
    return case


def not_own(work: Work, case: QualityCase) -> None:
    """Raises `Forbidden` (`own_call`): nobody scores or decides about a call in which they spoke."""
    if work.actor.id is not None and work.actor.id in (case.person_id, *case.voices):
        raise Forbidden("own_call")


def step(work: Work, case: QualityCase, deed: str, **detail: Any) -> None:
    """Into the case's own history, the journal and the audit."""
    work.session.add(QualityStep(case_id=case.id, at=work.now, by_id=work.actor.id, deed=deed, detail=detail))
    work.record(QualityMoved(case.id, case.person_id, deed, case.total))
    audit.record(work, f"quality_{deed}", f"quality:{case.number}", **detail)


def tell(work: Work, person_id: int, kind: str, case: QualityCase, cause: str) -> None:
    """A notice that leads to the case."""
    params: notices.Params = {"case": case.number, "total": case.total}
    notices.tell(work, person_id, kind, f"{kind}:{case.id}:{cause}", notices.Subject(), params)
