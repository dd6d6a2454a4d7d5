"""Keys of other systems: `Authorization: Bearer rx_...`, kept as a hash, bound to a scope."""

import base64

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.auth.sessions import Login, actor_of_person, hash_of_token, new_token
from ticketing.db import reading
from ticketing.domain.actors import Actor, Role, Scope
from ticketing.models.people import ApiToken, Person

PREFIX = "rx_"
LONGEST_TOKEN = 80
_LONGEST_BASIC = 400


def new_api_token() -> tuple[str, str]:
    """A fresh token and the hash under which it is kept; the prefix lets secret scanners find one that leaked."""
    token = PREFIX + new_token()[0]
    return token, hash_of_token(token)


def login_of_token(bearer: str) -> Login | None:
    """The login of a bearer token; None when it is unknown, revoked, or its person may not log in."""
    if not bearer.startswith(PREFIX) or len(bearer) > LONGEST_TOKEN:
        return None
    with reading() as session:
        token = session.scalar(sa.select(ApiToken).where(ApiToken.token_hash == hash_of_token(bearer)))
        if token is None or token.revoked_at is not None:
            return None
        actor = _actor(session, token)
        return Login(actor=actor, token_id=token.id, seen_at=token.last_used_at) if actor else None


def login_of_basic(credentials: str) -> Login | None:
    """The login of HTTP Basic, whose password is a token that pushes events; other tokens are not taken that way,
    for a browser sends such a password again wherever it goes."""
    try:
        _, _, token = base64.b64decode(credentials[:_LONGEST_BASIC], validate=True).decode("ascii").partition(":")
    except ValueError:
        return None
    login = login_of_token(token)
    return login if login is not None and login.actor.scope.source_id is not None else None


def actor_of_token(bearer: str) -> Actor | None:
    """The actor of a bearer token, None when it is not good."""
    login = login_of_token(bearer)
    return login.actor if login else None


def _actor(session: Session, token: ApiToken) -> Actor | None:
    if token.person_id is None:
        scope = Scope(source_id=token.source_id, token_scope=token.scope)
        return Actor(id=None, roles=frozenset({Role.TOKEN}), scope=scope, name=token.name)
    person = session.get(Person, token.person_id)
    if person is None or not person.active:
        return None
    # A script acts as its person: what they may not do, it may not do either.
    return actor_of_person(session, person)
