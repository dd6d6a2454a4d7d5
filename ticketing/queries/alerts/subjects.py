"""Of whom a figure is measured, and what is measured of them just now."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ticketing.domain.alerts import AlertMetric, Reading
from ticketing.models.alerts import AlertWatch
from ticketing.models.people import Person
from ticketing.models.queues import Queue
from ticketing.models.telephony import PbxSource
from ticketing.queries.board.phones import RawName


@dataclass(frozen=True)
class Subject:
    """`key` names it for ever; the other fields are the columns of the same names in `models.alerts`."""

    key: str
    queue_id: int | None = None
    person_id: int | None = None
    source_id: int | None = None
    pbx_id: int | None = None
    name: str = ""
    # For a queue: the limits that colour its tile.
    thresholds: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)

    @classmethod
    def of_queue(cls, queue: Queue) -> "Subject":
        return cls(f"queue:{queue.id}", queue_id=queue.id, thresholds=queue.thresholds)

    @classmethod
    def of_person(cls, person: Person) -> "Subject":
        return cls(f"person:{person.id}", person_id=person.id, name=person.name)

    @classmethod
    def of_name(cls, name: RawName) -> "Subject":
        return cls(f"name:{name.pbx_id}:{name.name}", pbx_id=name.pbx_id, name=name.name)

    @classmethod
    def of_link(cls, source: PbxSource) -> "Subject":
        return cls(f"link:{source.id}", source_id=source.id, pbx_id=source.pbx_id, name=source.name)

    @classmethod
    def of_row(cls, row: AlertWatch) -> "Subject":
        """The subject of a watch, whatever has become of what it stands for."""
        return cls(row.subject, row.queue_id, row.person_id, row.source_id, row.pbx_id, row.name)


class Figure(NamedTuple):
    """One figure of one subject; `reason` is a pause's own, by which a rule may be chosen."""

    subject: Subject
    metric: AlertMetric
    reading: Reading
    reason: str = ""


Figures = Iterator[Figure]
