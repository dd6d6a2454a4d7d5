"""Queue log lines written short: seconds after a base, then the fields."""

from ticketing.domain.calls import Changes, Fold, FoldConfig, PbxState, Visit
from ticketing.domain.presence import PresenceState
from ticketing.domain.signals import Signal, SignalKind

BASE = 1_741_568_400
SECOND = 1_000_000


def heard(*lines: str, config: FoldConfig | None = None, at: int | None = None) -> tuple[Fold, Changes]:
    """Fold lines like "10 c.1 q Li CONNECT 10|x|4" (- is NONE) and let time pass until `at`."""
    fold = Fold(PbxState("pbx"), config or FoldConfig(history_s=None))
    for line in lines:
        fold.hear(signal(line))
    if at is not None:
        fold.tick(us(at))
    return fold, fold.settle()


def signal(line: str) -> Signal:
    at, callid, queue, agent, kind, *data = line.split(" ", 5)
    fields = tuple(data[0].split("|")) if data else ("",)
    named = ("" if part == "-" else part for part in (callid, queue, agent))
    return Signal(us(float(at)), SignalKind(kind), *named, fields)


def us(seconds: float) -> int:
    return round((BASE + seconds) * SECOND)


def visits(fold: Fold) -> list[Visit]:
    return sorted(fold.state.visits.values(), key=lambda visit: visit.serial)


def only(fold: Fold) -> Visit:
    (visit,) = visits(fold)
    return visit


def timeline(fold: Fold, agent: str) -> list[tuple[float, str]]:
    """(second, state) of every slice, pauses as "paused:reason"."""
    shown = []
    for piece in fold.state.agents[agent].slices:
        word = f"paused:{piece.reason}" if piece.state is PresenceState.PAUSED else piece.state.value
        shown.append(((piece.start_us - BASE * SECOND) / SECOND, word))
    return shown
