"""Which language a page speaks: the one asked for, the one chosen before, the person's own, else Chinese."""

from flask import Flask, Response, g, request
from flask_babel import Babel

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
    for word in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if word in LANGUAGES:
            return word
    return "zh"


def _locale() -> str:
    # API problems and pages are translated by the same rule; jobs have no request and speak Chinese.
    return LANGUAGES[language()] if request else LANGUAGES["zh"]


def _keep_choice(response: Response) -> Response:
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and not g.get("is_api"):
        secure = request.is_secure
        response.set_cookie(COOKIE, chosen, max_age=A_YEAR_S, httponly=True, secure=secure, samesite="Lax")
    return response
