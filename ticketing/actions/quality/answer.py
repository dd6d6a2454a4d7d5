"""The agent's word on a score: confirmed, appealed (申诉), or silence until the time is over."""

from datetime import timedelta

import sqlalchemy as sa

from ticketing.actions import timers
from ticketing.actions.quality.keep import APPEAL_TIMER, CONFIRM_TIMER, SUBJECT, held, step, tell
from ticketing.actions.timers import Owed
from ticketing.domain.actors import Role
from ticketing.domain.permissions import Permission
from ticketing.domain.quality import APPEALABLE, CaseState
from ticketing.errors import Conflict, Forbidden
from ticketing.models.people import Person
from ticketing.models.quality import QualityAppeal, QualityCase
from ticketing.models.timers import Timer
from ticketing.queries import quality as looks
from ticketing.work import Work

ASKED, OVERDUE = "quality_appealed", "quality_overdue"


def confirm(work: Work, number: str) -> QualityCase:
    """The agent agrees. Raises `Conflict` (`quality_not_now`), `Forbidden` (`not_your_score`)."""
    case = _own(work, number)
    _confirmed(work, case, by_agent=True)
    step(work, case, "confirmed")
    return case


def appeal(work: Work, number: str, text: str) -> QualityAppeal:
    """The agent does not agree, and says why; in time (`appeal_too_late`). Raises as `confirm`."""
    case = _own(work, number)
    if case.due_at is not None and work.now > case.due_at:
        raise Conflict("appeal_too_late", due_at=case.due_at.isoformat())
    case.state = CaseState.APPEALED
    case.version += 1
    due_at = work.now + timedelta(hours=looks.plan(work.session).decide_h)
    found = QualityAppeal(
        case_id=case.id, at=work.now, by_id=case.person_id, text=text, due_at=due_at, before=case.total or 0
    )
    work.add(found)
    timers.void(work, SUBJECT, case.id, CONFIRM_TIMER)
    timers.plan(work, Owed(SUBJECT, case.id, APPEAL_TIMER, due_at))
    for person_id in _deciders(work, case):
        tell(work, person_id, ASKED, case, "asked")
    step(work, case, "appealed", text=text)
    return found


def confirmation_lapsed(work: Work, timer: Timer) -> None:
    """Nobody spoke in time: the score stands."""
    case = work.get(QualityCase, timer.subject_id)
    if case.state is CaseState.SUBMITTED:
        _confirmed(work, case, by_agent=False)
        step(work, case, "lapsed")


def appeal_overdue(work: Work, timer: Timer) -> None:
    """Nobody decided in time: supervisors hear of it once more."""
    case = work.get(QualityCase, timer.subject_id)
    found = looks.appeal_of(work.session, case.id)
    if case.state is CaseState.APPEALED and found is not None and found.overdue_at is None:
        found.overdue_at = work.now
        for person_id in _deciders(work, case):
            tell(work, person_id, OVERDUE, case, "overdue")
        step(work, case, "overdue")


def _own(work: Work, number: str) -> QualityCase:
    case = held(work, number, Permission.QUALITY_ANSWER)
    # Whoever may read a team's scores does not speak for the agent.
    if work.actor.id != case.person_id:
        raise Forbidden("not_your_score")
    case.must_be(*APPEALABLE)
    return case


def _confirmed(work: Work, case: QualityCase, *, by_agent: bool) -> None:
    case.state, case.confirmed_at, case.by_agent = CaseState.CONFIRMED, work.now, by_agent
    case.version += 1
    timers.void(work, SUBJECT, case.id, CONFIRM_TIMER)


def _deciders(work: Work, case: QualityCase) -> list[int]:
    """Supervisors, but not whoever scored or spoke."""
    scored = {score.by_id for score in looks.scores(work.session, case.id)}
    rows = work.session.scalars(
        sa.select(Person.id).where(Person.active, Person.roles.contains([Role.SUPERVISOR.value])).order_by(Person.id)
    )
    return [person for person in rows if person not in {case.person_id, *case.voices, *scored}]
