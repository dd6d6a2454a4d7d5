"""One channel event: what happened to one channel at one instant (telephony.md 2.5)."""

from typing import NamedTuple


class Hangup(NamedTuple):
    """Why and by whom a channel was hung up: `source` is a channel's name or `dialplan/…`, "" unknown."""

    cause: int | None
    source: str
    dialstatus: str


class CelEvent(NamedTuple):
    """One row. `at_us` is microseconds UTC; order holds within one channel (`uniqueid`) only.

    `kind` is Asterisk's word: CHAN_START, ANSWER, HANGUP, CHAN_END, APP_START, APP_END, BRIDGE_ENTER, BRIDGE_EXIT,
    BLINDTRANSFER, ATTENDEDTRANSFER, PICKUP, FORWARD, LINKEDID_END, USER_DEFINED … `extra` is its JSON as written.
    `hangup` is read out of a HANGUP's extra. `ref` is the stored line it came from, 0 when nothing is stored.
    """

    at_us: int
    kind: str
    uniqueid: str
    linkedid: str
    channel: str = ""
    cid_name: str = ""
    cid_num: str = ""
    ani: str = ""
    rdnis: str = ""
    dnid: str = ""
    exten: str = ""
    context: str = ""
    app: str = ""
    app_data: str = ""
    amaflags: str = ""
    accountcode: str = ""
    peer: str = ""
    userfield: str = ""
    user_kind: str = ""
    extra: str = ""
    hangup: Hangup | None = None
    ref: int = 0
