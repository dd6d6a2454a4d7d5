"""Ask the people of a sample by a link: one at a time, or all by short message."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from ticketing.actions import deliveries
from ticketing.actions.deliveries import Recipient
from ticketing.actions.surveys.plans import told
from ticketing.domain.days import day_bounds
from ticketing.domain.deliveries import Channel, Template
from ticketing.domain.permissions import Permission
from ticketing.domain.surveys import Method, SurveyState
from ticketing.errors import Conflict, NotFound
from ticketing.models.surveys import SurveyPlan, SurveySubject
from ticketing.work import Work

#: Gives an address and the hash under which it is kept.
Links = Callable[[], tuple[str, str]]
AT_ONCE = 500
INVITATION = "{name}您好,请用一分钟告诉我们您对服务是否满意:{link}"


def link(work: Work, plan_id: int, no: int, links: Links) -> tuple[str, SurveySubject]:
    """A link for one of the sample, good until the last day of asking; one given before is void."""
    work.require(Permission.SURVEY_WRITE)
    plan = _running(work, plan_id)
    found = sa.select(SurveySubject).filter_by(plan_id=plan.id, no=no).with_for_update()
    subject = work.session.scalars(found).one_or_none()
    if subject is None:
        raise NotFound(what=SurveySubject.__tablename__)
    if subject.answered_at is not None:
        raise Conflict("survey_answered", at=subject.answered_at.isoformat())
    url = _ask(work, subject, links, _until(work, plan))
    told(work, plan, "invited", people=1)
    return url, subject


def invite(work: Work, plan_id: int, links: Links) -> int:
    """Owe everybody who was not asked a short message with their link, `AT_ONCE` people a call; how many it were."""
    work.require(Permission.SURVEY_WRITE)
    plan = _running(work, plan_id)
    if plan.method is Method.CALL:
        raise Conflict("survey_by_call")
    open_ = sa.and_(SurveySubject.asked_at.is_(None), SurveySubject.answered_at.is_(None))
    found = sa.select(SurveySubject).where(SurveySubject.plan_id == plan.id, open_).order_by(SurveySubject.no)
    until, people = _until(work, plan), 0
    for subject in work.session.scalars(found.limit(AT_ONCE).with_for_update()):
        url = _ask(work, subject, links, until)
        text = (plan.invitation or INVITATION).replace("{name}", subject.name).replace("{link}", url)
        deliveries.deliver(
            work,
            channel=Channel.SMS,
            to=Recipient(subject.phone, customer_id=subject.customer_id),
            template=Template.MESSAGE,
            values={"subject": plan.name, "text": text},
            key=f"survey:{subject.id}",
        )
        people += 1
    told(work, plan, "invited", people=people)
    return people


def _ask(work: Work, subject: SurveySubject, links: Links, until: datetime) -> str:
    url, subject.token_hash = links()
    subject.asked_at, subject.expires_at = subject.asked_at or work.now, until
    return url


def _until(work: Work, plan: SurveyPlan) -> datetime:
    return day_bounds(plan.ask_until, work.centre.zone, work.centre.day_start_hour)[1]


def _running(work: Work, plan_id: int) -> SurveyPlan:
    plan = work.get(SurveyPlan, plan_id)
    if plan.state is not SurveyState.RUNNING:
        raise Conflict("survey_not_running", state=plan.state.value)
    return plan
