"""Headers that every answer carries: nothing but our own host may run, be framed by or be told where we came from."""

from flask import Flask, Response

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def init_app(app: Flask) -> None:
    app.after_request(_dress)


def _dress(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if response.mimetype == "text/html":
        # A page holds names and numbers: the back button after log-out must not show it.
        response.headers.setdefault("Cache-Control", "no-store")
    return response
