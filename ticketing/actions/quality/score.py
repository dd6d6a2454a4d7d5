"""Score a call: take it, keep the draft as it grows, submit it; of a calibration everybody for themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ticketing.actions import timers
from ticketing.actions.quality.keep import CONFIRM_TIMER, SUBJECT, held, not_own, step, tell
from ticketing.actions.quality.sheets import plant
from ticketing.actions.timers import Owed
from ticketing.domain.permissions import Permission
from ticketing.domain.quality import Answer, CaseState, Origin, ScorePart, Tally, tally
from ticketing.errors import Conflict, Forbidden
from ticketing.models.people import Person
from ticketing.models.quality import QualityCase, QualityScore
from ticketing.queries import quality as looks
from ticketing.work import Work, expect_version

NOTICE = "quality_scored"


@dataclass(frozen=True)
class Scored:
    """What an inspector writes: answers by item, keys of fatal errors, praise and advice, moments of the recording."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    fatals: Sequence[str] = ()
    praise: str = ""
    advice: str = ""
    marks: Sequence[Mapping[str, Any]] = ()

    def columns(self) -> dict[str, Any]:
        """As a row keeps it."""
        said = {key: asdict(answer) for key, answer in self.answers.items()}
        marks = sorted((dict(mark) for mark in self.marks), key=lambda mark: mark["at_s"])
        return {**vars(self), "answers": said, "fatals": list(self.fatals), "marks": marks}


def take(work: Work, number: str) -> QualityScore:
    """Sit down to it: mine from now on, once however many reach for it; who has it gets it again.

    Raises `Conflict` (`quality_taken` with the name, `quality_not_now`), `Forbidden` (`own_call`).
    """
    case = _held(work, number)
    mine = _mine(work, case)
    if mine is not None:
        return mine
    if case.origin is Origin.CALIBRATION:
        _refuse_crowd(work, case)
    elif case.state is CaseState.TAKEN:
        raise Conflict("quality_taken", name=_holder(work, case))
    case.must_be(CaseState.WAITING, *([CaseState.TAKEN] if case.origin is Origin.CALIBRATION else []))
    case.state = CaseState.TAKEN
    case.version += 1
    edition = _edition_of(work, case)
    part = ScorePart.CALIBRATION if case.origin is Origin.CALIBRATION else ScorePart.FIRST
    who = {"by_id": work.actor.id, "part": part, "begun_at": work.now, "saved_at": work.now}
    score = work.add(QualityScore(case_id=case.id, edition_id=edition, **who))
    step(work, case, "taken")
    return score


def give_back(work: Work, number: str) -> QualityCase:
    """Somebody else may; the draft is thrown away. Raises `Conflict` (`quality_not_mine`, `quality_not_now`)."""
    case = _held(work, number)
    score = _open(work, case)
    work.session.delete(score)
    work.session.flush()
    left = work.session.scalar(sa.select(sa.func.count()).select_from(QualityScore).filter_by(case_id=case.id))
    case.state = CaseState.TAKEN if left else CaseState.WAITING
    case.version += 1
    step(work, case, "given_back")
    return case


def save(work: Work, number: str, version: int | None, said: Scored) -> QualityScore:
    """Keep a draft as it is: half a thought is kept too, only what no item or recording has is refused.

    Raises `Conflict` (`stale_version`, `quality_not_mine`, `quality_not_now`).
    """
    case = _held(work, number)
    score = _open(work, case)
    expect_version(score, version)
    _write(score, said)
    score.saved_at = work.now
    work.session.flush()
    return score


def submit(work: Work, number: str, version: int | None, said: Scored) -> QualityScore:
    """It counts from now on; the agent may confirm or appeal until the deadline. Raises as `save` and `tally`."""
    case = _held(work, number)
    score = _open(work, case)
    expect_version(score, version)
    found = tally(score.edition.edition, said.answers, said.fatals)
    _write(score, said)
    score.saved_at = score.submitted_at = work.now
    score.total = found.total
    work.session.flush()
    if case.origin is Origin.CALIBRATION:
        _compared(work, case)
    else:
        _counts(work, case, found)
    return score


def _held(work: Work, number: str) -> QualityCase:
    case = held(work, number, Permission.QUALITY_SCORE)
    if work.actor.id is None:
        raise Forbidden(permission=Permission.QUALITY_SCORE.value)
    not_own(work, case)
    return case


def _mine(work: Work, case: QualityCase) -> QualityScore | None:
    mine = sa.select(QualityScore).filter_by(case_id=case.id, by_id=work.actor.id)
    return work.session.scalar(mine.where(QualityScore.part != ScorePart.REVIEW).with_for_update())


def _open(work: Work, case: QualityCase) -> QualityScore:
    mine = _mine(work, case)
    if mine is None:
        raise Conflict("quality_not_mine", name=_holder(work, case))
    if mine.submitted_at is not None:
        raise Conflict("quality_not_now", state=case.state.value)
    return mine


def _holder(work: Work, case: QualityCase) -> str:
    who = sa.select(Person.name).join(QualityScore, QualityScore.by_id == Person.id)
    return work.session.scalar(who.where(QualityScore.case_id == case.id).order_by(QualityScore.id).limit(1)) or ""


def _refuse_crowd(work: Work, case: QualityCase) -> None:
    sitting = sa.select(sa.func.count()).select_from(QualityScore).filter_by(case_id=case.id)
    if (work.session.scalar(sitting) or 0) >= case.seats:
        raise Conflict("quality_seats_taken", seats=case.seats)


def _edition_of(work: Work, case: QualityCase) -> int:
    """Everybody at a calibration scores by the same edition."""
    first = sa.select(QualityScore.edition_id).filter_by(case_id=case.id).order_by(QualityScore.id).limit(1)
    return work.session.scalar(first) or plant(work).id


def _write(score: QualityScore, said: Scored) -> None:
    for name, value in said.columns().items():
        setattr(score, name, value)


def _counts(work: Work, case: QualityCase, found: Tally) -> None:
    case.state, case.scored_at = CaseState.SUBMITTED, work.now
    case.counts(found.total, found.grade, found.is_fatal)
    case.due_at = work.now + timedelta(hours=looks.plan(work.session).confirm_h)
    case.version += 1
    timers.plan(work, Owed(SUBJECT, case.id, CONFIRM_TIMER, case.due_at))
    tell(work, case.person_id, NOTICE, case, "first")
    step(work, case, "scored", total=found.total, fatal=found.is_fatal)


def _compared(work: Work, case: QualityCase) -> None:
    """Nobody sees the others' scores before their own is in; when all are in, all do."""
    done = sa.select(sa.func.count(QualityScore.submitted_at)).where(QualityScore.case_id == case.id)
    case.version += 1
    if (work.session.scalar(done) or 0) >= case.seats:
        case.state, case.scored_at = CaseState.COMPARED, work.now
    step(work, case, "compared" if case.state is CaseState.COMPARED else "scored")
