"""What every request is called, whose host names we answer to, and the headers every answer wears."""

import uuid
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from ticketing import db
from ticketing.config import Config

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
LARGEST_BODY = 2 * 1024 * 1024
WILDCARDS = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, never bound to
API = "/api/"


def init_app(app: Flask) -> None:
    config: Config = app.config["REXIAN"]
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["ORIGINS"] = frozenset(config.origins)
    app.config["TRUSTED_HOSTS"] = trusted_hosts(config)
    if config.proxy_hops:
        # Without a proxy of ours in front, whoever asks could write these headers themselves.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.proxy_hops, x_proto=config.proxy_hops, x_host=config.proxy_hops
        )
    app.before_request(_name)
    app.after_request(_dress)


def trusted_hosts(config: Config) -> list[str]:
    """The host names that this site is called by; a request for any other is refused with 400."""
    names = [urlsplit(origin).hostname or "" for origin in config.origins]
    return list(dict.fromkeys([*(name for name in names if name not in WILDCARDS), "localhost", "127.0.0.1", "[::1]"]))


def _name() -> None:
    g.request_id = uuid.uuid4().hex[:16]
    g.is_api = request.path.startswith(API)
    db.in_request(g.request_id, request.remote_addr or "")


def _dress(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    if "request_id" in g:
        headers["X-Request-Id"] = g.request_id
    if g.get("is_api"):
        headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
