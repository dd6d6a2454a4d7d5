"""Draw the calls of a period: done again it chooses the same, and what came late enters by its own rank alone."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.actions.quality.keep import made
from ticketing.domain.actors import Role
from ticketing.domain.days import day_bounds, monday_of
from ticketing.domain.events import QualityDrawn
from ticketing.domain.instants import micros
from ticketing.domain.permissions import Permission
from ticketing.domain.quality import CaseState, Origin, Pick, SamplePlan, pick, seed_of
from ticketing.errors import Invalid
from ticketing.models.people import Person
from ticketing.models.quality import QualityCase, QualityDraw
from ticketing.models.system import Setting
from ticketing.models.whole_calls import CallDue
from ticketing.queries import quality as looks
from ticketing.work import Work

MOST_DAYS = 31
_SECRET = "quality_secret"  # noqa: S105 - where it is kept, not the secret
#: So long after Monday began, the calls of Sunday night are all told.
_SETTLED = timedelta(hours=2)
_FEW_DUES = 20


def draw(work: Work, first: date, last: date) -> QualityDraw:
    """Choose of the business days from `first` to `last`. Raises `Invalid`: `period_reversed`, `period_too_long`,
    `period_ahead` (a day that is not over could still be steered)."""
    work.require(Permission.QUALITY_ADMIN)
    _check(work, first, last)
    row = work.session.scalar(sa.select(QualityDraw).filter_by(first_on=first, last_on=last).with_for_update())
    # A period that was drawn keeps its plan: another one would be a way to steer.
    plan = SamplePlan.of(row.plan) if row is not None else looks.plan(work.session)
    frame, picks = _picks(work, plan, first, last)
    if row is None:
        seed = seed_of(_secret(work), first, last)
        kept = {"seed": seed, "plan": plan.document(), "drawn_at": work.now, "by_id": work.actor.id}
        row = work.add(QualityDraw(first_on=first, last_on=last, frame=frame, times=0, **kept))
    row.frame, row.times, row.drawn_at = frame, row.times + 1, work.now
    withdrawn = _withdraw(work, row, {(one.candidate.call_id, one.candidate.person_id) for one in picks})
    added = _add(work, row, picks)
    work.record(QualityDrawn(row.id, added, withdrawn))
    days = {"first": first.isoformat(), "last": last.isoformat()}
    audit.record(work, "quality_drawn", f"draw:{row.id}", **days, frame=frame, added=added, withdrawn=withdrawn)
    return row


def draw_owed(work: Work) -> QualityDraw | None:
    """Last week's draw, once, as soon as Monday is two hours old; None when nothing is owed."""
    today = work.centre.day_of(work.now - _SETTLED)
    first = monday_of(today) - timedelta(days=7)
    last = first + timedelta(days=6)
    anybody = sa.select(Person.id).where(Person.active, Person.roles.contains([Role.INSPECTOR.value])).limit(1)
    is_done = work.session.scalar(sa.select(QualityDraw.id).filter_by(first_on=first, last_on=last)) is not None
    # While a long log is read in, calls are still to come: nothing is drawn from half a week.
    unread = work.session.scalar(sa.select(sa.func.count()).select_from(CallDue)) or 0
    if is_done or unread > _FEW_DUES or not looks.plan(work.session).weekly or work.session.scalar(anybody) is None:
        return None
    is_heard = looks.any_call(work.session, *_bounds(work, first, last))
    return draw(work, first, last) if is_heard else None


def repeated(work: Work, draw_id: int) -> tuple[QualityDraw, list[Pick], set[tuple[int, int]]]:
    """The draw worked out again from its seed and plan, and what it chose: for whoever wants to see that nobody
    steered."""
    work.require(Permission.QUALITY_ADMIN)
    row = work.get(QualityDraw, draw_id)
    _, picks = _picks(work, SamplePlan.of(row.plan), row.first_on, row.last_on)
    chosen = {(case.call_id or 0, case.person_id) for case in looks.of_draw(work.session, draw_id)}
    return row, picks, chosen


def _check(work: Work, first: date, last: date) -> None:
    if last < first:
        raise Invalid("period_reversed", errors={"last_on": ["period_reversed"]})
    if (last - first).days >= MOST_DAYS:
        raise Invalid("period_too_long", most_days=MOST_DAYS, errors={"last_on": ["period_too_long"]})
    if last >= work.centre.day_of(work.now):
        raise Invalid("period_ahead", first=first.isoformat(), errors={"last_on": ["period_ahead"]})


def _picks(work: Work, plan: SamplePlan, first: date, last: date) -> tuple[int, list[Pick]]:
    seed = seed_of(_secret(work), first, last)
    return pick(plan, seed, looks.candidates(work.session, plan, *_bounds(work, first, last)))


def _bounds(work: Work, first: date, last: date) -> tuple[int, int]:
    lo, _ = day_bounds(first, work.centre.zone, work.centre.day_start_hour)
    _, hi = day_bounds(last, work.centre.zone, work.centre.day_start_hour)
    return micros(lo), micros(hi)


def _secret(work: Work) -> bytes:
    """Made once for a centre, and never shown."""
    row = work.session.scalar(sa.select(Setting).filter_by(key=_SECRET))
    row = row or work.add(Setting(key=_SECRET, value={"hex": secrets.token_hex(32)}))
    return bytes.fromhex(row.value["hex"])


def _withdraw(work: Work, row: QualityDraw, chosen: set[tuple[int, int]]) -> int:
    """What is no longer chosen, as long as nobody has begun to hear it."""
    gone = [
        case.id
        for case in looks.of_draw(work.session, row.id)
        if case.state is CaseState.WAITING and (case.call_id or 0, case.person_id) not in chosen
    ]
    work.session.execute(
        sa.update(QualityCase)
        .where(QualityCase.id.in_(gone), QualityCase.state == CaseState.WAITING)
        .values(state=CaseState.WITHDRAWN)
    )
    return len(gone)


def _add(work: Work, row: QualityDraw, picks: Sequence[Pick]) -> int:
    """What nobody has chosen before, by whatever way."""
    calls = {one.candidate.call_id for one in picks}
    known = work.session.execute(
        sa.select(QualityCase.call_id, QualityCase.person_id).where(
            QualityCase.call_id.in_(calls),
            QualityCase.origin != Origin.CALIBRATION,
            QualityCase.state != CaseState.WITHDRAWN,
        )
    )
    there = {(one[0], one[1]) for one in known}
    fresh = [one for one in picks if (one.candidate.call_id, one.candidate.person_id) not in there]
    found = looks.facts(work.session, {one.candidate.call_id for one in fresh})
    for one in fresh:
        origin = Origin.RANDOM if one.rule is None else Origin.RULE
        how = {"origin": origin, "rule": one.rule, "rank": one.rank, "draw_id": row.id}
        made(work, found[one.candidate.call_id], one.candidate.person_id, **how)
    return len(fresh)
