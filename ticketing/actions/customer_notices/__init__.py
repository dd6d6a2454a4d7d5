"""Tell customers what they wait to hear, as far as an administrator has switched it on and they want to hear it."""

from ticketing.actions.customer_notices.again import is_wanted
from ticketing.actions.customer_notices.owing import Link, owe
from ticketing.actions.customer_notices.rules import say

__all__ = ["Link", "is_wanted", "owe", "say"]
