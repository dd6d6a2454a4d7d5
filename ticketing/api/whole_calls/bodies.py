"""What may be asked of calls, and the shape of the answers."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from ticketing.api.fields import Words
from ticketing.api.fields import instant as instant_field
from ticketing.api.requests import PageArgs
from ticketing.domain.whole_calls import CallOutcome, Direction
from ticketing.queries.whole_calls import SORTS

_NAME = validate.Length(1, 256)
_MOST_IDS = 200


class Numbers(ma.fields.Field):  # type: ignore[type-arg]
    """Whole numbers with commas between them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"type": "string", "description": "numbers with commas"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[int, ...]:
        words = str(value).split(",")
        if len(words) > _MOST_IDS or not all(word.isascii() and word.isdigit() and len(word) < 19 for word in words):
            raise ma.ValidationError("Whole numbers with commas, at most 200.")
        return tuple(map(int, words))


class CallsArgs(PageArgs):
    """`from` and `to` by the call's beginning, [from, to); `agent` is a person's code or the phone system's name;
    `number` a whole number or a part of one; `outcome` may be several with commas; `ids` are calls' own numbers.
    With a queue, `transferred` or one of the `_within` (seconds of waiting) the stretch and the outcome are those of
    the stay in the queue, as in the queue's figures. `q` finds by words the newest 200 of what the rest leaves:
    numbers, names, queues, notes, and the words of their tickets and customers as far as the reader may see those."""

    since = instant_field(data_key="from", load_default=None)
    until = instant_field(data_key="to", load_default=None)
    direction = ma.fields.Enum(Direction, by_value=True, load_default=None)
    queue = ma.fields.String(validate=_NAME, load_default=None)
    agent = ma.fields.String(validate=_NAME, load_default=None)
    number = ma.fields.String(validate=validate.Length(1, 40), load_default="")
    q = ma.fields.String(validate=validate.Length(max=100), load_default="")
    outcome = Words(CallOutcome, load_default=())
    ids = Numbers(load_default=None)
    has_recording = ma.fields.Boolean(load_default=None)
    has_ticket = ma.fields.Boolean(load_default=None)
    answered_within = ma.fields.Integer(validate=validate.Range(0, 86_400), load_default=None)
    abandoned_within = ma.fields.Integer(validate=validate.Range(0, 86_400), load_default=None)
    transferred = ma.fields.Boolean(load_default=False)
    pbx = ma.fields.String(validate=_NAME, load_default=None)
    sort = ma.fields.String(validate=validate.OneOf(sorted(SORTS)), load_default="time")


class CallSchema(ma.Schema):
    """Numbers are masked; durations are seconds; `visits` as at /visits."""

    id = ma.fields.Integer()
    callid = ma.fields.String()
    source = ma.fields.String()
    direction = ma.fields.String()
    caller = ma.fields.String(allow_none=True)
    number = ma.fields.String(allow_none=True)
    dnis = ma.fields.String(allow_none=True)
    ivr = ma.fields.List(ma.fields.String())
    queues = ma.fields.List(ma.fields.String())
    agents = ma.fields.List(ma.fields.String())
    people = ma.fields.List(ma.fields.String())
    outcome = ma.fields.String()
    answered = ma.fields.Boolean()
    refused_by = ma.fields.List(ma.fields.String())
    enter_at = ma.fields.AwareDateTime()
    answer_at = ma.fields.AwareDateTime(allow_none=True)
    end_at = ma.fields.AwareDateTime(allow_none=True)
    wait_s = ma.fields.Float()
    talk_s = ma.fields.Float()
    hold_s = ma.fields.Float(allow_none=True)
    transfers = ma.fields.Integer()
    hangup_cause = ma.fields.Integer(allow_none=True)
    hung_up_by = ma.fields.String(allow_none=True)
    survey = ma.fields.String(allow_none=True)
    has_recording = ma.fields.Boolean()
    told_by = ma.fields.List(ma.fields.String())
    customer = ma.fields.String(allow_none=True)
    ticket = ma.fields.String(allow_none=True)
    visits = ma.fields.List(ma.fields.Dict())


class CallsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CallSchema))
    next = ma.fields.String(allow_none=True)


class OneCallSchema(CallSchema):
    """`guesses`: what no source said outright, with the reason; `events`: the stored lines behind it, masked."""

    callback_id = ma.fields.Integer(allow_none=True)
    steps = ma.fields.List(ma.fields.Dict())
    legs = ma.fields.List(ma.fields.Dict())
    recordings = ma.fields.List(ma.fields.Dict())
    guesses = ma.fields.List(ma.fields.Dict())
    events = ma.fields.List(ma.fields.Dict())
