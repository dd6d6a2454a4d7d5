"""What happened to calls that are scored."""

from dataclasses import dataclass

from ticketing.domain.events.root import Event


@dataclass(frozen=True)
class QualityDrawn(Event):
    """A period's calls were drawn; `added` and `withdrawn` count against the draw before."""

    draw_id: int
    added: int
    withdrawn: int


@dataclass(frozen=True)
class QualityMoved(Event):
    """A case went on: `deed` is chosen, taken, given_back, scored, confirmed, lapsed, appealed, overdue, decided or
    compared; `total` what stands then."""

    case_id: int
    person_id: int
    deed: str
    total: int | None = None


@dataclass(frozen=True)
class ScoreSheetChanged(Event):
    sheet_id: int
    edition: int


@dataclass(frozen=True)
class CoachingMoved(Event):
    """A note was written (`written`) or its agent has read it (`acknowledged`)."""

    note_id: int
    person_id: int
    deed: str
