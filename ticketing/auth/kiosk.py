"""A screen on the wall: its browser keeps the token of a kiosk link as a cookie, reads the board and nothing else."""

from ticketing.auth import tokens
from ticketing.auth.sessions import Login
from ticketing.domain.permissions import BOARD_SCOPES

COOKIE = "rexian_kiosk"
#: The only addresses at which the cookie counts; everywhere else the screen is nobody.
PATHS = frozenset({"/wallboard", "/api/v1/board/wallboard"})


def login_of_kiosk(cookie: str) -> Login | None:
    """The login of a screen; None once its link is revoked, and for a token that was made for something else."""
    login = tokens.login_of_token(cookie) if cookie else None
    return login if login is not None and login.actor.scope.token_scope in BOARD_SCOPES else None
