"""A whole call as rows: itself, the ids that mean it, its legs."""

from collections.abc import Iterable
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from ticketing.actions.calls.rows import normal
from ticketing.actions.store import Row, Shape
from ticketing.domain.aliases import Names
from ticketing.domain.whole_calls import WholeCall
from ticketing.models.whole_calls import Call, CallAlias, CallLeg

CALLS = Shape.of(
    Call,
    "id pbx_id root linkedid direction first_us answer_us end_us outcome caller caller_name number number_norm dnis "
    "ivr queues agents person_ids refused_by wait_us talk_us hold_us transfers hangup_cause hung_up_by survey "
    "has_recording told_by guesses customer_id ticket_id attempt_id",
    key="id",
)
ALIASES = Shape.of(CallAlias, "pbx_id channel_uniqueid from_us call_id")
LEGS = Shape.of(
    CallLeg,
    "pbx_id call_id no uniqueid linkedid sequence src dst channel dstchannel app start_us answer_us end_us talk_us "
    "disposition hangup_cause hung_up_by recording raw_event_id",
)


@dataclass(slots=True)
class Ties:
    """What a call hangs together with in the rest of the house."""

    customer_id: int | None = None
    ticket_id: int | None = None
    attempt_id: int | None = None


class Rows:
    """Makes the rows of one phone system; `extensions` are the phones that people have at their desks."""

    def __init__(self, pbx_id: int, names: Names, extensions: dict[str, int], region: str) -> None:
        self.pbx_id = pbx_id
        self._names = names
        self._extensions = extensions
        self._region = region

    def normal(self, number: str | None) -> str | None:
        return normal(number, self._region)

    def people(self, call: WholeCall) -> list[int]:
        """The persons behind the names and phones inside, each once, in order."""
        found = (self._person(name, call) for name in call.agents)
        return list(dict.fromkeys(person for person in found if person is not None))

    def call(self, call_id: int, call: WholeCall, ties: Ties) -> Row:
        """The row of `calls`."""
        return (
            *(call_id, self.pbx_id, call.root, call.linkedid, call.direction.value),
            *(call.first_us, call.answer_us, call.end_us, call.outcome.value),
            *(call.caller, call.caller_name, call.number, self.normal(call.number), call.dnis),
            *(list(call.ivr), list(call.queues), list(call.agents), self.people(call), list(call.refused_by)),
            *(call.wait_us, call.talk_us, call.hold_us, call.transfers, call.hangup_cause),
            call.hung_up_by.value if call.hung_up_by is not None else None,
            *(call.survey, False, list(call.told_by)),
            Jsonb([list(guess) for guess in call.guesses]),
            *(ties.customer_id, ties.ticket_id, ties.attempt_id),
        )

    def aliases(self, call_id: int, call: WholeCall) -> Iterable[Row]:
        return ((self.pbx_id, name, call.first_us, call_id) for name in sorted(call.channels))

    def legs(self, call_id: int, call: WholeCall) -> Iterable[Row]:
        return ((self.pbx_id, call_id, no, *leg) for no, leg in enumerate(call.legs, 1))

    def _person(self, name: str, call: WholeCall) -> int | None:
        at_us = call.answer_us or call.first_us
        raws = [name, *(peer for peer, known in call.phones.items() if known == name)]
        found = [self._names.person(raw, at_us) for raw in raws]
        found += [self._extensions.get(raw.rpartition("/")[2]) for raw in raws]
        return next((person_id for person_id in found if person_id is not None), None)
