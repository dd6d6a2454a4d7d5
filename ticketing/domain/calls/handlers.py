"""Which rule hears which signal: the table of telephony.md 5.4 and 5.5."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from ticketing.domain.calls import (
    agents,
    attempts,
    connecting,
    ending,
    entering,
    holding,
    leaving,
    restarts,
    snapshots,
)
from ticketing.domain.signals import Signal, SignalKind

if TYPE_CHECKING:
    from ticketing.domain.calls.fold import Fold

Handler = Callable[["Fold", Signal], None]

#: A kind that is not here changes nothing: CONFIGRELOAD (R2), PENALTY, RINGINUSE, unknown events (R13).
HANDLERS: Final[dict[SignalKind, Handler]] = {
    SignalKind.ENTERQUEUE: entering.entered,
    SignalKind.CONNECT: connecting.connected,
    SignalKind.COMPLETECALLER: ending.completed,
    SignalKind.COMPLETEAGENT: ending.completed,
    SignalKind.TRANSFER: ending.completed,
    SignalKind.BLINDTRANSFER: ending.completed,
    SignalKind.ATTENDEDTRANSFER: ending.completed,
    SignalKind.ABANDON: leaving.left,
    SignalKind.EXITWITHTIMEOUT: leaving.left,
    SignalKind.EXITWITHKEY: leaving.left,
    SignalKind.EXITEMPTY: leaving.left,
    SignalKind.WITHDRAW: leaving.left,
    SignalKind.SYSCOMPAT: leaving.left,
    SignalKind.RINGNOANSWER: attempts.rang,
    SignalKind.RINGCANCELED: attempts.rang,
    SignalKind.AGENTDUMP: attempts.rang,
    SignalKind.ADDMEMBER: agents.membership,
    SignalKind.REMOVEMEMBER: agents.membership,
    SignalKind.PAUSE: agents.pausing,
    SignalKind.UNPAUSE: agents.pausing,
    SignalKind.PAUSEALL: agents.pausing,
    SignalKind.UNPAUSEALL: agents.pausing,
    SignalKind.AGENTLOGIN: agents.session,
    SignalKind.AGENTLOGOFF: agents.session,
    SignalKind.AGENTCALLBACKLOGIN: agents.session,
    SignalKind.AGENTCALLBACKLOGOFF: agents.session,
    SignalKind.WRAPUPSTART: agents.wrapping_up,
    SignalKind.OUTCALL: agents.called_out,
    SignalKind.AGENT_READY: agents.ready,
    SignalKind.QUEUESTART: restarts.started,
    SignalKind.DID: entering.noted,
    SignalKind.INFO: entering.noted,
    SignalKind.IVR: entering.noted,
    SignalKind.CALLSTATUS: entering.noted,
    SignalKind.CALLER_JOINED: entering.joined,
    SignalKind.CALLER_LEFT: leaving.walked,
    SignalKind.CALLER_GAVE_UP: leaving.gave_up,
    SignalKind.HUNG_UP: leaving.hung_up,
    SignalKind.AGENT_CALLED: attempts.called,
    SignalKind.AGENT_RANG_OUT: attempts.rang_out,
    SignalKind.AGENT_DUMPED: attempts.rang_out,
    SignalKind.AGENT_CONNECTED: connecting.agent_connected,
    SignalKind.AGENT_COMPLETED: ending.agent_completed,
    SignalKind.MEMBER_ADDED: agents.member_changed,
    SignalKind.MEMBER_REMOVED: agents.member_changed,
    SignalKind.MEMBER_PAUSED: agents.member_changed,
    SignalKind.MEMBER_STATUS: agents.member_changed,
    SignalKind.HELD: holding.held,
    SignalKind.UNHELD: holding.unheld,
    SignalKind.TRANSFERRED_BLIND: holding.transferred,
    SignalKind.TRANSFERRED_ATTENDED: holding.transferred,
    SignalKind.BOOTED: restarts.booted,
    SignalKind.LINK_DOWN: restarts.link_changed,
    SignalKind.LINK_UP: restarts.link_changed,
    SignalKind.SNAPSHOT_QUEUE: snapshots.gather,
    SignalKind.SNAPSHOT_MEMBER: snapshots.gather,
    SignalKind.SNAPSHOT_CALLER: snapshots.gather,
    SignalKind.SNAPSHOT_DONE: snapshots.compare,
}
