"""One leg of a FreeSWITCH call as its call record tells it (mod_json_cdr, telephony.md 2.6)."""

from typing import NamedTuple


class SwitchLeg(NamedTuple):
    """One channel from its beginning to its end. Instants are microseconds UTC, None for "never"; "" is unknown.

    (`switch`, `uuid`) names it for ever, however often and in whatever wrapping it is posted. `side` is member or
    agent where the channel had to do with a queue. What joins legs to a call: `call_uuid`, `member_uuid` (the queue's
    own id of the caller, which its events call CC-Member-UUID), `member_session` (the caller's channel) and `others`
    (channels that this one was bridged with or made by). `hung_up_by_leg` says whether this channel's own end hung up,
    None where the record does not tell. `cause` is FreeSWITCH's word, `q850` the number.
    """

    switch: str
    uuid: str
    direction: str = ""
    side: str = ""
    start_us: int | None = None
    answer_us: int | None = None
    bridge_us: int | None = None
    end_us: int | None = None
    duration_s: int | None = None
    billsec_s: int | None = None
    hold_us: int | None = None
    caller: str = ""
    caller_name: str = ""
    dialled: str = ""
    call_uuid: str = ""
    member_uuid: str = ""
    member_session: str = ""
    others: tuple[str, ...] = ()
    queue: str = ""
    agent: str = ""
    joined_us: int | None = None
    served_us: int | None = None
    left_us: int | None = None
    cancel_reason: str = ""
    cause: str = ""
    q850: int | None = None
    hung_up_by_leg: bool | None = None
    recording: str = ""
    ref: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """What names it, however often it is posted."""
        return self.switch, self.uuid

    @property
    def callid(self) -> str:
        """What its visits are called by: the queue's id of the caller, else the channel."""
        return self.member_uuid or self.uuid
