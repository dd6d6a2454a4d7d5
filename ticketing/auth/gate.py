"""Every request passes here before its view runs: who is it, may they, and did a page of ours send it."""

from collections.abc import Callable
from hmac import compare_digest
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request

from ticketing.auth import kiosk, marks, sessions, tokens
from ticketing.auth.marks import Mark
from ticketing.auth.seen import note_use
from ticketing.auth.sessions import Login
from ticketing.domain.permissions import Verdict, judge
from ticketing.errors import Forbidden, Invalid, Unauthenticated

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    app.before_request(_judge)


def _judge() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.routing_exception is not None:
        return  # Unknown address or method: it answers 404 or 405 to everybody alike.
    _refuse_unclean_words()
    g.login = login = _login()
    mark = _mark(view)
    if not mark.open_to_all:
        _admit(login, mark)
    if request.method not in SAFE:
        _refuse_foreign_pages(login if not mark.open_to_all else None)
    if login is not None:
        note_use(login)


def _login() -> Login | None:
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _, shown = header.partition(" ")
        read = {"bearer": tokens.login_of_token, "basic": tokens.login_of_basic}.get(scheme.lower())
        return read(shown.strip()) if read is not None else None
    login = sessions.login_of_session(request.cookies.get(sessions.COOKIE, ""))
    if login is None and request.path in kiosk.PATHS and request.method in SAFE:
        return kiosk.login_of_kiosk(request.cookies.get(kiosk.COOKIE, ""))
    return login


def _mark(view: Callable[..., Any]) -> Mark:
    mark = marks.mark_of(view, request.method)
    if mark is None:
        raise Forbidden("route_names_no_permission")
    return mark


def _admit(login: Login | None, mark: Mark) -> None:
    if login is None:
        raise Unauthenticated()
    if login.must_change_password and not mark.before_password_change:
        raise Forbidden("must_change_password")
    if mark.permissions and not any(judge(login.actor, one) is Verdict.ALLOWED for one in mark.permissions):
        raise Forbidden(permission=min(mark.permissions).value)
    if not mark.permissions and login.token_id is not None and login.actor.id is None:
        # "Logged in" means a person; a bare token may do what its scope names and nothing else.
        raise Forbidden("token_scope")


def _refuse_foreign_pages(login: Login | None) -> None:
    """A browser sends our cookie from anywhere: only our own pages know the CSRF token and carry our origin."""
    if login is not None and login.token_id is not None:
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin not in current_app.config["ORIGINS"] and not _same_origin(origin):
        raise Forbidden("foreign_origin")
    if login is not None:
        sent = request.headers.get("X-CSRF-Token", "")
        if not compare_digest(sent.encode("utf-8", "replace"), login.csrf_token.encode()):
            raise Forbidden("csrf_token")


def _same_origin(origin: str) -> bool:
    # The Host header was checked against the trusted hosts before anything else looked at it.
    parts = urlsplit(origin)
    return parts.scheme == request.scheme and parts.netloc == request.host


def _refuse_unclean_words() -> None:
    words = [request.path, *(word for pair in request.args.items(multi=True) for word in pair)]
    if any("\x00" in word for word in words):
        raise Invalid("unclean_text")
    if any(name.lower() in {"token", "access_token"} for name in request.args):
        # A key in an address ends up in logs and histories: refuse it, so that nobody gets used to it.
        raise Invalid("token_in_address")
