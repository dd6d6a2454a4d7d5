"""Draw whom a survey asks, and put those who are rung on the callers' list."""

import hmac
import secrets
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from ticketing.actions import campaigns
from ticketing.actions.campaigns import CampaignWish
from ticketing.actions.surveys import questionnaires
from ticketing.actions.surveys.plans import told
from ticketing.domain.campaigns import CampaignKind, CampaignState, TargetState
from ticketing.domain.permissions import Permission
from ticketing.domain.surveys import Drawn, Left, Method, SurveyState
from ticketing.domain.surveys import draw as drawing
from ticketing.errors import Conflict
from ticketing.models.campaigns import CampaignTarget
from ticketing.models.queues import Queue
from ticketing.models.surveys import SurveyPlan, SurveySubject
from ticketing.models.system import Setting
from ticketing.queries import surveys as looks
from ticketing.queries.surveys import Matter
from ticketing.work import Work

_SECRET = "survey_secret"  # noqa: S105 - where it is kept, not the secret
MOST_SUBJECTS = 5_000


def draw(work: Work, plan_id: int) -> SurveyPlan:
    """Draw the sample of an approved plan, once, and freeze what is asked.

    Raises `Conflict`: `period_not_over` (a day that still runs could be steered), `nobody_to_ask`,
    `sample_too_large` where everybody is asked and they are too many; `IllegalMove` unless it is approved.
    """
    work.require(Permission.SURVEY_WRITE)
    row = work.get(SurveyPlan, plan_id)
    row.move(SurveyState.RUNNING)
    if row.last_on >= work.centre.day_of(work.now):
        raise Conflict("period_not_over", last=row.last_on.isoformat())
    row.seed = hmac.digest(_secret(work), row.number.encode(), "sha256").hex()
    matters = looks.population(work.session, row, work.centre, work.now)
    left, chosen = drawing(row.seed, row.drawing, row.sample_size, (one.candidate for one in matters.values()))
    _refuse(left, len(chosen))
    row.population_size, row.excluded, row.drawn_at = left.population, dict(left.excluded), work.now
    edition = questionnaires.newest(work, row.questionnaire_id)
    edition.used_at = edition.used_at or work.now
    row.edition_id = edition.id
    subjects = _subjects(work, row, chosen, matters)
    if row.method is not Method.LINK:
        _list(work, row, subjects)
    told(work, row, "drawn", population=left.population, excluded=dict(left.excluded), sample=len(chosen))
    return row


def _refuse(left: Left, chosen: int) -> None:
    if not chosen:
        raise Conflict("nobody_to_ask", population=left.population, excluded=dict(left.excluded))
    if chosen > MOST_SUBJECTS:
        raise Conflict("sample_too_large", most=MOST_SUBJECTS, chosen=chosen)


def _subjects(
    work: Work, row: SurveyPlan, chosen: Sequence[Drawn], matters: Mapping[str, Matter]
) -> list[SurveySubject]:
    subjects = []
    for no, drawn in enumerate(chosen, 1):
        matter = matters[drawn.candidate.key]
        subjects.append(
            SurveySubject(
                plan_id=row.id,
                no=no,
                rank=drawn.rank,
                drawn_at=work.now,
                name=matter.name,
                phone=matter.phone,
                customer_id=matter.customer_id,
                ticket_id=matter.ticket_id,
                person_id=matter.person_id,
                queue=drawn.candidate.queue,
                category=drawn.candidate.category,
            )
        )
    work.session.add_all(subjects)
    work.session.flush()
    return subjects


def _list(work: Work, row: SurveyPlan, subjects: Sequence[SurveySubject]) -> None:
    """A running plan of interviews: whoever is ready to ring draws the next, as of any list."""
    queue = work.session.get_one(Queue, row.caller_queue_id)
    wish = CampaignWish(
        name=f"{row.name} {row.number}",
        kind=CampaignKind.INTERVIEW,
        queue=queue.code,
        first_on=row.ask_from,
        last_on=row.ask_until,
        purpose=row.purpose[:300],
    )
    with work.as_system():
        calls = campaigns.make(work, wish)
    calls.created_by = row.owner_id
    targets = [
        CampaignTarget(
            campaign_id=calls.id,
            state=TargetState.WAITING,
            name=one.name,
            phone=one.phone,
            customer_id=one.customer_id,
            ref=f"{row.number}/{one.no}",
        )
        for one in subjects
    ]
    work.session.add_all(targets)
    work.session.flush()
    for one, target in zip(subjects, targets, strict=True):
        one.target_id = target.id
    with work.as_system():
        campaigns.move(work, calls.id, CampaignState.RUNNING)
    row.campaign_id = calls.id


def _secret(work: Work) -> bytes:
    """Made once for a centre, and never shown."""
    row = work.session.scalar(sa.select(Setting).filter_by(key=_SECRET))
    row = row or work.add(Setting(key=_SECRET, value={"hex": secrets.token_hex(32)}))
    return bytes.fromhex(row.value["hex"])
