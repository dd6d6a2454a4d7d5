"""A refusal as a page: who may not come in is shown the way, what is not there is said plainly."""

from typing import Any, Protocol
from urllib.parse import quote

from flask import Flask, redirect, render_template, request


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
    return render_template("problem.html", problem=problem.document), problem.status
