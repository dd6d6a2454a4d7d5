"""The live view of a state: who waits, who is being connected, who talks, what every agent does."""

from collections.abc import Iterable
from typing import Any

from ticketing.domain.calls import Fold, Stage
from ticketing.domain.metrics import seconds
from ticketing.domain.presence import PresenceState
from ticketing.telephony.replay.feeds import Entry


def queues_of(entries: Iterable[Entry]) -> list[str]:
    """Every queue that a feed names, so that an empty one is shown as empty."""
    return sorted({entry.signal.queue for entry in entries if entry.signal.queue})


def look(folds: list[Fold], now_us: int, queues: Iterable[str] = ()) -> dict[str, Any]:
    """Queues with their waiting callers in line order and counts; agents with state and the instant it began.

    Settle the folds first.
    """
    view: dict[str, dict[str, Any]] = {queue: _empty() for queue in queues}
    for fold in folds:
        for queue, line in fold.state.lines.items():
            shown = view.setdefault(queue, _empty())
            shown["waiting_ids"] += [visit.callid for visit in line]
            shown["waiting"] += len(line)
        for visit in fold.state.open.values():
            shown = view.setdefault(visit.queue, _empty())
            shown["connecting"] += visit.stage is Stage.CONNECTING
            shown["talking"] += visit.stage is Stage.TALKING
    agents, since = _agents(folds, now_us)
    return {"queues": view, "agents": agents, "since": since}


def _agents(folds: list[Fold], now_us: int) -> tuple[dict[str, str], dict[str, int | float | None]]:
    agents: dict[str, str] = {}
    since: dict[str, int | float | None] = {}
    for fold in folds:
        for name, track in fold.state.agents.items():
            piece = track.at(now_us)
            state = piece.state if piece is not None else PresenceState.OFFLINE
            if agents.get(name, PresenceState.OFFLINE) == PresenceState.OFFLINE:
                agents[name] = state.value
                since[name] = seconds(piece.start_us) if piece is not None else None
    return agents, since


def _empty() -> dict[str, Any]:
    return {"waiting": 0, "connecting": 0, "talking": 0, "waiting_ids": []}
