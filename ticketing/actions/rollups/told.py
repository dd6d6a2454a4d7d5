"""What was last told of a visit, so that its next change can take that away without asking the database."""

from typing import NamedTuple

from ticketing.domain.calls import Outcome, Stage, Visit


class Told(NamedTuple):
    """What a visit's row says, as far as it matters when the visit changes: where it stood and what it counted."""

    queue: str
    enter_us: int
    connect_us: int | None
    stage: Stage
    outcome: Outcome
    marks: int
    agent: str | None
    end_reason: str | None
    wait_us: int | None
    talk_us: int | None
    hold_us: int | None
    acw_us: int | None

    @classmethod
    def of(cls, visit: Visit) -> "Told":
        return cls(
            *(visit.queue, visit.enter_us, visit.connect_us, visit.stage, visit.outcome, visit.marks),
            *(visit.agent, visit.end_reason, visit.wait_us, visit.talk_us, visit.hold_us, visit.acw_us),
        )
