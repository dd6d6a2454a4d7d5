"""A door that takes more than others: the limit of one view, where a file comes as the body."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import request

View = TypeVar("View", bound=Callable[..., Any])


def large_body(most: int) -> Callable[[View], View]:
    """Take bodies of up to `most` bytes here; stands above whatever reads the body."""

    def mark(view: View) -> View:
        @wraps(view)
        def larger(*args: Any, **kwargs: Any) -> Any:
            request.max_content_length = most
            return view(*args, **kwargs)

        return larger  # type: ignore[return-value]

    return mark
