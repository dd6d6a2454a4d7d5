"""What is promised: policies with their versions, and how a change of them reaches the tickets."""

from ticketing.actions.policies.keep import PolicyWish, add, edit, understood
from ticketing.actions.policies.spread import fail, hand_out, step
from ticketing.actions.policies.switch import follow

__all__ = ["PolicyWish", "add", "edit", "fail", "follow", "hand_out", "step", "understood"]
