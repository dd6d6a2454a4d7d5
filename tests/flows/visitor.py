"""Somebody with a browser on a running machine: logs in, files tickets, and notes how long it took."""

import http.client
import json
import time
from typing import Any

from tests.flows.machine import Machine
from tests.flows.owed import QUEUE


class Visitor:
    """Carries the session's cookie and its CSRF token."""

    def __init__(self, machine: Machine, login: tuple[str, str]) -> None:
        self._port, self._headers = machine.port, {"Origin": f"http://127.0.0.1:{machine.port}"}
        answer, cookie = self._call("POST", "/api/v1/session", {"login": login[0], "password": login[1]})
        self._headers |= {"Cookie": cookie.split(";")[0], "X-CSRF-Token": answer["csrf_token"]}

    def file_ticket(self) -> float:
        """File one; gives the seconds until it was acknowledged."""
        started = time.monotonic()
        wish = {"kind": "inquiry", "subject": "空调维修", "queue": QUEUE, "contact_phone": "13800138000"}
        self._call("POST", "/api/v1/tickets", wish)
        return time.monotonic() - started

    def _call(self, method: str, path: str, body: dict[str, Any]) -> tuple[dict[str, Any], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            headers = {**self._headers, "Content-Type": "application/json"}
            connection.request(method, path, json.dumps(body), headers)
            answer = connection.getresponse()
            said = json.loads(answer.read())
            assert answer.status < 300, said
            return said, answer.headers.get("Set-Cookie", "")
        finally:
            connection.close()
