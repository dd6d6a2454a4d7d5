"""Arm, re-plan and void what falls due: always in the transaction of the change that moved it."""

from datetime import datetime
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert

from ticketing.models.timers import Timer
from ticketing.work import Work


class Owed(NamedTuple):
    """One effect of a subject and when it is due; with None nothing of the kind is owed."""

    subject: str
    subject_id: int
    kind: str
    due_at: datetime | None


def plan(work: Work, *owed: Owed) -> None:
    """Owe these effects, or nothing where no instant is said; a job handed out for an older plan does nothing.

    A plan that is the same as before keeps its generation, so a repeated action makes no work.
    """
    rows = [{**one._asdict(), "key": "", "payload": {}, "next_at": one.due_at} for one in owed if one.due_at]
    if rows:
        work.session.execute(_PLAN, rows)
    idle: dict[tuple[str, str], list[int]] = {}
    for one in owed:
        if one.due_at is None:
            idle.setdefault((one.subject, one.kind), []).append(one.subject_id)
    for (subject, kind), ids in idle.items():
        work.session.execute(_VOID_MANY, {"of_subject": subject, "of_ids": ids, "of_kind": kind})


def void(work: Work, subject: str, subject_id: int, *kinds: str) -> None:
    """Owe nothing more: of these kinds, or of any when none is named."""
    named = {"of_subject": subject, "of_id": subject_id, "kinds": list(kinds)}
    work.session.execute(_VOID_SOME if kinds else _VOID, named)


def _planned() -> sa.Executable:
    # Put together once: every ticket plans half a dozen timers, and that would cost more than the statement itself.
    fresh = insert(Timer)
    return fresh.on_conflict_do_update(
        index_elements=["subject", "subject_id", "kind", "key"],
        set_={
            "due_at": fresh.excluded.due_at,
            "next_at": fresh.excluded.next_at,
            "generation": Timer.generation + 1,
            "attempts": 0,
            "last_error": None,
            "fired_at": None,
        },
        where=sa.or_(Timer.due_at != fresh.excluded.due_at, Timer.next_at.is_(None)),
    )


_PLAN: Final = _planned()
_VOID: Final = (
    sa.update(Timer)
    .where(Timer.subject == sa.bindparam("of_subject"), Timer.subject_id == sa.bindparam("of_id"))
    .where(Timer.next_at.is_not(None))
    .values(next_at=None, generation=Timer.generation + 1)
    .execution_options(synchronize_session=False)
)
_VOID_SOME: Final = _VOID.where(Timer.kind.in_(sa.bindparam("kinds", expanding=True)))
_VOID_MANY: Final = (
    sa.update(Timer)
    .where(Timer.subject == sa.bindparam("of_subject"), Timer.kind == sa.bindparam("of_kind"))
    .where(Timer.subject_id == sa.any_(sa.bindparam("of_ids", type_=ARRAY(sa.BigInteger))), Timer.next_at.is_not(None))
    .values(next_at=None, generation=Timer.generation + 1)
    .execution_options(synchronize_session=False)
)
