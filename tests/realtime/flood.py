"""A gevent server that floods whoever connects: `python -m tests.realtime.flood PORT TRANSPORT COUNT SIZE`."""

# ruff: noqa: E402
from gevent import monkey

monkey.patch_all()

import sys
from collections.abc import Iterable
from typing import Any

import simple_websocket
from gevent.pywsgi import WSGIServer

from realtime.transport import GeventWebSocket
from workers.processes.web import Handler


def main() -> None:
    port, transport, count, size = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    texts = [f"4{n}:".ljust(size, "x") for n in range(count)]

    def ours(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def flood(ws: GeventWebSocket) -> list[bytes]:
            for text in texts:
                ws.send(text)
            ws.wait()
            return []

        return GeventWebSocket(flood, None)(environ, start_response)

    def straight(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def flood(ws: GeventWebSocket) -> list[bytes]:
            for text in texts:
                if not ws.send_now(text):
                    ws.send(text)
            ws.wait()
            return []

        return GeventWebSocket(flood, None)(environ, start_response)

    def stock(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        ws = simple_websocket.Server(environ)
        for text in texts:
            ws.send(text)
        ws.receive()
        return []

    application = {"ours": ours, "straight": straight, "stock": stock}[transport]
    WSGIServer(("127.0.0.1", port), application, handler_class=Handler, log=None, error_log=None).serve_forever()


if __name__ == "__main__":
    main()
