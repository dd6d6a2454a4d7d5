"""What a site decides about its queues before a log can be read: thresholds, wrap-up, ages, names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SECOND_US = 1_000_000


class RestartPolicy(StrEnum):
    """Whether members survive a restart of the phone system (`persistentmembers`) or must add themselves again."""

    KEEP = "keep"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class QueueRules:
    """One queue's settings, in seconds; both thresholds are inclusive."""

    sl_threshold_s: int = 20
    short_abandon_s: int = 5
    wrapup_s: int = 0
    max_wait_s: int = 4 * 3600
    max_talk_s: int = 12 * 3600


@dataclass(frozen=True, slots=True)
class FoldConfig:
    """The settings of one phone system; `queue_log` says whether a log is read beside AMI and so decides outcomes.

    `aliases` maps a name that the phone system uses to the one we know the agent by. `static_members` maps a queue
    to those who are members of it without a line ever saying so. `history_s` is how far back an agent's timeline can
    still be rewritten (None: without end).
    """

    rules: QueueRules = QueueRules()
    queues: Mapping[str, QueueRules] = field(default_factory=dict)
    one_call_per_agent: bool = True
    restart_policy: RestartPolicy = RestartPolicy.KEEP
    tolerance_s: int = 2
    aliases: Mapping[str, str] = field(default_factory=dict)
    static_members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    acw_reasons: frozenset[str] = frozenset()
    queue_log: bool = True
    history_s: int | None = 3600

    def of(self, queue: str) -> QueueRules:
        """The rules of a queue, its own or those of the house."""
        return self.queues.get(queue, self.rules)
