"""Arm, re-plan and void what falls due: always in the transaction of the change that moved it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ticketing.models.timers import Timer
from ticketing.work import Work


def plan(work: Work, subject: str, subject_id: int, kind: str, due_at: datetime | None) -> None:
    """Owe one effect at `due_at`, or nothing when it is None; a job handed out for an older plan does nothing.

    A plan that is the same as before keeps its generation, so a repeated action makes no work.
    """
    if due_at is None:
        void(work, subject, subject_id, kind)
        return
    fresh = insert(Timer).values(
        subject=subject, subject_id=subject_id, kind=kind, key="", due_at=due_at, next_at=due_at, payload={}
    )
    work.session.execute(
        fresh.on_conflict_do_update(
            index_elements=["subject", "subject_id", "kind", "key"],
            set_={
                "due_at": due_at,
                "next_at": due_at,
                "generation": Timer.generation + 1,
                "attempts": 0,
                "last_error": None,
                "fired_at": None,
            },
            where=sa.or_(Timer.due_at != due_at, Timer.next_at.is_(None)),
        )
    )


def void(work: Work, subject: str, subject_id: int, *kinds: str) -> None:
    """Owe nothing more: of these kinds, or of any when none is named."""
    pending = (
        sa.update(Timer)
        .where(Timer.subject == subject, Timer.subject_id == subject_id, Timer.next_at.is_not(None))
        .values(next_at=None, generation=Timer.generation + 1)
        .execution_options(synchronize_session=False)
    )
    work.session.execute(pending.where(Timer.kind.in_(kinds)) if kinds else pending)
