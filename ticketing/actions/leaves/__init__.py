"""Leave, days of rest and errands: asked for in time, decided by somebody else, and a sick call that opens gaps."""

from ticketing.actions.leaves.asking import LeaveWish, ask, cancel
from ticketing.actions.leaves.deciding import SickCall, decide, report_sick

__all__ = ["LeaveWish", "SickCall", "ask", "cancel", "decide", "report_sick"]
