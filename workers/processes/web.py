"""The process that people talk to: pages, API and sockets on gevent, one such process per core."""

from gevent import monkey

# Before anything else is imported: psycopg chooses how to wait for the database when it is loaded.
monkey.patch_all()

import signal  # noqa: E402 - see above
from typing import Any  # noqa: E402

import gevent  # noqa: E402
import structlog  # noqa: E402
from gevent.pywsgi import WSGIHandler, WSGIServer  # noqa: E402
from realtime.server import attach  # noqa: E402

from realtime.transport import SOCKET  # noqa: E402
from ticketing.app import create_app  # noqa: E402
from ticketing.config import Config  # noqa: E402
from workers import due, process  # noqa: E402

# What a request may still take when the process is told to stop.
GRACE_S = 3.0

log = structlog.get_logger()


class Handler(WSGIHandler):  # type: ignore[misc]  # gevent ships no types
    """Hands the bare socket to whoever upgrades the connection, and keeps none alive afterwards."""

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ[SOCKET] = self.socket
        return environ

    def run_application(self) -> None:
        super().run_application()
        if "HTTP_UPGRADE" in self.environ:
            self.close_connection = True

    def log_request(self) -> None:
        """The application writes its own line per request."""


def main() -> None:
    process.speak_json()
    config = Config.from_env()
    app = create_app(config, attach=[attach, due.attach])
    server = WSGIServer((config.host, config.port), app, handler_class=Handler, log=None, error_log=None)
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, server.stop, GRACE_S)
    log.info("listening", host=config.host, port=config.port)
    server.serve_forever(stop_timeout=GRACE_S)


if __name__ == "__main__":
    main()
