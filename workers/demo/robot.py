"""The demonstration's staff: they file what callers raise, keep most of their promises, and answer escalations.

Agent 8001 is left alone: that desk belongs to whoever tries the console.
"""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from ticketing.actions import callbacks, escalations, tickets
from ticketing.actions.callbacks import Outcome, Promise
from ticketing.actions.tickets import ComplaintWish, LastWord, TicketWish
from ticketing.clock import Clock
from ticketing.db import begin, reading
from ticketing.domain.callbacks import OPEN_CALLBACKS, AttemptResult, Window
from ticketing.domain.escalations import EscalationState
from ticketing.domain.tickets import TicketKind, TicketState
from ticketing.errors import TicketingError
from ticketing.models.callbacks import Callback
from ticketing.models.calls import QueueVisit
from ticketing.models.escalations import Escalation
from ticketing.models.people import Person
from ticketing.models.tickets import Ticket
from workers.demo.matters import MATTERS, NAMES
from workers.demo.past import KINDS, agent, settled

VISITOR = "8001"
# How many in a hundred calls of a line leave a matter that is not settled at once.
_OPEN_SHARE = {"complaint": 70, "repair": 45, "consult": 0, "sales": 15}
_FILE_SHARE = 60
# One promise in so many is forgotten, so that the ladder has something to do.
_FORGOTTEN = 7
_RESULTS = ((AttemptResult.ANSWERED_RESOLVED, 70), (AttemptResult.NO_ANSWER, 18), (AttemptResult.BUSY, 12))

log = structlog.get_logger()


class Staff:
    """Does a little work each time `step` is called."""

    def __init__(self, clock: Clock, dice: random.Random) -> None:
        self._clock, self._dice = clock, dice
        self._seen_us = int(clock.now().timestamp()) * 1_000_000

    def step(self) -> None:
        """File the calls that ended, ring whom it is time to ring, settle what is ripe, answer the desk."""
        for visit in self._ended():
            self._quietly(lambda visit=visit: self._file(visit))
        for callback_id, person_id in self._owed():
            self._quietly(lambda c=callback_id, p=person_id: self._ring(c, p))
        for number, person_id in self._ripe():
            self._quietly(lambda n=number, p=person_id: self._settle(n, p))
        for escalation_id, person_id in self._unanswered():
            self._quietly(lambda e=escalation_id, p=person_id: self._answer(e, p))

    def _quietly(self, deed) -> None:  # type: ignore[no-untyped-def]
        """People are refused things, too: somebody else was quicker, the matter is settled."""
        try:
            deed()
        except TicketingError as refusal:
            log.info("demo_refused", code=refusal.code)
