"""The far end of a POST: a listening socket of the test's own that answers what it is told to, byte for byte."""

import contextlib
import socket
import threading
from collections.abc import Callable

Answer = bytes | Callable[[socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Receiver:
    """Answers with `answers` in turn, the last of them for ever; keeps each request as (head lines, body)."""

    def __init__(self, *answers: Answer, host: str = "127.0.0.1") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listening = socket.create_server((host, 0), family=family)
        self._answers = list(answers) or [OK]
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.lines: list[str] = []
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?a=1"

    def answer_with(self, *answers: Answer) -> None:
        self._answers = list(answers)

    def close(self) -> None:
        # Whoever waits in `accept` would keep it open.
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def __enter__(self) -> "Receiver":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(line,), daemon=True).start()

    def _one(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            heard = b""
            while b"\r\n\r\n" not in heard:
                if not (part := line.recv(4_096)):
                    return
                heard += part
                if heard.startswith(b"\x16"):
                    line.sendall(b"no TLS here")
                    return
            head, _, body = heard.partition(b"\r\n\r\n")
            first, *rest = head.decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in rest)}
            while len(body) < int(headers.get("content-length", 0)):
                body += line.recv(4_096)
            self.lines.append(first)
            self.requests.append((headers, body))
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            if callable(answer):
                answer(line)
            else:
                line.sendall(answer)
