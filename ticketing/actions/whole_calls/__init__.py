"""Calls above their stays in queues: worked out after the log, tied to customers, tickets and call-backs."""

from ticketing.actions.owed_calls import owe
from ticketing.actions.whole_calls.rebuild import rebuild, sweep
from ticketing.actions.whole_calls.recordings import Seen, note
from ticketing.actions.whole_calls.work_out import work_out, work_out_due

__all__ = ["Seen", "note", "owe", "rebuild", "sweep", "work_out", "work_out_due"]
