"""The web process: HTTP and sockets in one gevent loop; the patch comes before psycopg chooses how to wait."""

# ruff: noqa: E402
from gevent import monkey

monkey.patch_all()

import signal
import sys
from typing import Any

import gevent
import structlog
from flask import Flask
from gevent.event import Event
from gevent.pool import Pool
from gevent.pywsgi import WSGIHandler, WSGIServer
from psycopg import waiting

from realtime.server import Live, attach
from realtime.transport import SOCKET, GeventWebSocket
from ticketing.app import create_app
from ticketing.config import Config
from workers import process

# More connections than this are not accepted; each costs some 60 KB.
MOST_CONNECTIONS = 4000
# A request line and headers that take longer than this come from nobody we serve.
HEADERS_S = 20.0
FAREWELL_S = 0.3
STOP_S = 4.0

log = structlog.get_logger()


class Handler(WSGIHandler):  # type: ignore[misc]  # the library ships no types
    """Hands the connection itself to our WebSocket, and gives nobody for ever to say what they want."""

    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        sock.settimeout(HEADERS_S)
        super().__init__(sock, *args, **kwargs)

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ[SOCKET] = self.socket
        return environ

    def log_request(self) -> None:
        """Addresses of requests may hold what no log should; the application logs what matters."""


def main() -> None:
    if waiting.wait is waiting.wait_c:
        sys.exit("psycopg was imported before gevent patched the sockets: every query would stop the world")
    process.speak_json()
    config = Config.from_env()
    app = web_app(config)
    process.seldom_collecting()
    live: Live = app.extensions["live"]
    server = WSGIServer(
        (config.host, config.port), app, handler_class=Handler, log=None, error_log=None, spawn=Pool(MOST_CONNECTIONS)
    )
    server.start()
    live.start()
    log.info("web_listens", host=config.host, port=server.server_port)
    told_to_stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, told_to_stop.set)
    told_to_stop.wait()
    live.stop()
    gevent.sleep(FAREWELL_S)
    server.stop(timeout=STOP_S)


def web_app(config: Config) -> Flask:
    """The application with sockets in gevent mode, over a transport that truncates nothing."""
    app = create_app(config, attach=[_gevent_sockets])
    live: Live = app.extensions["live"]
    engine = live.socketio.server.eio
    engine._async = {**engine._async, "websocket": GeventWebSocket}
    live.wire.straight = GeventWebSocket.by_id
    return app


def _gevent_sockets(app: Flask) -> None:
    app.config["SOCKETS"] = "gevent"
    attach(app)


if __name__ == "__main__":
    main()
