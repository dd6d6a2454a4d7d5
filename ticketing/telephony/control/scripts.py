"""For each act what is said to Asterisk, step by step, and how its answers are to be understood."""

from collections.abc import Callable
from typing import Any, Final

from ticketing.actions.control import Order
from ticketing.domain.control import Act, CommandState, Feature
from ticketing.telephony.control.asking import DONE, Ask, Ended, Script, Told, refused
from ticketing.telephony.control.channels import Channel, call_of, look

#: The actions that a feature needs; an account that lacks one of them lacks the feature.
NEEDED: Final[dict[Feature, frozenset[str]]] = {
    Feature.DIAL: frozenset({"Originate"}),
    Feature.HANGUP: frozenset({"Hangup", "CoreShowChannels"}),
    Feature.HOLD: frozenset({"PJSIPNotify", "CoreShowChannels"}),
    Feature.TRANSFER: frozenset({"BlindTransfer", "Atxfer", "CoreShowChannels"}),
    Feature.FORCE: frozenset({"QueuePause", "QueueAdd", "QueueRemove"}),
    Feature.SPY: frozenset({"Originate", "CoreShowChannels"}),
}
# OriginateResponse's Reason is a control frame's number.
_REASONS: Final = {
    "0": "phone_unknown",
    "1": "phone_not_answered",
    "3": "phone_not_answered",
    "5": "phone_busy",
    "8": "phone_unreachable",
}
# q: no tone in the conversation; E: the listener's call ends with the one that is listened to; w, B: be heard.
_SPYING: Final = {Act.LISTEN: "qE", Act.WHISPER: "qEw", Act.BARGE: "qEB"}
_NO_CALL: Final = Ended(CommandState.REFUSED, "no_call")
# A phone may ring a little longer than it was told to.
_GRACE_S: Final = 5.0

Step = Callable[[Channel, Order], Ask]


def script_of(order: Order) -> Script:
    """The conversation that does what was ordered."""
    return _SCRIPTS[order.act](order)


def _dial(order: Order) -> Script:
    """The agent's phone first; when it is lifted, the dialplan rings the customer."""
    words = order.params
    place = [("Context", words["context"]), ("Exten", words["keys"]), ("Priority", "1")]
    return (yield from _originate(order, words["device"], place))


def _spy(order: Order) -> Script:
    told, channels = yield from look()
    if not told.is_good:
        return refused(told)
    call = call_of(channels, order.params["device"])
    if call is None:
        return _NO_CALL
    heard = [("Application", "ChanSpy"), ("Data", f"{call.name},{_SPYING[order.act]}")]
    return (yield from _originate(order, order.params["listener"], heard))


def _originate(order: Order, device: str, what: list[tuple[str, str]]) -> Script:
    words = order.params
    ring_s = int(words["ring_s"])
    headers = [
        ("Channel", device),
        *what,
        ("CallerID", words["caller_id"]),
        ("Timeout", str(ring_s * 1000)),
        ("Async", "true"),
        ("ChannelId", order.channel_id or ""),
        *(("Variable", f"__{name}={value}") for name, value in words.get("variables", {}).items()),
    ]
    told = yield Ask("Originate", tuple(headers), until="OriginateResponse", patience_s=ring_s + _GRACE_S)
    if not told.is_good:
        return refused(told)
    if told.last.get("Response") == "Success":
        return DONE
    result = _REASONS.get(told.last.get("Reason"), "phone_unreachable")
    return Ended(CommandState.REFUSED, result, told.last.get("Message"))


def _on_the_call(step: Step) -> Callable[[Order], Script]:
    """Find the call of the phone as it is now, then do one thing with it."""

    def script(order: Order) -> Script:
        told, channels = yield from look()
        if not told.is_good:
            return refused(told)
        call = call_of(channels, order.params["device"])
        if call is None:
            return _NO_CALL
        answer = yield step(call, order)
        return DONE if answer.is_good else refused(answer)

    return script


def _hangup(call: Channel, _: Order) -> Ask:
    return Ask("Hangup", (("Channel", call.name), ("Cause", "16")))


def _press(event: str) -> Step:
    """The phone itself is asked to press its key, so that hold music and the log's Hold event come as ever."""
    return lambda call, _: Ask("PJSIPNotify", (("Channel", call.name), ("Variable", f"Event={event}")))


def _transfer(action: str) -> Step:
    def step(call: Channel, order: Order) -> Ask:
        to = (("Context", order.params["context"]), ("Exten", order.params["keys"]))
        return Ask(action, (("Channel", call.name), *to))

    return step


def _cancel(call: Channel, _: Order) -> Ask:
    return Ask("CancelAtxfer", (("Channel", call.name),))


def _member(action: str, so_already: str, **fixed: str) -> Callable[[Order], Script]:
    """A membership. What is so already, in Asterisk's words `so_already`, has been done."""

    def script(order: Order) -> Script:
        told = yield Ask(action, _member_headers(action, order.params, fixed))
        return DONE if told.is_good or _is_so(told, so_already) else refused(told)

    return script


def _member_headers(action: str, words: dict[str, Any], fixed: dict[str, str]) -> tuple[tuple[str, str], ...]:
    found = [("Interface", words["device"])]
    if words.get("queue"):
        found.append(("Queue", words["queue"]))
    if action == "QueueAdd" and words.get("name"):
        found.append(("MemberName", words["name"]))
    if action == "QueuePause" and words.get("reason"):
        found.append(("Reason", words["reason"]))
    return (*found, *fixed.items())


def _is_so(told: Told, so_already: str) -> bool:
    return bool(so_already) and so_already in told.response.get("Message").lower()


_SCRIPTS: Final[dict[Act, Callable[[Order], Script]]] = {
    Act.DIAL: _dial,
    Act.HANGUP: _on_the_call(_hangup),
    Act.HOLD: _on_the_call(_press("hold")),
    Act.UNHOLD: _on_the_call(_press("talk")),
    Act.BLIND_TRANSFER: _on_the_call(_transfer("BlindTransfer")),
    Act.ATTENDED_TRANSFER: _on_the_call(_transfer("Atxfer")),
    Act.CANCEL_TRANSFER: _on_the_call(_cancel),
    Act.PAUSE: _member("QueuePause", "", Paused="true"),
    Act.UNPAUSE: _member("QueuePause", "", Paused="false"),
    Act.QUEUE_ADD: _member("QueueAdd", "already there", Penalty="0"),
    Act.QUEUE_REMOVE: _member("QueueRemove", "not there"),
    Act.LISTEN: _spy,
    Act.WHISPER: _spy,
    Act.BARGE: _spy,
}
