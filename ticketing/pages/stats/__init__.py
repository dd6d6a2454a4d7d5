"""Statistics: figures of queues and agents, whether callers were helped, who gave up, and the stays behind a figure."""

from ticketing.pages.stats import abandoned, figures, resolution, stays
from ticketing.pages.stats.blueprint import blueprint

#: Their views hang on the blueprint.
PAGES = (figures, resolution, abandoned, stays)

__all__ = ["PAGES", "blueprint"]
