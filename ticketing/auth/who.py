"""The one asking in this request, once the gate has found out."""

from flask import g

from ticketing.auth.sessions import Login
from ticketing.domain.actors import Actor
from ticketing.errors import Unauthenticated


def asking() -> Login | None:
    """Who asks, with their session or token; None for nobody."""
    login: Login | None = g.get("login")
    return login


def current_actor() -> Actor:
    """Who asks. Raises `Unauthenticated` for nobody."""
    login = asking()
    if login is None:
        raise Unauthenticated()
    return login.actor
