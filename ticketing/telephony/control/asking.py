"""The words of a conversation with a manager interface: what is asked, what came back, how it ended."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from ticketing.domain.control import CommandState
from ticketing.telephony.ami.protocol import Block

USUAL_PATIENCE_S = 5.0
#: What Asterisk says when the account lacks the class of rights, and what the rest of its refusals mean.
NOT_AUTHORISED = "not_authorised"
_MEANINGS = (
    ("permission denied", NOT_AUTHORISED),
    ("no such channel", "no_call"),
    ("channel not found", "no_call"),
    ("channel does not exist", "no_call"),
    ("interface not found", "not_a_member"),
    ("no such queue", "unknown_queue"),
    ("invalid/unknown command", "not_known_there"),
)


@dataclass(frozen=True)
class Ask:
    """One action. Its answer ends with the response, or with the event named `until` if the response is good.

    `moves`: it changes something, so that without an answer nobody knows whether it did.
    """

    action: str
    headers: tuple[tuple[str, str], ...] = ()
    until: str = ""
    moves: bool = True
    patience_s: float = USUAL_PATIENCE_S


@dataclass(frozen=True)
class Told:
    """Everything that was answered to one action, the response first."""

    blocks: Sequence[Block]

    @property
    def response(self) -> Block:
        return self.blocks[0]

    @property
    def last(self) -> Block:
        return self.blocks[-1]

    @property
    def is_good(self) -> bool:
        return self.response.get("Response") in ("Success", "Follows")


@dataclass(frozen=True)
class Ended:
    """How a command came out: `result` is a word of ours, `message` the phone system's own."""

    state: CommandState
    result: str
    message: str = ""


Script = Generator[Ask, Told, Ended]

DONE = Ended(CommandState.DONE, "done")


def refused(told: Told) -> Ended:
    """The refusal in a word of ours, by what its words mean."""
    message = told.response.get("Message")
    meaning = next((word for said, word in _MEANINGS if said in message.lower()), "refused")
    return Ended(CommandState.REFUSED, meaning, message)
