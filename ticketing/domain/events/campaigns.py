"""What happened to plans of follow-ups and to scripts."""

from dataclasses import dataclass

from ticketing.domain.events.root import Event


@dataclass(frozen=True)
class CampaignChanged(Event):
    """Made, edited, or moved to `state`."""

    campaign_id: int
    state: str


@dataclass(frozen=True)
class ScriptChanged(Event):
    script_id: int
    version: int
