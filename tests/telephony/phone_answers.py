"""How the properties ask: lines folded, whole cases answered, and a storage that knows only what it was told."""

from typing import Any

from tests.telephony.phone_stories import BASE
from ticketing.domain.calls import Changes, Fold, FoldConfig, PbxState, QueueRules
from ticketing.domain.presence import Slice
from ticketing.domain.signals import Signal
from ticketing.telephony.queue_log import parse
from ticketing.telephony.replay import replay
from ticketing.telephony.replay.cases import Case, case_of

CONFIG = FoldConfig(rules=QueueRules(wrapup_s=10), history_s=None)
WINDOW = [BASE, BASE + 4000]


def signals(lines: list[str]) -> list[Signal]:
    """What the lines say that say anything."""
    return [signal for signal in map(parse, lines) if isinstance(signal, Signal)]


def folded(lines: list[str]) -> Fold:
    """A phone system that has said these lines and nothing else."""
    fold = Fold(PbxState("pbx1"), CONFIG)
    for signal in signals(lines):
        fold.hear(signal)
    return fold


def case(feeds: list[dict[str, Any]], order: str = "file", **config: Any) -> Case:
    """Feeds as a case whose window is the day of the stories."""
    given = {"config": {"wrapup_s": {"support": 10}, **config}, "input": {"order": order, "feeds": feeds}}
    return case_of({**given, "window": WINDOW, "now": WINDOW[1]})


def answer(feeds: list[dict[str, Any]], order: str = "file", **config: Any) -> dict[str, Any]:
    """Every figure of these feeds."""
    return replay(case(feeds, order, **config))


def log_feed(lines: list[str], source: str = "pbx1", **more: Any) -> dict[str, Any]:
    """A queue log as a feed."""
    return {"format": "queue_log", "source": source, "lines": lines, **more}


def ami_feed(events: list[dict[str, str]], source: str = "pbx1") -> dict[str, Any]:
    """A manager link as a feed."""
    return {"format": "ami", "source": source, "events": events}


def without_ingest(given: dict[str, Any]) -> dict[str, Any]:
    """An answer without the counts of what came in."""
    return {name: part for name, part in given.items() if name != "ingest"}


class Mirror:
    """A storage that knows only what the changes told it."""

    def __init__(self) -> None:
        self.visits: dict[Any, list[Any]] = {}
        self.slices: dict[str, list[Slice]] = {}
        self.attempts: list[Any] = []

    def take(self, changes: Changes) -> None:
        """Write one batch's changes down."""
        self.visits.update({visit.key: visit.to_list() for visit in changes.visits.values()})
        self.attempts += changes.attempts
        for name, rewrite in changes.slices.items():
            kept = [piece for piece in self.slices.get(name, []) if piece.start_us < rewrite.from_us]
            self.slices[name] = kept + list(rewrite.slices)
