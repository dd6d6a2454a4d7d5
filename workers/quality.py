"""Draw last week's calls on Monday."""

from ticketing.actions import quality
from ticketing.db import do
from ticketing.domain.actors import SYSTEM


def draw() -> None:
    """Nothing when it is done already, switched off, or when there is nobody to hear them."""
    do(SYSTEM, quality.draw_owed)
