"""A signal is what a phone system told us, in one shape, whichever system said it and however."""

from enum import StrEnum
from typing import Final, NamedTuple


class SignalKind(StrEnum):
    """Every word of the queue log, then what the manager interface (AMI) says, then what the console says."""

    ENTERQUEUE = "ENTERQUEUE"
    CONNECT = "CONNECT"
    COMPLETECALLER = "COMPLETECALLER"
    COMPLETEAGENT = "COMPLETEAGENT"
    TRANSFER = "TRANSFER"
    BLINDTRANSFER = "BLINDTRANSFER"
    ATTENDEDTRANSFER = "ATTENDEDTRANSFER"
    ABANDON = "ABANDON"
    EXITWITHTIMEOUT = "EXITWITHTIMEOUT"
    EXITWITHKEY = "EXITWITHKEY"
    EXITEMPTY = "EXITEMPTY"
    WITHDRAW = "WITHDRAW"
    SYSCOMPAT = "SYSCOMPAT"
    AGENTDUMP = "AGENTDUMP"
    RINGNOANSWER = "RINGNOANSWER"
    RINGCANCELED = "RINGCANCELED"
    ADDMEMBER = "ADDMEMBER"
    REMOVEMEMBER = "REMOVEMEMBER"
    PAUSE = "PAUSE"
    UNPAUSE = "UNPAUSE"
    PAUSEALL = "PAUSEALL"
    UNPAUSEALL = "UNPAUSEALL"
    PENALTY = "PENALTY"
    RINGINUSE = "RINGINUSE"
    AGENTLOGIN = "AGENTLOGIN"
    AGENTLOGOFF = "AGENTLOGOFF"
    AGENTCALLBACKLOGIN = "AGENTCALLBACKLOGIN"
    AGENTCALLBACKLOGOFF = "AGENTCALLBACKLOGOFF"
    OUTCALL = "OUTCALL"
    WRAPUPSTART = "WRAPUPSTART"
    QUEUESTART = "QUEUESTART"
    CONFIGRELOAD = "CONFIGRELOAD"
    DID = "DID"
    INFO = "INFO"
    IVR = "IVR"
    CALLSTATUS = "CALLSTATUS"
    OTHER = "OTHER"

    CALLER_JOINED = "caller_joined"
    CALLER_LEFT = "caller_left"
    CALLER_GAVE_UP = "caller_gave_up"
    AGENT_CALLED = "agent_called"
    AGENT_CONNECTED = "agent_connected"
    AGENT_COMPLETED = "agent_completed"
    AGENT_RANG_OUT = "agent_rang_out"
    AGENT_DUMPED = "agent_dumped"
    MEMBER_ADDED = "member_added"
    MEMBER_REMOVED = "member_removed"
    MEMBER_PAUSED = "member_paused"
    MEMBER_STATUS = "member_status"
    HELD = "held"
    UNHELD = "unheld"
    TRANSFERRED_BLIND = "transferred_blind"
    TRANSFERRED_ATTENDED = "transferred_attended"
    HUNG_UP = "hung_up"
    BOOTED = "booted"
    SHUTDOWN = "shutdown"
    LINK_DOWN = "link_down"
    LINK_UP = "link_up"
    SNAPSHOT_QUEUE = "snapshot_queue"
    SNAPSHOT_MEMBER = "snapshot_member"
    SNAPSHOT_CALLER = "snapshot_caller"
    SNAPSHOT_DONE = "snapshot_done"
    CHANNELS_SEEN = "channels_seen"

    RESUMED = "resumed"
    AGENT_STATUS = "agent_status"
    GAP = "gap"
    SWEPT = "swept"
    VISIT_TOLD = "visit_told"

    AGENT_READY = "agent_ready"


class Signal(NamedTuple):
    """One thing said by one phone system; a named tuple because a million of them are made at a time.

    `at_us` is UTC in microseconds. `callid`, `queue` and `agent` are "" when nobody is concerned (the log's NONE).
    `data` holds what follows the event's name in the queue log, undecoded; of the AMI kinds it holds, in this order:

    - caller_joined: number, name, position, linked id; caller_left: position; caller_gave_up: hold s, position
    - agent_called: -; agent_connected: hold s, member's unique id, ring s; agent_completed: hold s, talk s, reason
    - agent_rang_out: ring ms; agent_dumped: -
    - member_*: interface, paused (0/1), reason, membership, status, in call (0/1), last call, last pause, login time,
      wrap-up s (the times are epoch seconds, 0 or "" unknown)
    - held, unheld: unique id of the channel that pressed, linked id (callid is "")
    - transferred_*: unique id of the transferer, target; hung_up: cause; booted: up-time s
    - snapshot_queue: -; snapshot_member: as member_*; snapshot_caller: position, waited s, number, name
    - channels_seen: the unique and linked ids of every channel there is

    and of what FreeSWITCH says in no words of a queue log:

    - resumed: as ENTERQUEUE, of a caller who comes back to the place that they gave up
    - agent_status: the status; gap: how many events nobody heard, since when (us)
    - swept: the lists of `callcenter_config`, one row each (`domain.calls.sweeps`)
    - visit_told: a whole visit at its end: entered us, number, name, connected us, hold s, then the end's own word
      of the queue log and what follows it
    """

    at_us: int
    kind: SignalKind
    callid: str = ""
    queue: str = ""
    agent: str = ""
    data: tuple[str, ...] = ()
    #: The stored line it came from; it becomes the `fold_version` of what it changes. 0 when nothing is stored.
    ref: int = 0


#: The kinds that the queue log writes; where a log is configured it alone decides how a call came out.
LOG_KINDS: Final = frozenset(kind for kind in SignalKind if kind.value.isupper())

_RANKS: Final = {
    SignalKind.QUEUESTART: 0,
    SignalKind.BOOTED: 0,
    SignalKind.ADDMEMBER: 1,
    SignalKind.REMOVEMEMBER: 1,
    SignalKind.AGENTLOGIN: 1,
    SignalKind.AGENTLOGOFF: 1,
    SignalKind.AGENTCALLBACKLOGIN: 1,
    SignalKind.AGENTCALLBACKLOGOFF: 1,
    SignalKind.DID: 1,
    SignalKind.ENTERQUEUE: 2,
    SignalKind.RINGNOANSWER: 3,
    SignalKind.RINGCANCELED: 3,
    SignalKind.AGENTDUMP: 3,
    SignalKind.CONNECT: 4,
    SignalKind.COMPLETECALLER: 5,
    SignalKind.COMPLETEAGENT: 5,
    SignalKind.TRANSFER: 5,
    SignalKind.BLINDTRANSFER: 5,
    SignalKind.ATTENDEDTRANSFER: 5,
    SignalKind.SYSCOMPAT: 5,
    SignalKind.ABANDON: 6,
    SignalKind.EXITWITHTIMEOUT: 6,
    SignalKind.EXITWITHKEY: 6,
    SignalKind.EXITEMPTY: 6,
    SignalKind.WITHDRAW: 6,
}


def rank(kind: SignalKind) -> int:
    """The order of kinds within one instant, for feeds that carry no positions of their own (telephony.md 5.3)."""
    return _RANKS.get(kind, 7)
