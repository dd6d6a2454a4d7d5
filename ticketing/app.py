"""Put the web application together."""

from collections.abc import Callable, Iterable

from flask import Flask

from ticketing import api, auth, pages
from ticketing.bare import bare_app
from ticketing.clock import Clock
from ticketing.config import Config


def create_app(
    config: Config | None = None,
    clock: Clock | None = None,
    attach: Iterable[Callable[[Flask], None]] = (),
) -> Flask:
    """The application with every blueprint; `attach` plugs in what stands above it (the sockets)."""
    app = bare_app(config, clock)
    auth.init_app(app)
    api.init_app(app)
    pages.init_app(app)
    for plug in attach:
        plug(app)
    return app
