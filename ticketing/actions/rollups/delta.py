"""What one batch changes in the quarters of an hour, added up in memory and written in one go."""

from ticketing.actions.rollups import add_up
from ticketing.domain.metrics import Quarters
from ticketing.work import Work

#: Instead of a phone system: people's time is kept under this number, whatever phones they have.
PEOPLE = 0


class Delta(Quarters):
    """A change is told as the row before, counted out, and the row after, counted in."""

    def write(self, work: Work, pbx_id: int) -> None:
        """Add it to the tables; the days and months that it touches are settled no longer."""
        queues = {key: kept for key, kept in self.queues.items() if any(kept)}
        agents = {key: kept for key, kept in self.agents.items() if kept}
        # A wait that was the longest may have gone; only the visits know which is it now.
        unsure = [key for key, wait_us in self.gone.items() if wait_us > self.longest.get(key, 0)]
        if not queues and not agents and not unsure:
            return
        add_up.queues(work, pbx_id, queues, self.longest)
        add_up.agents(work, pbx_id, agents)
        add_up.look_up_longest(work, pbx_id, unsure)
        less = {key[1] for key, kept in queues.items() if kept[0] < 0}
        less |= {key[1] for key, kept in agents.items() if max(kept.values) <= 0}
        if less:
            add_up.sweep(work, pbx_id, less)
        buckets = {bucket_us for _, bucket_us in (*queues, *unsure)}
        add_up.unsettle(work, buckets | {bucket_us for _, bucket_us, _ in agents})
