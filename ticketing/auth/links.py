"""Links for people who never log in: signed, short-lived, kept as a hash like every other key."""

import hashlib
import hmac
import secrets

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from ticketing.auth.sessions import hash_of_token
from ticketing.errors import NotFound

LONGEST = 400


def new_link() -> tuple[str, str]:
    """A token for an address, and the hash under which its row is kept."""
    nonce = secrets.token_urlsafe(24)
    return str(_signer().dumps(nonce)), hash_of_token(nonce)


def link_of(seed: str) -> tuple[str, str]:
    """The same, and always the same for this seed: for a link that is owed now and written out when it is sent."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    nonce = hmac.new(key, f"survey:{seed}".encode(), hashlib.sha256).hexdigest()
    return str(_signer().dumps(nonce)), hash_of_token(nonce)


def hash_of_link(token: str) -> str:
    """The hash behind a token that this installation signed; `NotFound` for any other, as if it had never been."""
    try:
        nonce = _signer().loads(token[:LONGEST])
    except BadData:
        raise NotFound(what="links") from None
    return hash_of_token(str(nonce))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="survey")
