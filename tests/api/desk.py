"""Requests of the people of the small centre, logged in once each."""

from typing import Any

from werkzeug.test import TestResponse

from tests.api.cast import HASH, Browser
from tests.desk import Desk
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM
from ticketing.models.people import Person


class Doors:
    """`doors.put("wang", "/tickets/…", {...})`: the answer to this person's request."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._browsers: dict[str, Browser] = {}
        with begin(SYSTEM) as work:
            for person_id in desk.people.values():
                work.get(Person, person_id).password_hash = HASH

    def browser(self, login: str) -> Browser:
        if login not in self._browsers:
            browser = Browser(self.desk.app.test_client())
            assert browser.login(login).status_code == 200
            self._browsers[login] = browser
        return self._browsers[login]

    def get(self, login: str, path: str) -> TestResponse:
        return self.browser(login).call("GET", path)

    def post(self, login: str, path: str, body: Any, **headers: str) -> TestResponse:
        return self.browser(login).call("POST", path, body, **headers)

    def put(self, login: str, path: str, body: Any, **headers: str) -> TestResponse:
        return self.browser(login).call("PUT", path, body, **headers)

    def patch(self, login: str, path: str, body: Any, **headers: str) -> TestResponse:
        return self.browser(login).call("PATCH", path, body, **headers)

    def delete(self, login: str, path: str, body: Any = None) -> TestResponse:
        return self.browser(login).call("DELETE", path, body)
