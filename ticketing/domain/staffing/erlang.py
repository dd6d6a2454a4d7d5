"""How long callers wait when so many agents answer: Erlang C, and Erlang A where they lose patience (workforce.md 1.7).

Arrivals are Poisson, talks exponential, agents alike and callers served in order: what every staffing sheet assumes.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, exp, inf, lgamma, log

SLOT_S = 1800.0
#: States rarer than this are left out of the sums.
_NEGLIGIBLE = 1e-12
#: A line longer than this is not followed: at such a length nobody is answered in time anyway.
_LONGEST = 20_000


@dataclass(frozen=True)
class Load:
    """What comes in a stretch of `slot_s` seconds: calls, the mean seconds that one keeps an agent, and how long (s)
    callers wait on average before they give up (None: for ever)."""

    calls: float
    aht_s: float
    patience_s: float | None = None
    slot_s: float = SLOT_S

    @property
    def erlangs(self) -> float:
        """Agents kept busy on average if everybody is answered."""
        return self.calls * self.aht_s / self.slot_s


@dataclass(frozen=True)
class Level:
    """What `agents` come to: shares between 0 and 1, seconds over all callers."""

    agents: int
    service_level: float
    wait_probability: float
    mean_wait_s: float
    abandoned: float
    occupancy: float


def level(load: Load, agents: int, within_s: float) -> Level:
    """The level that some agents give; with too few of them and patience without end nobody is answered in time."""
    if load.calls <= 0 or load.aht_s <= 0:
        return Level(agents, 1.0, 0.0, 0.0, 0.0, 0.0)
    return _patient(load, agents, within_s) if load.patience_s is None else _impatient(load, agents, within_s)


def _patient(load: Load, agents: int, within_s: float) -> Level:
    busy = load.erlangs
    if agents <= busy:
        return Level(agents, 0.0, 1.0, inf, 0.0, 1.0)
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = busy * blocked / (n + busy * blocked)
    occupancy = busy / agents
    waits = blocked / (1 - occupancy * (1 - blocked))
    spare = agents - busy
    in_time = 1 - waits * exp(-spare * within_s / load.aht_s)
    return Level(agents, in_time, waits, waits * load.aht_s / spare, 0.0, occupancy)


def _impatient(load: Load, agents: int, within_s: float) -> Level:
    """Births λ, deaths min(k, n)μ + (k − n)⁺θ: exact sums over the states."""
    arrive, serve, leave = load.calls / load.slot_s, 1 / load.aht_s, 1 / (load.patience_s or inf)
    shares = _shares(arrive, serve, leave, agents)
    waiting = sum((k - agents) * share for k, share in enumerate(shares) if k > agents)
    waits = sum(shares[agents:])
    reached = _reached(agents * serve, leave, within_s, len(shares) - agents) if agents else ()
    late = sum(share * (1 - reached[k - agents]) for k, share in enumerate(shares) if k >= agents) if agents else 1.0
    gave_up = leave * waiting / arrive
    busy = sum(min(k, agents) * share for k, share in enumerate(shares))
    return Level(agents, 1 - late, waits, waiting / arrive, gave_up, busy / agents if agents else 1.0)


def _shares(arrive: float, serve: float, leave: float, agents: int) -> list[float]:
    """The part of the time in which k callers are there, k from 0 on."""
    weights, k = [1.0], 0
    while k < _LONGEST:
        k += 1
        weights.append(weights[-1] * arrive / (min(k, agents) * serve + max(k - agents, 0) * leave))
        if weights[-1] > 1e200:
            weights = [weight / 1e200 for weight in weights]
        if k > agents and weights[-1] < _NEGLIGIBLE * max(weights):
            break
    whole = sum(weights)
    return [weight / whole for weight in weights]


def _reached(serve: float, leave: float, within_s: float, places: int) -> list[float]:
    """The chance to be answered within a time for who comes when 0, 1, 2… are in line: those ahead are served or give
    up, and oneself may give up. By uniformisation: steps of one fast clock, their number Poisson."""
    if within_s <= 0:
        return [0.0] * places
    fast = serve + places * leave
    forward = [(serve + ahead * leave) / fast for ahead in range(places)]
    stay = [1 - move - leave / fast for move in forward]
    answered = [0.0] * places
    total, mean = [0.0] * places, fast * within_s
    for step in range(ceil(mean + 10 * mean**0.5 + 20)):
        weight = exp(step * log(mean) - mean - lgamma(step + 1))
        total = [so_far + weight * now for so_far, now in zip(total, answered, strict=True)]
        ahead = [1.0, *answered[:-1]]
        answered = [forward[j] * ahead[j] + stay[j] * answered[j] for j in range(places)]
    return total


@lru_cache(maxsize=4096)
def least(load: Load, within_s: float, target: float, most_busy: float | None = None) -> Level:
    """The fewest agents that answer `target` of the callers within `within_s` seconds, none busier than `most_busy`."""
    if load.calls <= 0 or load.aht_s <= 0:
        return level(load, 0, within_s)

    def serves(agents: int) -> bool:
        found = level(load, agents, within_s)
        return found.service_level >= target and (most_busy is None or found.occupancy <= most_busy)

    enough = int(load.erlangs) + 1
    while not serves(enough):
        enough *= 2
    # More agents never serve worse.
    return level(load, bisect_left(range(enough), True, lo=1, key=serves), within_s)
