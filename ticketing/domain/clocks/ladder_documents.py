"""Who is called when, as people write it: {"ladders": {"resolution": "default" | [rung, ...]}, "at_once": {...}}.

A rung: {"level", "recipients", "named"?, "at_pct" | "after_s", "basis"?, "ack_s"?, "hold_s"?, "effects"?, "channels"?};
`after_s` counts from the due instant and may be negative; beside the bell, `channels` are email and sms.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from ticketing.domain.clocks.policies import LADDERS
from ticketing.domain.clocks.records import ClockKind
from ticketing.domain.deliveries import Channel
from ticketing.domain.documents import MOST_SECONDS, Node
from ticketing.domain.escalations import AT_ONCE, DEFAULT_LADDER, Basis, Effect, Level, Occasion, RecipientRole

Word = TypeVar("Word", bound=StrEnum)

DEFAULT = "default"
MOST_LEVELS = 9


def ladders_from(node: Node | None) -> Mapping[ClockKind, tuple[Level, ...]]:
    """The ladder of each kind that climbs; without a word about it, the promise to resolve alone."""
    if node is None:
        return LADDERS
    found: dict[ClockKind, tuple[Level, ...]] = {}
    for name, said in node.fields().items():
        if name not in [kind.value for kind in ClockKind]:
            raise said.problem(f"is no kind of clock: {', '.join(ClockKind)}")
        found[ClockKind(name)] = DEFAULT_LADDER if said.value == DEFAULT else _ladder(said)
    return found


def at_once_from(node: Node | None) -> Mapping[Occasion, tuple[int, ...]]:
    """The levels that each occasion calls at once; an empty list switches one off."""
    if node is None:
        return AT_ONCE
    found = dict(AT_ONCE)
    for name, levels in node.fields().items():
        if name not in [occasion.value for occasion in Occasion]:
            raise levels.problem(f"is no occasion: {', '.join(Occasion)}")
        found[Occasion(name)] = tuple(sorted({one.whole(1, MOST_LEVELS) for one in levels.items()}))
    return found


def _ladder(node: Node) -> tuple[Level, ...]:
    rungs = tuple(_rung(one) for one in node.items())
    if [rung.level for rung in rungs] != list(range(1, len(rungs) + 1)):
        raise node.problem("must count its levels 1, 2, 3 ... in order")
    return rungs


def _rung(node: Node) -> Level:
    pct, after, basis = node.optional("at_pct"), node.optional("after_s"), node.optional("basis")
    ack, hold = node.optional("ack_s"), node.optional("hold_s")
    if (pct is None) == (after is None):
        raise node.problem("must say either 'at_pct' or 'after_s'")
    recipients, named = node.optional("recipients"), node.optional("named")
    rung = Level(
        level=node.field("level").whole(1, MOST_LEVELS),
        recipients=tuple(one.word(RecipientRole) for one in recipients.items()) if recipients else (),
        pct=pct.whole(1, 100) if pct else None,
        offset_s=after.whole(-MOST_SECONDS, MOST_SECONDS) if after else 0,
        basis=basis.word(Basis) if basis else Basis.WORKING,
        ack_timeout_s=ack.whole(1) if ack else None,
        hold_s=hold.whole() if hold else 0,
        named=tuple(one.text() for one in named.items()) if named else (),
        effects=_words(node.optional("effects"), Effect),
        # The bell rings whatever is said.
        channels=tuple(one for one in _words(node.optional("channels"), Channel) if one is not Channel.BELL),
    )
    if not rung.recipients and not rung.named:
        raise node.problem("calls nobody: name 'recipients' or 'named'")
    return rung


def _words(node: Node | None, enum: type[Word]) -> tuple[Word, ...]:
    return tuple(one.word(enum) for one in node.items()) if node else ()
