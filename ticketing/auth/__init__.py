"""Who is asking: session cookie or token -> `Actor`; and whether the door opens for them at all.

Every route says what it needs: `@needs(Permission.X)`, `@signed_in` or `@public`. A route that says nothing
is closed to everyone, so forgetting is safe.
"""

from flask import Flask

from ticketing.auth import gate, headers, passwords, throttle
from ticketing.auth.marks import needs, public, signed_in
from ticketing.auth.sessions import COOKIE, Login, actor_of_session, login_of_session
from ticketing.auth.tokens import actor_of_token
from ticketing.auth.who import asking, current_actor

__all__ = [
    "COOKIE",
    "Login",
    "actor_of_session",
    "actor_of_token",
    "asking",
    "current_actor",
    "login_of_session",
    "needs",
    "passwords",
    "public",
    "signed_in",
]


def init_app(app: Flask) -> None:
    """Name each request, judge it before its view runs, dress its answer."""
    headers.init_app(app)
    gate.init_app(app)
    throttle.init_app(app)
