"""What a route needs is written on its function, where the gate and the tests read it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask.views import View

from ticketing.domain.permissions import Permission

ViewFunction = TypeVar("ViewFunction", bound=Callable[..., Any])

MARK = "_rexian_mark"


@dataclass(frozen=True)
class Mark:
    """`permissions` empty and not `open_to_all`: any login will do. One of several rights is enough."""

    permissions: frozenset[Permission] = frozenset()
    open_to_all: bool = False
    # People whose first password is still to be changed may come here and nowhere else.
    before_password_change: bool = False


def needs(*permissions: Permission) -> Callable[[ViewFunction], ViewFunction]:
    """The caller must have one of these rights; over which object is asked again by the action."""
    if not permissions:
        raise ValueError("name at least one permission, or say signed_in or public")
    return _marked(Mark(frozenset(permissions)))


def signed_in(view: ViewFunction) -> ViewFunction:
    """Anybody who is logged in, whatever they may do."""
    return _marked(Mark())(view)


def public(view: ViewFunction) -> ViewFunction:
    """Anybody at all; the list of these is short and stands in tests/api/test_every_route.py."""
    return _marked(Mark(open_to_all=True))(view)


def before_password_change(view: ViewFunction) -> ViewFunction:
    """Logged in is enough, even with a first password that is still to be changed."""
    return _marked(Mark(before_password_change=True))(view)


def mark_of(view: Callable[..., Any], method: str) -> Mark | None:
    """What was written on the view, or on that method of its class; None when nothing was."""
    view_class: type[View] | None = getattr(view, "view_class", None)
    if view_class is not None:
        handler = getattr(view_class, method.lower(), None) or getattr(view_class, "get", None)
        found = getattr(handler, MARK, None) or getattr(view_class, MARK, None)
    else:
        found = getattr(view, MARK, None)
    return found if isinstance(found, Mark) else None


def _marked(mark: Mark) -> Callable[[ViewFunction], ViewFunction]:
    def write(view: ViewFunction) -> ViewFunction:
        setattr(view, MARK, mark)
        return view

    return write
