"""A mail server of the test: it speaks SMTP on loopback, keeps what it takes, and refuses by the recipient's name."""

import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class Mails(socketserver.ThreadingTCPServer):
    """`nobody@` is refused for good, `later@` for now, `deaf@` is taken but the answer is lost."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: list[EmailMessage] = []
        self.logins: list[str] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Session(socketserver.StreamRequestHandler):
    server: Mails

    def handle(self) -> None:
        self._say("220 here")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("RCPT"):
                recipient = line.partition("<")[2].partition(">")[0]
                self._say(REFUSALS.get(recipient.partition("@")[0], "250 good"))
            elif word == "DATA":
                self._say("354 go on")
                self._keep()
                if recipient.startswith("deaf@"):
                    return
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            elif word.startswith("AUTH"):
                self.server.logins.append(line)
                self._say("235 welcome")
            else:
                self._say("250-here\r\n250 AUTH PLAIN" if word.startswith("EHLO") else "250 good")

    def _keep(self) -> None:
        data = b""
        while not data.endswith(b"\r\n.\r\n"):
            data += self.rfile.readline()
        found: Any = message_from_bytes(data[:-5] + b"\r\n", policy=policy.default)
        self.server.taken.append(found)

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


REFUSALS = {"nobody": "550 no such user", "later": "451 come back later"}
