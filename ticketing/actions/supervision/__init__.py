"""What supervisors do beside the ladder: order an answer, grant more time, tell everybody."""

from ticketing.actions.supervision.bulletins import Word, issue
from ticketing.actions.supervision.extensions import ask, decide
from ticketing.actions.supervision.orders import ORDER, ORDER_TIMER, answer, fall_due, order

__all__ = ["ORDER", "ORDER_TIMER", "Word", "answer", "ask", "decide", "fall_due", "issue", "order"]
