"""Which figures an event may have moved: rules are looked at again for these, and for nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ticketing.domain import events as e
from ticketing.domain.events import Event


@dataclass
class Touched:
    """Queues by code, agents by (phone system, its name for them) or by person, feeds by id; or everything."""

    queues: set[str] = field(default_factory=set)
    names: set[tuple[int, str]] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    sources: set[int] = field(default_factory=set)
    everything: bool = False

    def __bool__(self) -> bool:
        return self.everything or any((self.queues, self.names, self.people, self.sources))

    def __add__(self, other: "Touched") -> "Touched":
        return Touched(
            self.queues | other.queues,
            self.names | other.names,
            self.people | other.people,
            self.sources | other.sources,
            self.everything or other.everything,
        )


def touched_by(events: Iterable[Event]) -> Touched:
    """What to look at after these events; history that is read in touches nothing."""
    found = Touched()
    for event in events:
        match event:
            case e.FloorMoved(live=True):
                found.queues.update(event.queues)
                found.names.update((event.pbx_id, name) for name in event.agents)
            case e.ConsoleStateChanged():
                found.people.add(event.person_id)
            case e.AgentMapped():
                found.names.add((event.pbx_id, event.raw_name))
            case e.LinkChanged():
                found.sources.add(event.source_id)
            case e.QueueChanged() | e.AlertRulesChanged():
                found.everything = True
    return found
