"""Every route of the house says what it needs, and nobody gets in where it does not say so (attacks X01, X14, X65)."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from tests.api.cast import Centre
from ticketing.auth.marks import mark_of
from ticketing.domain.permissions import Permission

# Open to anybody, and why. A route that is not here must say @needs or @signed_in; think twice before adding one.
PUBLIC = {
    ("POST", "/api/v1/session"): "this is where one logs in",
    ("GET", "/api/v1/openapi.json"): "the same for every installation; scripts read it before they log in",
    ("PUT", "/api/v1/testing/clock"): "not there unless REXIAN_TEST_CLOCK=1",
    ("POST", "/api/v1/testing/run-due"): "not there unless REXIAN_TEST_CLOCK=1",
    ("GET", "/healthz"): "says that the process is up and nothing else",
    ("GET", "/readyz"): "balancers ask it",
    ("GET", "/metrics"): "loopback or token, judged by the view",
    ("PUT", "/api/v1/surveys/answer"): "a customer has no log-in: the signed, short-lived link is the right",
    ("PUT", "/api/v1/surveys/reply"): "the same for a questionnaire: the link that was sent is the right",
    (
        "GET",
        "/api/v1/calendars/<token>.ics",
    ): "calendar programs have no log-in: the secret link is",
    ("GET", "/survey/<token>"): "the page behind that link; it names nobody",
    (
        "POST",
        "/api/v1/kiosk-session",
    ): "a screen has no log-in: the revocable token of its link is the right",
    ("GET", "/kiosk"): "the page behind that link; it holds nothing",
    ("GET", "/login"): "this is where one logs in",
    ("GET", "/static/build/<path:name>"): "the console's own scripts and pictures",
}
WRITING = {"POST", "PUT", "PATCH", "DELETE"}


def operations(app: Flask) -> Iterator[tuple[str, Rule]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule


def address(rule: Rule) -> str:
    built = rule.build({name: _fitting(rule._converters[name]) for name in rule.arguments})
    assert built is not None
    return built[1]


def _fitting(converter: BaseConverter) -> str:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return "1" if isinstance(converter, IntegerConverter) else "x"


def test_every_route_names_its_permission_or_is_on_the_public_list(app: Flask) -> None:
    unnamed, public = [], set()
    for method, rule in operations(app):
        mark = mark_of(app.view_functions[rule.endpoint], method)
        if mark is None:
            unnamed.append(f"{method} {rule.rule}")
        elif mark.open_to_all:
            public.add((method, rule.rule))
        else:
            assert mark.permissions <= set(Permission)
    assert unnamed == []
    assert public <= set(PUBLIC)


def test_nobody_gets_past_any_door_but_the_public_ones(centre: Centre) -> None:
    client, let_in = centre.app.test_client(), []
    for method, rule in operations(centre.app):
        if (method, rule.rule) in PUBLIC:
            continue
        answer = client.open(address(rule), method=method, json={} if method in WRITING else None)
        to_login = answer.status_code in (302, 303) and answer.headers["Location"].startswith("/login")
        if answer.status_code != 401 and not to_login:
            let_in.append((method, rule.rule, answer.status_code))
    assert let_in == []


def test_a_forged_cookie_or_token_gets_no_further_than_nobody(centre: Centre) -> None:
    client = centre.app.test_client()
    for headers in ({"Authorization": "Bearer rx_" + "a" * 43}, {"Cookie": "rexian_session=" + "a" * 43}):
        assert client.get("/api/v1/people", headers=headers).status_code == 401


def test_reading_a_writing_address_changes_nothing(centre: Centre) -> None:
    browser = centre.browser("admin")
    readable = {rule.rule for method, rule in operations(centre.app) if method == "GET"}
    for method, rule in operations(centre.app):
        if method not in WRITING or rule.rule in readable or not rule.rule.startswith("/api/v1"):
            continue
        for how in ("GET", "HEAD"):
            override = {"X-HTTP-Method-Override": method, "X-HTTP-Method": method}
            answer = browser.client.open(address(rule), method=how, headers=override)
            assert answer.status_code in (404, 405), (how, rule.rule)


def test_trace_is_answered_by_nobody(centre: Centre) -> None:
    assert centre.app.test_client().open("/api/v1/session", method="TRACE").status_code == 405


ELSEWHERE = [
    "/health", "/cron", "/debug", "/console", "/openapi.json", "/.git/config", "/.env", "/server-status",
    "/static/build/../../server.py", "/static/build/%2e%2e/%2e%2e/server.py", "/static/../config",
]  # fmt: skip


def test_operations_endpoints_of_other_systems_are_not_here(app: Flask) -> None:
    client = app.test_client()
    for path in ELSEWHERE:
        answer = client.get(path)
        assert answer.status_code in (401, 404) or answer.headers.get("Location", "").startswith("/login"), path


def test_every_answer_wears_the_protective_headers(centre: Centre) -> None:
    for path in ("/login", "/api/v1/session", "/nowhere", "/api/v1/openapi.json"):
        headers = centre.app.test_client().get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Request-Id"]
        if path.startswith("/api/"):
            assert headers["Cache-Control"] == "no-store"


def test_a_host_that_is_not_ours_is_answered_with_400(app: Flask) -> None:
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "a b"]:
        answer = app.test_client().get("/api/v1/session", headers={"Host": host})
        assert answer.status_code == 400, host
        assert "evil" not in answer.text


def test_a_forwarded_host_changes_nothing_without_a_proxy_of_ours(centre: Centre) -> None:
    browser = centre.browser("agent1")
    headers = {"X-Forwarded-Host": "evil.example", "Origin": "http://evil.example", "X-Forwarded-Proto": "https"}
    answer = browser.call("PUT", "/session/preferences", {"language": "en"}, **headers)
    assert answer.status_code == 403


def test_the_description_names_every_refusal_of_every_operation(app: Flask) -> None:
    paths = app.test_client().get("/api/v1/openapi.json").json["paths"]
    assert len(paths) > 20
    for path, operations_of in paths.items():
        for method, operation in operations_of.items():
            if method == "parameters":
                continue
            answers, public = set(operation["responses"]), (method.upper(), f"{path}") in {
                (verb, rule.replace("<", "{").replace(">", "}")) for verb, rule in PUBLIC
            }  # fmt: skip
            assert {"400", "404", "422", "503"} <= answers, (method, path)
            assert public or {"401", "403"} <= answers, (method, path)
            if method != "get":
                assert {"409", "413", "429"} <= answers, (method, path)
            if "requestBody" in operation:
                takes_all = set(operation["requestBody"]["content"]) == {"application/octet-stream"}
                assert ({"413"} if takes_all else {"413", "415"}) <= answers, (method, path)
            assert operation["summary"], (method, path)
