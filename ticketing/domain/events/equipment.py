"""What happened to the equipment and its checks."""

from dataclasses import dataclass

from ticketing.domain.events.root import Event


@dataclass(frozen=True)
class EquipmentChanged(Event):
    """A piece was added, edited, retired or taken back (`domain.equipment.Deed`)."""

    equipment_id: int
    deed: str


@dataclass(frozen=True)
class CheckBegun(Event):
    """Somebody began to look; what live truth knew stands on the sheet."""

    sheet_id: int
    on: str
    shift: str


@dataclass(frozen=True)
class CheckDone(Event):
    sheet_id: int
    abnormal: int


@dataclass(frozen=True)
class CheckSentBack(Event):
    sheet_id: int
    reason: str


@dataclass(frozen=True)
class CheckReviewed(Event):
    sheet_id: int


@dataclass(frozen=True)
class CheckMissed(Event):
    """Its time has passed and it is not done."""

    sheet_id: int
    on: str
    shift: str
