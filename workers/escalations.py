"""The job that looks whether the people who were told of something have gone home."""

from ticketing.actions import escalations
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM


def hand_over() -> None:
    """Tell whoever holds the role now."""
    with begin(SYSTEM) as work:
        escalations.hand_over(work)
