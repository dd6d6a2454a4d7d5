"""Make a plan of a survey, have somebody else approve it, and in the end say what was found."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ticketing.actions import audit, campaigns
from ticketing.domain.campaigns import CampaignState
from ticketing.domain.events import SurveyMoved
from ticketing.domain.permissions import Permission
from ticketing.domain.surveys import Drawing, Method, Population, SurveyState
from ticketing.errors import Conflict, Forbidden, Invalid
from ticketing.models.campaigns import Campaign
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.surveys import Questionnaire, SurveyPlan
from ticketing.work import Work, expect_version

MOST_DAYS = 366


@dataclass(frozen=True)
class SurveyWish:
    """A plan as somebody writes it; queues, owner and questionnaire by code."""

    name: str
    questionnaire: str
    population: Population
    first_on: date
    last_on: date
    ask_from: date
    ask_until: date
    drawing: Drawing
    method: Method
    sample_size: int
    quiet_days: int = 30
    purpose: str = ""
    kinds: tuple[str, ...] = ()
    queue: str = ""
    caller_queue: str = ""
    owner: str = ""
    invitation: str = ""


def make(work: Work, wish: SurveyWish) -> SurveyPlan:
    """A draft. Raises `Invalid`: `unknown_queue`, `unknown_questionnaire`, `unknown_owner`, `days_backwards`,
    `period_too_long`, `caller_queue_missing` (somebody has to ring)."""
    work.require(Permission.SURVEY_WRITE)
    fields = _checked(work, wish)
    row = SurveyPlan(number=f"~{secrets.token_hex(8)}", created_at=work.now, created_by=work.actor.id, **fields)
    work.add(row)
    # The number ends with the row's own: no two doors can want the same.
    row.number = f"SV{work.centre.day_of(work.now):%Y%m%d}-{row.id:04d}"
    told(work, row, "made")
    return row


def edit(work: Work, plan_id: int, version: int | None, wish: SurveyWish) -> SurveyPlan:
    """Another plan, until somebody is asked to approve it. Raises as `make`, `stale_version`, `survey_not_draft`."""
    work.require(Permission.SURVEY_WRITE)
    row = work.get(SurveyPlan, plan_id)
    expect_version(row, version)
    if row.state is not SurveyState.DRAFT:
        raise Conflict("survey_not_draft", state=row.state.value)
    for name, value in _checked(work, wish).items():
        setattr(row, name, value)
    told(work, row, "edited")
    return row


def submit(work: Work, plan_id: int) -> SurveyPlan:
    """Ask somebody else for a yes."""
    row = _moved(work, plan_id, SurveyState.SUBMITTED, Permission.SURVEY_WRITE)
    row.submitted_at, row.remark = work.now, ""
    told(work, row, "submitted")
    return row


def approve(work: Work, plan_id: int) -> SurveyPlan:
    """Yes; never by whoever made it or answers for it (`own_plan`)."""
    row = _moved(work, plan_id, SurveyState.APPROVED, Permission.SURVEY_APPROVE)
    if work.actor.id is not None and work.actor.id in (row.created_by, row.owner_id):
        raise Forbidden("own_plan")
    row.approved_at, row.approved_by = work.now, work.actor.id
    told(work, row, "approved")
    return row


def send_back(work: Work, plan_id: int, reason: str) -> SurveyPlan:
    """No, not so: it is a draft again, with the reason."""
    row = _moved(work, plan_id, SurveyState.DRAFT, Permission.SURVEY_APPROVE)
    row.submitted_at, row.remark = None, reason
    told(work, row, "sent_back")
    return row


def cancel(work: Work, plan_id: int, reason: str) -> SurveyPlan:
    """It is not held, as long as nobody was drawn."""
    row = _moved(work, plan_id, SurveyState.CANCELLED, Permission.SURVEY_WRITE)
    row.remark = reason
    told(work, row, "cancelled")
    return row


def end(work: Work, plan_id: int) -> SurveyPlan:
    """Nobody is asked any more: links are void, who was not rung is left in peace."""
    row = _moved(work, plan_id, SurveyState.DONE, Permission.SURVEY_WRITE)
    row.done_at = work.now
    if row.campaign_id is not None:
        calls = work.get(Campaign, row.campaign_id)
        if calls.state is not CampaignState.DONE:
            with work.as_system():
                campaigns.move(work, calls.id, CampaignState.DONE)
    told(work, row, "done")
    return row


def conclude(work: Work, plan_id: int, version: int | None, findings: str, advice: str, responsible: str) -> SurveyPlan:
    """调查报告: what was found and what becomes better by whom. Raises `stale_version`, `survey_not_drawn`."""
    work.require(Permission.SURVEY_WRITE)
    row = work.get(SurveyPlan, plan_id)
    expect_version(row, version)
    if row.state not in (SurveyState.RUNNING, SurveyState.DONE):
        raise Conflict("survey_not_drawn", state=row.state.value)
    row.findings, row.advice, row.responsible = findings, advice, responsible
    told(work, row, "concluded")
    return row


def told(work: Work, row: SurveyPlan, deed: str, **detail: Any) -> None:
    """Into the journal and the audit."""
    work.record(SurveyMoved(row.id, deed))
    audit.record(work, f"survey_{deed}", f"survey:{row.number}", **detail)


def _moved(work: Work, plan_id: int, state: SurveyState, right: Permission) -> SurveyPlan:
    work.require(right)
    row = work.get(SurveyPlan, plan_id)
    row.move(state)
    return row


def _checked(work: Work, wish: SurveyWish) -> dict[str, Any]:
    for first, last, field in (
        (wish.first_on, wish.last_on, "last_on"),
        (wish.ask_from, wish.ask_until, "ask_until"),
    ):
        if last < first:
            raise Invalid("days_backwards", errors={field: ["days_backwards"]})
        if (last - first).days >= MOST_DAYS:
            raise Invalid("period_too_long", most_days=MOST_DAYS, errors={field: ["period_too_long"]})
    if wish.method is not Method.LINK and not wish.caller_queue:
        raise Invalid("caller_queue_missing", errors={"caller_queue": ["caller_queue_missing"]})
    plain = ("queue", "caller_queue", "questionnaire", "owner", "kinds")
    fields = {name: value for name, value in vars(wish).items() if name not in plain}
    return fields | {
        "kinds": list(wish.kinds),
        "queue_id": _queue(work, wish.queue, "queue"),
        "caller_queue_id": _queue(work, wish.caller_queue, "caller_queue"),
        "questionnaire_id": _questionnaire(work, wish.questionnaire),
        "owner_id": _owner(work, wish.owner),
    }


def _queue(work: Work, code: str, field: str) -> int | None:
    if not code:
        return None
    found = work.session.scalar(sa.select(Queue.id).filter_by(code=code))
    if found is None:
        raise Invalid("unknown_queue", errors={field: ["unknown_queue"]})
    return found


def _questionnaire(work: Work, code: str) -> int:
    found = work.session.scalar(sa.select(Questionnaire.id).filter_by(code=code, active=True))
    if found is None:
        raise Invalid("unknown_questionnaire", errors={"questionnaire": ["unknown_questionnaire"]})
    return found


def _owner(work: Work, code: str) -> int:
    """Whoever makes it, unless somebody else is named."""
    if not code and work.actor.id is not None:
        return work.actor.id
    named = sa.or_(Person.code == code, Person.login == code)
    found = work.session.scalar(sa.select(Person.id).where(named, Person.active))
    if found is None:
        raise Invalid("unknown_owner", errors={"owner": ["unknown_owner"]})
    return found
