"""Every door keeps its word: requests made of the description, right and wrong, get the answers that it describes."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks as told
from werkzeug.test import TestResponse

from tests.api.cast import Browser
from tests.api.desk import Doors
from tests.desk import Desk, furnish
from tests.proofs import THOUSANDS
from ticketing.clock import FrozenClock
from ticketing.domain.actors import Role
from ticketing.domain.permissions import TABLE, Permission

pytestmark = pytest.mark.proof

CHECKS = [
    not_a_server_error,
    told.status_code_conformance,
    told.content_type_conformance,
    told.response_headers_conformance,
    told.response_schema_conformance,
    told.negative_data_rejection,
]
#: Examples of each kind of each door: with every change, and by `make properties`.
FEW, MANY = 1, 60
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
# Logs whoever asks out, or is not there in a real centre.
LEFT_OUT = {
    ("POST", "/api/v1/kiosk-session"),
    ("DELETE", "/api/v1/session"), ("PUT", "/api/v1/session/password"), ("POST", "/api/v1/session"),
    ("DELETE", "/api/v1/people/{person_id}/sessions"), ("POST", "/api/v1/people/{person_id}/password"),
    ("PATCH", "/api/v1/people/{person_id}"),
    ("PUT", "/api/v1/testing/clock"), ("POST", "/api/v1/testing/run-due"),
}  # fmt: skip
# What stands in the centre under an address's name, so that requests get past "not found".
LIVING = {"code": ["wang", "one", "sales", "P-STD", "CAL-DAY", "hello"], "kind": ["resolution", "customers"]}


@pytest.fixture
def desk(app: Flask, clock: FrozenClock) -> Desk:
    return furnish(app, clock)


@pytest.fixture
def doors(desk: Desk) -> Doors:
    """A centre in which there is one of most things."""
    made = Doors(desk)
    ticket = {"subject": "空调维修", "queue": "sales", "customer": {"name": "张伟", "phone": "13800138000"}}
    asked = _done(made, "wang", "/tickets", {**ticket, "kind": "inquiry"})["number"]
    complaint = {**ticket, "kind": "complaint", "complaint": {"severity": "S2"}}
    accused = _done(made, "wang", "/tickets", complaint)["number"]
    window = {"window_start": "2026-03-02T07:00:00Z", "window_end": "2026-03-02T08:00:00Z"}
    _done(made, "wang", f"/tickets/{asked}/notes", {"text": "已联系"})
    _done(made, "wang", "/callbacks", {"ticket": asked, "phone": "13800138000", **window})
    _done(made, "wang", f"/complaints/{accused}/compensations", {"kind": "refund", "amount_minor": 100})
    _done(made, "sun", f"/tickets/{asked}/orders", {"opinion": "尽快", "due_at": "2026-03-02T09:00:00Z"})
    _done(made, "wang", f"/tickets/{asked}/extensions", {"reason": "缺件", "until": "2026-03-10T09:00:00Z"})
    _done(made, "sun", "/scripts", {"title": "回访", "text": "您好", "use": "follow_up"})
    desk.pass_to("03-03 10:00")
    LIVING["number"] = [asked, accused]
    return made


def _done(doors: Doors, who: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = doors.post(who, path, body)
    assert answer.status_code in {200, 201}, (path, answer.json)
    made: dict[str, Any] = answer.json
    return made


def operations(app: Flask) -> Iterator[APIOperation]:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in schema.get_all_operations():
        operation = found.ok()
        if (operation.method.upper(), operation.path) not in LEFT_OUT:
            yield operation


@pytest.mark.timeout(7_200)
def test_every_door_answers_as_it_is_described(doors: Doors, desk: Desk) -> None:
    keepers = {login: _back(doors, login) for login in ("sun", "root")}
    broken: list[str] = []
    doors_asked = 0
    for operation in operations(desk.app):
        for mode in MODES:
            broken += _tried(operation, mode, keepers[_keeper(operation)])
        doors_asked += 1
    assert doors_asked > 200
    assert not broken, "\n".join(broken)


@pytest.mark.timeout(7_200)
def test_every_door_answers_an_agent_as_it_is_described(doors: Doors, desk: Desk) -> None:
    """Who may little is answered by the same description: 403 and 404 where a supervisor sees something."""
    agent = _back(doors, "wang")
    broken = [line for one in operations(desk.app) for line in _tried(one, GenerationMode.POSITIVE, agent)]
    assert not broken, "\n".join(broken)


def _keeper(operation: APIOperation) -> str:
    """A supervisor, or the administrator where those have no business."""
    needed = [Permission(one) for one in operation.definition.raw.get("x-permission", ())]
    return "sun" if not needed or any(Role.SUPERVISOR in TABLE[one] for one in needed) else "root"


def _back(doors: Doors, login: str) -> Browser:
    assert doors.get(login, "/session").status_code == 200
    return doors.browser(login)


def _tried(operation: APIOperation, mode: GenerationMode, browser: Browser) -> list[str]:
    """What the door answered otherwise than it says, one line each."""
    broken: list[str] = []
    examples = MANY if settings.get_current_profile_name() == THOUSANDS else FEW

    @seed(4)
    @settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(operation.as_strategy(generation_mode=mode), st.randoms(use_true_random=False))
    def ask(case: Case, chance: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            _live(case, chance)
        answer = _sent(case, browser)
        if answer.status_code == 401:
            broken.append(f"{case.as_curl_command()}: nobody is logged in any more")
            return
        try:
            case.validate_response(answer, checks=CHECKS)
        except* AssertionError as failures:
            broken.append(f"{case.as_curl_command()}: {failures.exceptions}")

    try:
        ask()
    except Unsatisfiable:
        # Nothing about this door can be asked wrongly.
        assert mode is GenerationMode.NEGATIVE
    return broken


def _live(case: Case, chance: Any) -> None:
    for name, value in (case.path_parameters or {}).items():
        living = [1, 2] if isinstance(value, int) else LIVING.get(name.removeprefix("name_"))
        if living and chance.random() < 0.8:
            case.path_parameters[name] = chance.choice(living)


def _sent(case: Case, browser: Browser) -> TestResponse:
    cookie = browser.client.get_cookie("rexian_session")
    assert cookie is not None
    for held, key in ((case.headers, "Authorization"), (case.cookies, cookie.key)):
        held.pop(key, None)
    answer: TestResponse = case.call(headers=browser.headers, cookies={cookie.key: cookie.value})
    return answer
