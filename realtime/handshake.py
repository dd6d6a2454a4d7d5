"""Who may even shake hands: a WebSocket from one of our own pages, with the cookie of a login or of a kiosk."""

from collections.abc import Callable, Iterable, Sequence
from http.cookies import CookieError, SimpleCookie
from typing import Any

PATH = "/socket.io/"
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Handshake:
    """WSGI in front of Engine.IO, which lets a request without an Origin pass and a stranger take a seat."""

    def __init__(self, application: Application, origins: Sequence[str], *cookies: str) -> None:
        self._application = application
        self._origins = frozenset(origins)
        self._cookies = cookies

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(PATH) and (refusal := self._refusal(environ)):
            start_response(refusal, [("Content-Type", "text/plain"), ("Connection", "close")])
            return [b""]
        return self._application(environ, start_response)

    def _refusal(self, environ: dict[str, Any]) -> str | None:
        if environ.get("HTTP_UPGRADE", "").lower() != "websocket" or environ["REQUEST_METHOD"] != "GET":
            return "400 Bad Request"
        if environ.get("HTTP_ORIGIN") not in self._origins:
            return "400 Bad Request"
        if not self._has_cookie(environ.get("HTTP_COOKIE", "")):
            return "401 Unauthorized"
        return None

    def _has_cookie(self, header: str) -> bool:
        try:
            sent = SimpleCookie(header)
        except CookieError:
            return False
        return any(sent.get(name) for name in self._cookies)
