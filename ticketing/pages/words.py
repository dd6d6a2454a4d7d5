"""Which language a page speaks: the one asked for, the person's own, the one chosen in this browser, else Chinese."""

from flask import Flask, Response, g, request
from flask_babel import Babel

from ticketing.auth import asking
from ticketing.queries.people import USUAL_LANGUAGE

LANGUAGES = {"zh": "zh_CN", "en": "en"}
COOKIE = "rexian_lang"
A_YEAR_S = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Bind Flask-Babel; `?lang=zh|en` sticks in a cookie that holds nothing else."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, locale_selector=_locale, timezone_selector=lambda: app.config["REXIAN"].timezone)
    app.after_request(_keep_choice)


def language() -> str:
    """`zh` or `en`."""
    login = asking()
    for word in (request.args.get("lang"), login.language if login else None, request.cookies.get(COOKIE)):
        if word in LANGUAGES:
            return word
    return USUAL_LANGUAGE


def theme() -> str:
    """`light` or `dark` where the person has chosen one, "" where the machine says."""
    login = asking()
    return login.theme if login and login.theme != "system" else ""


def _locale() -> str:
    # API problems and pages are translated by the same rule; jobs have no request and speak Chinese.
    return LANGUAGES[language()] if request else LANGUAGES["zh"]


def _keep_choice(response: Response) -> Response:
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and not g.get("is_api"):
        secure = request.is_secure
        response.set_cookie(COOKIE, chosen, max_age=A_YEAR_S, httponly=True, secure=secure, samesite="Lax")
    return response
