"""The audit in words: every deed has a name, and no row is shown as JSON."""

import ast
from pathlib import Path

from flask import Flask

from ticketing.models.system import AuditRow
from ticketing.pages import audit_lines
from ticketing.pages.audit_words import TABLES

SOURCES = Path(__file__).parents[2] / "ticketing"


def recorded() -> set[str]:
    """Every deed that is written down under a name of its own in the sources."""
    found = set()
    for path in SOURCES.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record" and len(call.args) > 1:
                deed = call.args[1]
                found |= {deed.value} if isinstance(deed, ast.Constant) else set()
    return found


def test_every_deed_of_the_audit_has_a_word() -> None:
    assert len(recorded()) > 90
    assert recorded() - set(TABLES["audit"]) == set()


def test_a_row_is_told_by_what_differs_and_its_people_by_name(app: Flask) -> None:
    row = AuditRow(detail={"before": {"name": "A", "active": True}, "after": {"name": "B", "active": True}})
    plain = AuditRow(detail={"fatal": False, "total": 97, "why": "", "list": ["x", "y"]})
    with app.test_request_context("/?lang=en"):
        assert audit_lines.parts(row) == [audit_lines.Part("name", "B", "A")]
        said = [(part.name, part.value) for part in audit_lines.parts(plain)]
        assert said == [("fatal error", "no"), ("total", "97"), ("list", "x, y")]
        assert audit_lines.thing("person:7", {7: "王芳"}) == "Person 王芳"
        assert audit_lines.thing("/admin/people", {}) == "/admin/people"
