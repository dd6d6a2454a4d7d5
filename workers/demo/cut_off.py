"""What the demonstration's agents enter into the register of cut-off calls: what no log tells by itself."""

import random

import sqlalchemy as sa

from ticketing.actions.cutoffs import by_hand
from ticketing.db import do, reading
from ticketing.domain.cutoffs import CutCause
from ticketing.domain.whole_calls.told import CallOutcome
from ticketing.models.cutoffs import Cutoff
from ticketing.models.whole_calls import Call
from workers.demo.past import agent

#: How a call came to be cut off, in the agents' words; each is entered once.
TOLD = (
    (CutCause.MISTAKE, "误碰挂机键，已致歉"),
    (CutCause.TRANSFER, "转售后时断线，未接通对方"),
    (CutCause.LINE, "通话中忽然无声，随后断开"),
    (CutCause.MISTAKE, "耳麦接触不良，误挂"),
)
_LONG_ENOUGH_US = 5_000_000


def enter(dice: random.Random) -> None:
    """Enters one of the last calls, as the agent who spoke, as long as something is left to be told."""
    found = _next(dice)
    if found is not None:
        call_id, person_id, cause, note = found
        do(agent(person_id), lambda work: by_hand.register(work, call_id, cause, note).id)


def _next(dice: random.Random) -> tuple[int, int, CutCause, str] | None:
    with reading() as session:
        entered = session.scalars(sa.select(sa.func.count(Cutoff.id)).where(Cutoff.entered_by.is_not(None))).one()
        known = sa.select(Cutoff.phone)
        spoken = Call.end_us - Call.answer_us > _LONG_ENOUGH_US
        calls = session.scalars(
            sa.select(Call)
            .where(Call.outcome == CallOutcome.ANSWERED, Call.person_ids != [], spoken, Call.number_norm.not_in(known))
            .order_by(Call.first_us.desc())
            .limit(8)
        ).all()
        if entered >= len(TOLD) or not calls:
            return None
        call = dice.choice(calls)
        cause, note = TOLD[entered]
        return call.id, call.person_ids[0], cause, note
