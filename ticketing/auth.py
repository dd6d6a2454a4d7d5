"""Who is asking: session cookie or token -> `Actor`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Bind the login machinery."""
