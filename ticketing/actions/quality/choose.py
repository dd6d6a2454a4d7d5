"""Have a call scored that no draw chose, or by several people at once to see whether they judge alike."""

import sqlalchemy as sa

from ticketing.actions.codes import by_code
from ticketing.actions.quality.keep import made, not_own, step
from ticketing.domain.permissions import Permission
from ticketing.domain.quality import CaseState, Origin
from ticketing.errors import Conflict, Invalid, NotFound
from ticketing.models.quality import QualityCase
from ticketing.queries import quality as looks
from ticketing.work import Work


def choose(work: Work, call_id: int, agent: str, seats: int = 1) -> QualityCase:
    """`seats` above one makes it a calibration. Raises `NotFound`, `Invalid` (`not_in_call`), `Conflict`
    (`quality_chosen` with the case there is, `call_not_over`), `Forbidden` (`own_call`)."""
    work.require(Permission.QUALITY_ADMIN)
    found = looks.facts(work.session, [call_id]).get(call_id)
    if found is None:
        raise NotFound(what="calls")
    person = by_code(work, agent)
    if person.id not in found.voices:
        raise Invalid("not_in_call", errors={"agent": ["not_in_call"]})
    is_calibration = seats > 1
    if not is_calibration:
        _refuse_twin(work, call_id, person.id)
    origin = Origin.CALIBRATION if is_calibration else Origin.CHOSEN
    case = made(work, found, person.id, origin=origin, seats=seats)
    not_own(work, case)
    step(work, case, "chosen", seats=seats)
    return case


def _refuse_twin(work: Work, call_id: int, person_id: int) -> None:
    known = work.session.scalar(
        sa.select(QualityCase.number).where(
            QualityCase.call_id == call_id,
            QualityCase.person_id == person_id,
            QualityCase.origin != Origin.CALIBRATION,
            QualityCase.state != CaseState.WITHDRAWN,
        )
    )
    if known is not None:
        raise Conflict("quality_chosen", number=known)
