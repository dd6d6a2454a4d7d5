"""Call-backs over HTTP: the list, the promise, the hold, the try, the change, and what comes round."""

from ticketing.api.callbacks import deeds, looks, recurrences
from ticketing.api.callbacks.blueprint import blp

__all__ = ["blp", "deeds", "looks", "recurrences"]
