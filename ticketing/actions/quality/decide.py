"""Decide an appeal (复核): by somebody who neither scored nor spoke in the call; the score stands or another counts."""

from ticketing.actions import reports, timers
from ticketing.actions.quality.keep import APPEAL_TIMER, SUBJECT, held, not_own, step, tell
from ticketing.actions.quality.score import Scored
from ticketing.domain.permissions import Permission
from ticketing.domain.quality import CaseState, Decision, ScorePart, Tally, tally
from ticketing.errors import Conflict, Forbidden
from ticketing.models.quality import QualityAppeal, QualityCase, QualityScore
from ticketing.queries import quality as looks
from ticketing.reports import agent_month, quality_month
from ticketing.work import Work, expect_version

NOTICE = "quality_decided"


def decide(work: Work, number: str, version: int | None, note: str, said: Scored | None) -> QualityCase:
    """`said` None lets the score stand, else it is the one that counts from now on.

    Raises `Forbidden` (`own_score`, `own_call`), `Conflict` (`quality_not_now`, `stale_version`, `score_unchanged`:
    a change that comes to the same) and what `tally` raises.
    """
    case = held(work, number, Permission.QUALITY_DECIDE)
    not_own(work, case)
    first = next(one for one in looks.scores(work.session, case.id) if one.part is ScorePart.FIRST)
    if first.by_id == work.actor.id or work.actor.id is None:
        raise Forbidden("own_score")
    case.must_be(CaseState.APPEALED)
    expect_version(case, version)
    appeal = looks.appeal_of(work.session, case.id)
    if appeal is None:
        raise Conflict("quality_not_now", state=case.state.value)
    if said is not None:
        _change(work, case, first, said)
    _close(work, case, appeal, note, Decision.UPHELD if said is None else Decision.CHANGED)
    timers.void(work, SUBJECT, case.id, APPEAL_TIMER)
    if case.scored_at is not None:
        # The lists of a month that is over are corrected where everybody can see it.
        told = {"cause": "appeal", "detail": case.number}
        for form in (quality_month.FORM, agent_month.FORM):
            reports.again(work, form.key, work.centre.day_of(case.scored_at), told)
    for person_id in {case.person_id, first.by_id}:
        tell(work, person_id, NOTICE, case, "decided")
    step(work, case, "decided", before=appeal.before, after=case.total, decision=appeal.decision, note=note)
    return case


def _change(work: Work, case: QualityCase, first: QualityScore, said: Scored) -> None:
    found: Tally = tally(first.edition.edition, said.answers, said.fatals)
    fresh = said.columns()
    if found.total == case.total and fresh["answers"] == first.answers and fresh["fatals"] == first.fatals:
        raise Conflict("score_unchanged")
    at = {"begun_at": work.now, "saved_at": work.now, "submitted_at": work.now}
    who = {"by_id": work.actor.id, "part": ScorePart.REVIEW, "edition_id": first.edition_id}
    work.add(QualityScore(case_id=case.id, total=found.total, **who, **at, **fresh))
    case.counts(found.total, found.grade, found.is_fatal)


def _close(work: Work, case: QualityCase, appeal: QualityAppeal, note: str, decision: Decision) -> None:
    case.state = CaseState.SETTLED
    appeal.decided_at, appeal.decided_by = work.now, work.actor.id
    appeal.decision, appeal.note, appeal.after = decision, note, case.total
