"""A second fold beside the live one: from a checkpoint on, with everything that has come since."""

from bisect import bisect_right
from collections.abc import Sequence

from ticketing.actions.calls.head import Head, Stop
from ticketing.actions.calls.names import names_of
from ticketing.actions.calls.refold.beside import compare, differing, stored_rows
from ticketing.actions.calls.refold.expected import TABLES, Expected, held_by
from ticketing.actions.calls.refold.laying import Differences, lay
from ticketing.actions.calls.rows import INTERVALS, SLICES, VISITS
from ticketing.actions.calls.shapes import shape_of
from ticketing.models.telephony import Pbx
from ticketing.queries.raw_events import Ordered
from ticketing.work import Work


class Shadow:
    """`head` has heard everything up to `at_us`; up to `since_us` the tables say what it says."""

    def __init__(self, work: Work, pbx_id: int, head: Head, stops: Sequence[Stop]) -> None:
        self.pbx_id, self.head, self.stops = pbx_id, head, stops
        self.since_us = self.at_us = head.order_us
        self.orders = [stop.order_us for stop in stops]
        self.heard = 0
        self.expected = Expected(pbx_id, names_of(work, pbx_id), work.centre.phone_region)
        self.expected.seed(head.fold.state, head.order_us)

    def hear(self, events: Sequence[Ordered], until_us: int) -> None:
        """Fold on up to a place."""
        self.head.hear_all(events)
        self.at_us, self.heard = until_us, self.heard + len(events)
        self.settle()

    def settle(self) -> None:
        """Note what the fold has changed."""
        state = self.head.fold.state
        self.expected.absorb(self.head.fold.settle(), self.at_us, state.horizon_us)

    def next_stop(self) -> Stop | None:
        """The next place of which an older checkpoint tells."""
        index = bisect_right(self.orders, self.at_us)
        return self.stops[index] if index < len(self.stops) else None

    def is_at_a_stop(self) -> bool:
        """Whether an older checkpoint tells of this very place."""
        index = bisect_right(self.orders, self.at_us) - 1
        return index >= 0 and self.orders[index] == self.at_us

    def agrees(self) -> bool:
        """Whether the older checkpoint at this place keeps this very state."""
        index = bisect_right(self.orders, self.at_us) - 1
        # Mostly the counts tell already that it does not; the digest of a large state takes its time.
        fold, stop = self.head.fold, self.stops[index]
        return stop.shape in ("", shape_of(fold)) and stop.digest == fold.state.digest()

    def found(self, work: Work, final: bool) -> Differences:
        """What stands otherwise in the tables; while it is not final, rows that the state still holds are left out."""
        held = {} if final else held_by(self.pbx_id, self.head.fold.state)
        found = {}
        for shape in TABLES:
            stored = stored_rows(work, self.pbx_id, shape, self.since_us, self.at_us)
            skip = held.get(shape.table, set())
            found[shape.table] = compare(self.expected, shape, stored, skip, self.orders)
            self.expected.changed[shape.table] |= differing(self.expected, shape, stored, skip)
        return found

    def lay(self, work: Work, pbx: Pbx, found: Differences) -> None:
        """Put right what was found."""
        lay(work, pbx, self.expected, found, self.head.fold.state.horizon_us)

    def go_on_from_here(self) -> None:
        """The tables are right up to here, but for the rows that the state still holds."""
        held = held_by(self.pbx_id, self.head.fold.state)
        self.expected.keep_only({shape.table: held.get(shape.table, set()) for shape in (VISITS, INTERVALS, SLICES)})
        self.since_us, self.heard = self.at_us, 0
