"""Coming in: the login, the first password, and the home of each role."""

from typing import Any

from flask import Blueprint, redirect, render_template, request

from ticketing.auth import asking, current_actor, public, signed_in
from ticketing.auth.marks import before_password_change
from ticketing.pages import frame

blueprint = Blueprint("gate", __name__)

CATEGORIES = ("产品质量", "服务态度", "配送安装", "维修", "价格费用", "宣传", "其他")
DEPARTMENTS = ("售后服务部", "销售部", "物流部", "财务部", "质量部", "技术部")


@blueprint.get("/login")
@public
def login() -> Any:
    """The form; whoever is logged in already goes home."""
    if asking() is not None:
        return redirect("/")
    return render_template("login.html", next_path=_inside(request.args.get("next")))


@blueprint.get("/password")
@before_password_change
def password() -> str:
    """A new password for the one logged in."""
    return render_template("password.html")


@blueprint.get("/")
@signed_in
def home() -> Any:
    """The console of an agent or lead; everybody else's first section."""
    path = frame.home(current_actor(), frame.person())
    if path != frame.CONSOLE:
        return redirect(path)
    return render_template("console.html", categories=CATEGORIES, departments=DEPARTMENTS)


def _inside(path: str | None) -> str:
    """A way back that stays on this site."""
    return path if path and path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
