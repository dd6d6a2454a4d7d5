"""Which job answers which event.

Only work that may run late, twice or be lost on the way belongs here, because a job is no promise:
what is owed is a timer or a row with a lease, and the schedule or the dispatcher takes it up again.
"""

from collections.abc import Mapping, Sequence

from ticketing.domain import events
from ticketing.domain.events import Event

REACTIONS: Mapping[type[Event], Sequence[str]] = {
    events.ReportOwed: ("workers.reports.make",),
    events.ReportMailOwed: ("workers.reports.mail",),
    events.FileJobOwed: ("workers.file_jobs.run",),
    events.RosterRunOwed: ("workers.rosters.runs.draw_up",),
    events.DeadlinesSpreading: ("workers.deadlines.spread",),
    events.RosterPublished: ("workers.attendance.recompute",),
}
