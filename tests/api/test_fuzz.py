"""Bodies, queries and addresses made up from our own description of them: whatever comes, the answer is never a 5xx."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.api.cast import Centre
from ticketing.actions import setup
from ticketing.db import begin
from ticketing.domain.actors import SYSTEM

NASTY_TEXT = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", " ", "0", "-1", "null", "me", "%", "' OR 1=1 --", "\x00", "\ud800", "😀" * 50, "a" * 300, "../../x",
         "2026-03-02", "2026-03-02T09:00:00+08:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "10000-01-01"]
    ),
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-(2**70), 2**70), st.integers(-2, 3), st.floats(), st.sampled_from([2**63 - 1, 2**63, 1e308])
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, NASTY_TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NASTY_TEXT, inner, max_size=3)),
    max_leaves=6,
)
# Words that mean something in the centre under attack, so that requests get past the first check.
LIVING = st.sampled_from(
    ["agent1", "agent2", "sales", "one", "me", "inquiry", "open", "hello", "13800138000", "20260302-00001", "CAL-DAY",
     "2026-03-02", "2026-03-09", "2026-03-02T01:00:00Z", "2026-03-02T03:00:00+00:00", "resolution", "done", "ready"]
)  # fmt: skip
BY_TYPE = {
    "string": LIVING,
    "integer": st.integers(0, 12),
    "number": st.integers(0, 100),
    "boolean": st.booleans(),
}
BY_FORMAT = {
    "date-time": st.sampled_from(["2026-03-02T02:00:00Z", "2026-03-02T04:30:00+00:00", "2026-03-20T09:00:00+08:00"]),
    "date": st.sampled_from(["2026-03-02", "2026-03-08", "2026-02-28"]),
}
FILES = st.one_of(
    st.binary(max_size=200),
    st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail),
    NASTY_TEXT.map(lambda text: f"name,phone\n{text},13800138000\n".encode("utf-8", "surrogatepass")),
)
CASES_PER_OPERATION = 3
# Logs the fuzzing person out or locks them out, after which every answer is 401.
LEFT_OUT = {
    ("delete", "/api/v1/session"), ("put", "/api/v1/session/password"), ("post", "/api/v1/session"),
    ("delete", "/api/v1/people/{person_id}/sessions"), ("post", "/api/v1/people/{person_id}/password"),
}  # fmt: skip


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, found in sorted(document["paths"].items()):
        common = found.get("parameters", [])
        for method, operation in sorted(found.items()):
            if method != "parameters" and (method, path) not in LEFT_OUT and "/testing/" not in path:
                yield method, path, operation | {"parameters": [*common, *operation.get("parameters", [])]}


def values(schema: dict[str, Any], document: dict[str, Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Values that the schema describes, one in twelve something else altogether."""
    if "$ref" in schema:
        return values(_resolved(schema["$ref"], document), document, depth)
    if "enum" in schema:
        likely: st.SearchStrategy[Any] = st.sampled_from(schema["enum"])
    elif "allOf" in schema or "anyOf" in schema or "oneOf" in schema:
        parts = schema.get("allOf") or schema.get("anyOf") or schema["oneOf"]
        likely = st.one_of(*(values(part, document, depth) for part in parts))
    else:
        likely = _by_type(schema, document, depth)
    return st.integers(0, 11).flatmap(lambda roll: ANYTHING if roll == 0 else likely)


def _body(data: st.DataObject, content: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """JSON by its schema, or for a door that takes files some bytes that may be one."""
    if "application/json" in content:
        made = data.draw(values(content["application/json"]["schema"], document))
        return {"data": json.dumps(made), "content_type": "application/json"}
    return {"data": data.draw(FILES), "content_type": data.draw(st.sampled_from(sorted(content)))}


def _by_type(schema: dict[str, Any], document: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    kind = next((one for one in kinds if one != "null"), "null") if isinstance(kinds, list) else kinds
    if kind == "array":
        return st.lists(values(schema.get("items", {}), document, depth + 1), max_size=3)
    if kind == "object":
        fields = {name: values(one, document, depth + 1) for name, one in schema.get("properties", {}).items()}
        must = {name: fields.pop(name) for name in schema.get("required", []) if name in fields}
        return st.fixed_dictionaries(must, optional=fields)
    return BY_FORMAT.get(schema.get("format", ""), BY_TYPE.get(kind, ANYTHING))


def _resolved(reference: str, document: dict[str, Any]) -> dict[str, Any]:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").json
    return found


@pytest.mark.timeout(300)
@pytest.mark.parametrize("login", ["agent1", "super", "admin"])
def test_no_request_that_can_be_made_up_breaks_the_server(centre: Centre, document: dict[str, Any], login: str) -> None:
    with begin(SYSTEM) as work:
        setup.first_run(work)
    agent = centre.browser("agent1")
    wish = {"kind": "inquiry", "subject": "s", "queue": "sales", "contact_phone": "13800138000"}
    assert agent.call("POST", "/tickets", wish).status_code == 201
    assert agent.call("POST", "/customers", {"name": "C", "phones": ["13800138000"]}).status_code == 201
    browser = centre.browser(login)
    found = list(operations(document))
    assert len(found) > 30

    @settings(
        max_examples=CASES_PER_OPERATION * len(found), deadline=None, database=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def attack(data: st.DataObject) -> None:
        method, path, operation = data.draw(st.sampled_from(found))
        query: dict[str, Any] = {}
        for parameter in operation["parameters"]:
            value = data.draw(values(parameter.get("schema", {}), document))
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", _address(value))
            elif parameter["in"] == "query" and (parameter.get("required") or data.draw(st.booleans())):
                query[parameter["name"]] = _word(value)
        headers = browser.headers | {"If-Match": str(data.draw(st.integers(0, 3)))}
        options: dict[str, Any] = {"query_string": query, "headers": headers}
        if "requestBody" in operation:
            options |= _body(data, operation["requestBody"]["content"], document)
        answer = browser.client.open(path, method=method.upper(), **options)
        assert answer.status_code < 500, (method, path, options, answer.text)
        assert answer.status_code != 401, (method, path)

    attack()


def _word(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode()


def _address(value: Any) -> str:
    return _word(value).replace("/", "%2F").replace("?", "%3F").replace("#", "%23") or "x"
