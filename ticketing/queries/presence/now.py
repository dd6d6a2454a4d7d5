"""Where one person stands: at the console and on the phone."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.centre import Centre
from ticketing.models.presence import ConsoleState
from ticketing.queries.board.change import Look
from ticketing.queries.board.phones import names_of, slices

ON_A_CALL = frozenset({"ringing", "talking", "hold"})


def is_on_a_call(session: Session, person_id: int, at: datetime) -> bool:
    """Whether some phone system has the person ringing or talking at `at`."""
    return bool(_states(session, person_id, at) & ON_A_CALL)


def is_serving(session: Session, person_id: int, at: datetime) -> bool:
    """Whether the person has a customer just then, or one to write up."""
    word = said(session, person_id)
    if word is not None and word.state == "wrapup":
        return True
    return bool(_states(session, person_id, at) & (ON_A_CALL | {"acw"}))


def is_ready(session: Session, person_id: int, at: datetime) -> bool:
    """Whether some phone system would give the person a call just then."""
    return "ready" in _states(session, person_id, at)


def _states(session: Session, person_id: int, at: datetime) -> set[str]:
    look = Look(session, at, Centre(), 0)
    names = names_of(look, [person_id])[person_id]
    return {one.state for one in slices(look, names)} if names else set()


def said(session: Session, person_id: int) -> ConsoleState | None:
    """What the person last said at the console."""
    return session.scalar(sa.select(ConsoleState).filter_by(person_id=person_id))
