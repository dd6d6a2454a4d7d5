"""The operator carries commands between the table and one manager link: each is said once, and its answer written down.

A command is marked as sent before it is said. Whatever dies in between, it is not said again by itself, unless saying
it twice changes nothing (docs/decisions: commands are rows).
"""

import itertools
import queue
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError

from ticketing import db
from ticketing.actions import control
from ticketing.actions.control import Order
from ticketing.domain.actors import SYSTEM
from ticketing.domain.control import RULES, CommandState, Feature
from ticketing.errors import TicketingError
from ticketing.models.telephony import LinkState
from ticketing.telephony.ami.client import WAITED_FOR, AmiClient, LinkMoved
from ticketing.telephony.ami.protocol import Block
from ticketing.telephony.control.asking import NOT_AUTHORISED, Ask, Ended, Script, Told
from ticketing.telephony.control.channels import look
from ticketing.telephony.control.scripts import NEEDED, script_of
from ticketing.work import Work

#: How long an idle operator waits to be woken before it looks into the table by itself.
LOOK_AGAIN_S = 1.0
LOST_LINK = Ended(CommandState.LOST, "link_cut")
NO_ANSWER = Ended(CommandState.LOST, "no_answer")

log = structlog.get_logger()


@dataclass
class _Talk:
    """A conversation under way; `moved` once something was said in it that changes things."""

    order: Order | None
    script: Script
    ask: Ask
    blocks: list[Block] = field(default_factory=list)
    deadline: float = 0.0
    moved: bool = False

    @property
    def is_answered(self) -> bool:
        response = next((block for block in self.blocks if not block.event), None)
        if response is None:
            return False
        good = Told([response]).is_good
        return not good or not self.ask.until or any(block.event == self.ask.until for block in self.blocks)


class Operator:
    """`step` does one round and is called for as long as the feed lives; all its work is done in one thread."""

    def __init__(self, source_id: int, client: AmiClient) -> None:
        self.source_id = source_id
        self._client = client
        self._talks: dict[str, _Talk] = {}
        self._serial = itertools.count(1)
        self._is_up = False
        # To be written down, in this order: a database that is away for a while loses no answer.
        self._owed: deque[Callable[[Work], object]] = deque()

    def wake(self) -> None:
        """Look into the table now; callable from any thread."""
        self._client.answers.put(None)

    def step(self) -> float:
        """What was answered, what has waited too long, what waits to be said; gives the seconds to rest."""
        try:
            self._hear()
            self._give_up()
            self._write_down()
            if self._is_up:
                for order in db.do(SYSTEM, lambda work: control.claim(work, self.source_id)):
                    self._start(order, script_of(order))
        except SQLAlchemyError as error:
            log.warning("operator_waits", source=self.source_id, error=str(error).splitlines()[0])
            return LOOK_AGAIN_S
        return 0.0

    def close(self) -> None:
        """Nobody will hear the answers that are still to come."""
        self._cut()
        self._write_down()

    def _hear(self) -> None:
        try:
            said = self._client.answers.get(timeout=LOOK_AGAIN_S)
            while True:
                self._take(said)
                said = self._client.answers.get_nowait()
        except queue.Empty:
            pass

    def _take(self, said: Block | LinkMoved | None) -> None:
        if isinstance(said, LinkMoved):
            self._link(said.state is LinkState.UP)
        elif said is not None and (talk := self._talks.get(said.get("ActionID"))) is not None:
            talk.blocks.append(said)
            if talk.is_answered:
                del self._talks[said.get("ActionID")]
                self._go_on(talk)

    def _link(self, is_up: bool) -> None:
        self._cut()
        self._is_up = is_up
        if is_up:
            self._start(None, self._learned())
            self._start(None, self._recovered())

    def _start(self, order: Order | None, script: Script) -> None:
        try:
            self._say(_Talk(order, script, next(script)))
        except StopIteration as end:
            self._end(order, end.value)

    def _go_on(self, talk: _Talk) -> None:
        # The response first, whichever came first.
        told = Told(sorted(talk.blocks, key=lambda block: bool(block.event)))
        try:
            talk.ask = talk.script.send(told)
        except StopIteration as end:
            self._end(talk.order, end.value)
        else:
            self._say(talk)

    def _say(self, talk: _Talk) -> None:
        action_id = f"{WAITED_FOR}{talk.order.id if talk.order else 'link'}-{next(self._serial)}"
        talk.blocks, talk.deadline = [], time.monotonic() + talk.ask.patience_s
        before = talk.moved
        talk.moved = before or talk.ask.moves
        # Known before it is said: the answer may come at once.
        self._talks[action_id] = talk
        try:
            if not self._client.ask(talk.ask.action, action_id, talk.ask.headers):
                talk.moved = before
                self._drop(action_id, LOST_LINK)
        except OSError:
            self._drop(action_id, LOST_LINK)

    def _give_up(self) -> None:
        now = time.monotonic()
        for action_id in [action_id for action_id, talk in self._talks.items() if talk.deadline < now]:
            self._drop(action_id, NO_ANSWER)

    def _cut(self) -> None:
        for action_id in list(self._talks):
            self._drop(action_id, LOST_LINK)

    def _drop(self, action_id: str, why: Ended) -> None:
        """No answer will come: what changed nothing, or may be said again, goes back; of the rest nobody knows."""
        talk = self._talks.pop(action_id)
        talk.script.close()
        if talk.order is None:
            return
        if talk.moved and not talk.order.repeatable:
            self._end(talk.order, why)
        else:
            self._give_back(talk.order)

    def _give_back(self, order: Order) -> None:
        self._owed.append(lambda work: control.take_back(work, self.source_id, order.id))

    def _end(self, order: Order | None, ended: Ended) -> None:
        if order is None:
            return
        self._owed.append(
            lambda work: control.answer(work, self.source_id, order.id, ended.state, ended.result, ended.message)
        )
        if ended.result == NOT_AUTHORISED:
            self._owed.append(lambda work: control.bar(work, self.source_id, RULES[order.act].feature))

    def _write_down(self) -> None:
        while self._owed:
            try:
                db.do(SYSTEM, self._owed[0])
            except TicketingError as error:
                log.warning("answer_not_wanted", source=self.source_id, error=error.code)
            self._owed.popleft()

    def _learned(self) -> Script:
        """Which rights this account has: Asterisk lists the actions that are open to whoever asks."""
        told = yield Ask("ListCommands", moves=False)
        names = {name for name, _ in told.response.headers}
        # Something that answers otherwise is taken at its word when it is asked for the thing itself.
        known = told.is_good and any(names & needed for needed in NEEDED.values())
        barred = [feature for feature in Feature if known and not NEEDED[feature] <= names]
        self._owed.append(lambda work: control.learn(work, self.source_id, barred))
        return Ended(CommandState.DONE, "done")

    def _recovered(self) -> Generator[Ask, Told, Ended]:
        """What an earlier link or process left behind: a call that stands has been placed."""
        orphans = db.do(SYSTEM, lambda work: control.left_open(work, self.source_id))
        if not orphans:
            return Ended(CommandState.DONE, "done")
        _, channels = yield from look()
        standing = {channel.uniqueid for channel in channels}
        for order in orphans:
            if order.channel_id is not None and order.channel_id in standing:
                self._end(order, Ended(CommandState.DONE, "done"))
            elif order.repeatable:
                self._give_back(order)
            else:
                self._end(order, LOST_LINK)
        return Ended(CommandState.DONE, "done")
