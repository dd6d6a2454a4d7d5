"""A refusal as a page: who may not come in is shown the way, what is not there is said plainly."""

from typing import Any, Protocol
from urllib.parse import quote

from flask import Flask, redirect, render_template, request

from ticketing.auth import asking
from ticketing.db import reading
from ticketing.domain.permissions import TABLE, Permission
from ticketing.pages.frame import ROLES
from ticketing.queries import on_shift


class Problem(Protocol):
    """What the API's problem documents are made of."""

    @property
    def status(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def params(self) -> dict[str, Any]: ...
    @property
    def document(self) -> dict[str, Any]: ...


def init_app(app: Flask) -> None:
    app.extensions["page_problem"] = page_problem


def page_problem(problem: Problem) -> Any:
    """To the login with the way back, to the new password, or a page that names the problem."""
    if problem.status == 401:
        back = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect("/login" if back == "/" else f"/login?next={quote(back)}")
    if problem.code == "must_change_password":
        return redirect("/password")
    needed, granters = _help(str(problem.params.get("permission", ""))) if problem.status == 403 else ("", "")
    return render_template("problem.html", problem=problem.document, needed=needed, granters=granters), problem.status


def _help(permission: str) -> tuple[str, str]:
    """Which roles have the right that was missing, and who can give one: names, in the reader's words."""
    if asking() is None or permission not in set(Permission):
        return "", ""
    roles = [str(name) for role, name in ROLES.items() if role in TABLE[Permission(permission)]]
    with reading() as session:
        return " / ".join(roles), ", ".join(person.name for person in on_shift.admins(session)[:3])
