"""People with every role in two teams, and browsers in which they are logged in."""

from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "correct horse battery"
# A hash says itself what comparing costs: this one next to nothing, for most tests begin with a login or two.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
# login: roles, team, queues; one and two are the teams of the attack table.
CAST: dict[str, tuple[tuple[str, ...], str | None, tuple[str, ...]]] = {
    "agent1": (("agent",), "one", ("sales",)),
    "agent2": (("agent",), "two", ("support",)),
    "lead1": (("lead",), "one", ("sales",)),
    "lead2": (("lead",), "two", ("support",)),
    "super": (("supervisor",), None, ()),
    "inspector": (("inspector",), None, ()),
    "viewer": (("viewer",), None, ()),
    "admin": (("admin",), None, ()),
    "admin2": (("admin",), None, ()),
}
API = "/api/v1"


class Browser:
    """A logged-in person's browser: carries the cookie, the CSRF token and nothing else."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.headers: dict[str, str] = {}

    def login(self, login: str, password: str = PASSWORD) -> TestResponse:
        answer = self.client.post(f"{API}/session", json={"login": login, "password": password})
        if answer.status_code == 200:
            self.headers = {"X-CSRF-Token": answer.json["csrf_token"]}
        return answer

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        options: dict[str, Any] = {"headers": self.headers | headers}
        if body is not None:
            options["json"] = body
        return self.client.open(API + path, method=method, **options)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.call("GET", path, **headers)


@dataclass(frozen=True)
class Centre:
    """The people by login, and the doors to be them."""

    app: Flask
    ids: dict[str, int]

    def browser(self, login: str | None = None) -> Browser:
        browser = Browser(self.app.test_client())
        if login is not None:
            assert browser.login(login).status_code == 200
        return browser
