"""A kiosk link becomes a cookie of the screen that opens it: the token stands behind the #, so no log ever holds it."""

import marshmallow as ma
from flask import Response, current_app, request

from ticketing.api.door import Door
from ticketing.auth import kiosk, public
from ticketing.config import Config
from ticketing.errors import Unauthenticated

blp = Door("kiosk", __name__, url_prefix="/kiosk-session", description="Screens on the wall")
# A screen stays on the wall for months; the link behind it may be revoked at any time.
A_YEAR_S = 365 * 24 * 3600


class KioskBody(ma.Schema):
    token = ma.fields.String(required=True, validate=ma.validate.Length(1, 100))


@blp.route("", methods=["POST"])
@public
@blp.arguments(KioskBody)
@blp.response(204)
def enter(body: dict[str, str]) -> Response:
    """This browser shows the wallboard from now on. 401 for a link that is unknown or revoked."""
    if kiosk.login_of_kiosk(body["token"]) is None:
        raise Unauthenticated("kiosk_revoked")
    config: Config = current_app.config["REXIAN"]
    response = Response(status=204)
    secure = config.secure_cookies or request.is_secure
    response.set_cookie(
        kiosk.COOKIE, body["token"], max_age=A_YEAR_S, httponly=True, secure=secure, samesite="Strict", path="/"
    )
    return response
