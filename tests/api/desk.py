"""Requests of the people of the small centre, logged in once each."""

from typing import Any

from werkzeug.test import TestResponse

from tests import arranged
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
        arranged.once("passwords", lambda: _set_passwords(desk))

    def browser(self, login: str) -> Browser:
        if login not in self._browsers:
            browser = Browser(self.desk.app.test_client())
            assert browser.login(login).status_code == 200
            self._browsers[login] = browser
        return self._browsers[login]

    def get(self, login: str, path: str) -> TestResponse:
        return self._ask(login, "GET", path)

    def post(self, login: str, path: str, body: Any, **headers: str) -> TestResponse:
        return self._ask(login, "POST", path, body, **headers)

    def put(self, login: str, path: str, body: Any, **headers: str) -> TestResponse:
        return self._ask(login, "PUT", path, body, **headers)

    def patch(self, login: str, path: str, body: Any, **headers: str) -> TestResponse:
        return self._ask(login, "PATCH", path, body, **headers)

    def delete(self, login: str, path: str, body: Any = None) -> TestResponse:
        return self._ask(login, "DELETE", path, body)

    def _ask(self, login: str, *request: Any, **headers: str) -> TestResponse:
        answer = self.browser(login).call(*request, **headers)
        if answer.status_code == 401:
            # A test's days go by between two requests: whoever is back the next morning logs in again.
            del self._browsers[login]
            answer = self.browser(login).call(*request, **headers)
        return answer


def _set_passwords(desk: Desk) -> None:
    with begin(SYSTEM) as work:
        for person_id in desk.people.values():
            work.get(Person, person_id).password_hash = HASH
