"""Every act that a phone system can be asked for: how long it may wait, whether it may be sent twice, what bars it."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from ticketing.domain.permissions import Permission


class Act(StrEnum):
    DIAL = "dial"
    HANGUP = "hangup"
    HOLD = "hold"
    UNHOLD = "unhold"
    BLIND_TRANSFER = "blind_transfer"
    ATTENDED_TRANSFER = "attended_transfer"
    CANCEL_TRANSFER = "cancel_transfer"
    PAUSE = "pause"
    UNPAUSE = "unpause"
    QUEUE_ADD = "queue_add"
    QUEUE_REMOVE = "queue_remove"
    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE = "barge"


class Feature(StrEnum):
    """What a site switches on or off, and what a manager account is or is not allowed: one button group each."""

    DIAL = "dial"
    HANGUP = "hangup"
    HOLD = "hold"
    TRANSFER = "transfer"
    FORCE = "force"
    SPY = "spy"


class CommandState(StrEnum):
    """`lost`: it was sent and no answer came, so nobody knows; it is never sent again by itself."""

    ASKED = "asked"
    SENT = "sent"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"
    LOST = "lost"


OPEN = frozenset({CommandState.ASKED, CommandState.SENT})


class Obstacle(StrEnum):
    """Why a button is disabled; each has its sentence on the screen."""

    NO_CONTROL = "no_control"
    SWITCHED_OFF = "control_switched_off"
    NOT_AUTHORISED = "control_not_authorised"
    LINK_DOWN = "control_link_down"
    NO_PHONE = "no_phone"


@dataclass(frozen=True)
class ActRule:
    """`lives` bounds how long it may wait to be sent: a phone system that was dead never dials later."""

    feature: Feature
    permission: Permission
    lives: timedelta = timedelta(seconds=10)
    # Done twice it is as if done once, so it may be sent again when nobody knows whether it arrived.
    repeatable: bool = False
    # It moves the call that the agent is on.
    needs_call: bool = False


_OWN, _FORCE, _SPY = Permission.CALL_CONTROL, Permission.AGENT_STATE_FORCE, Permission.CALL_LISTEN
_LONG = timedelta(seconds=60)

RULES: dict[Act, ActRule] = {
    Act.DIAL: ActRule(Feature.DIAL, Permission.CALL_DIAL, timedelta(seconds=15)),
    Act.HANGUP: ActRule(Feature.HANGUP, _OWN, needs_call=True),
    Act.HOLD: ActRule(Feature.HOLD, _OWN, needs_call=True),
    Act.UNHOLD: ActRule(Feature.HOLD, _OWN, needs_call=True),
    Act.BLIND_TRANSFER: ActRule(Feature.TRANSFER, _OWN, needs_call=True),
    Act.ATTENDED_TRANSFER: ActRule(Feature.TRANSFER, _OWN, needs_call=True),
    Act.CANCEL_TRANSFER: ActRule(Feature.TRANSFER, _OWN, needs_call=True),
    Act.PAUSE: ActRule(Feature.FORCE, _FORCE, _LONG, repeatable=True),
    Act.UNPAUSE: ActRule(Feature.FORCE, _FORCE, _LONG, repeatable=True),
    Act.QUEUE_ADD: ActRule(Feature.FORCE, _FORCE, _LONG, repeatable=True),
    Act.QUEUE_REMOVE: ActRule(Feature.FORCE, _FORCE, _LONG, repeatable=True),
    Act.LISTEN: ActRule(Feature.SPY, _SPY, needs_call=True),
    Act.WHISPER: ActRule(Feature.SPY, _SPY, needs_call=True),
    Act.BARGE: ActRule(Feature.SPY, _SPY, needs_call=True),
}


@dataclass(frozen=True)
class ControlSide:
    """How far one phone system lets itself be controlled now; `barred` is what its manager account may not do."""

    features: frozenset[Feature] = frozenset()
    barred: frozenset[Feature] = field(default_factory=frozenset)
    is_up: bool = False


def features_of(setting: str) -> frozenset[Feature]:
    """`all`, or features separated by commas; unknown words switch nothing on."""
    words = {word.strip() for word in setting.split(",")}
    return frozenset(feature for feature in Feature if "all" in words or feature in words)


def obstacle(feature: Feature, side: ControlSide | None, phone: str | None) -> Obstacle | None:
    """What stands in the way of a feature, the thing that lasts longest first; None when nothing does."""
    if side is None or not side.features:
        return Obstacle.NO_CONTROL
    if feature not in side.features:
        return Obstacle.SWITCHED_OFF
    if feature in side.barred:
        return Obstacle.NOT_AUTHORISED
    if not side.is_up:
        return Obstacle.LINK_DOWN
    return None if phone else Obstacle.NO_PHONE
