"""Statistics: figures of queues and agents, whether callers were helped and content, who gave up, what is behind."""

from ticketing.pages.stats import abandoned, figures, resolution, satisfied, stays
from ticketing.pages.stats.blueprint import blueprint

#: Their views hang on the blueprint.
PAGES = (figures, resolution, satisfied, abandoned, stays)

__all__ = ["PAGES", "blueprint"]
