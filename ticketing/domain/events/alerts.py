"""What the live rules had to say of the floor."""

from dataclasses import dataclass

from ticketing.domain.events.root import Event


@dataclass(frozen=True)
class AlertRaised(Event):
    """A figure passed its limit for as long as its rule says; `level` 1 warns, 2 is critical."""

    alert_id: int
    metric: str
    level: int


@dataclass(frozen=True)
class AlertMoved(Event):
    """It became worse or better without being over."""

    alert_id: int
    level: int


@dataclass(frozen=True)
class AlertAcknowledged(Event):
    alert_id: int
    by_id: int | None


@dataclass(frozen=True)
class AlertCleared(Event):
    alert_id: int


@dataclass(frozen=True)
class AlertRulesChanged(Event):
    """A rule was added, changed or taken away."""

    rule_id: int
