"""Give other systems a key of their own and take it back; the key itself is never kept."""

from dataclasses import dataclass

import sqlalchemy as sa

from ticketing.actions import audit
from ticketing.domain.permissions import TOKEN_SCOPES, Permission
from ticketing.errors import Conflict, Forbidden, Invalid
from ticketing.models.people import ApiToken, Person
from ticketing.models.telephony import PbxSource
from ticketing.work import Work

# Acts as a person; the other scopes stand for no one.
API = "api"


@dataclass(frozen=True)
class TokenWish:
    """`scope`: ingest (needs `source_id`), board, api (needs `person_id`, whose rights it has)."""

    name: str
    scope: str
    source_id: int | None = None
    person_id: int | None = None


def add(work: Work, wish: TokenWish, token_hash: str) -> ApiToken:
    """A new token. Raises `Invalid` for a scope that lacks what it is bound to, `Conflict` (`name_taken`)."""
    work.require(Permission.TOKEN_ADMIN)
    _check(work, wish)
    if work.session.scalar(sa.select(ApiToken.id).where(ApiToken.name == wish.name)) is not None:
        raise Conflict("name_taken")
    token = ApiToken(**vars(wish), token_hash=token_hash, created_by=work.actor.id, created_at=work.now)
    work.add(token)
    audit.record(work, "token_added", f"token:{token.id}", **vars(wish))
    return token


def revoke(work: Work, token_id: int) -> ApiToken:
    """The token opens nothing any more; again is harmless."""
    work.require(Permission.TOKEN_ADMIN)
    token = work.get(ApiToken, token_id)
    if token.revoked_at is None:
        token.revoked_at = work.now
        audit.record(work, "token_revoked", f"token:{token.id}")
    return token


def _check(work: Work, wish: TokenWish) -> None:
    if wish.scope != API and wish.scope not in TOKEN_SCOPES:
        raise Invalid("unknown_scope", errors={"scope": ["unknown_scope"]})
    if (wish.scope == "ingest") != (wish.source_id is not None):
        raise Invalid("ingest_needs_a_source", errors={"source_id": ["ingest_needs_a_source"]})
    if (wish.scope == API) != (wish.person_id is not None):
        raise Invalid("api_needs_a_person", errors={"person_id": ["api_needs_a_person"]})
    if wish.source_id is not None and work.session.get(PbxSource, wish.source_id) is None:
        raise Invalid("unknown_source", errors={"source_id": ["unknown_source"]})
    if wish.person_id is not None:
        _check_person(work, wish.person_id)


def _check_person(work: Work, person_id: int) -> None:
    if work.session.get(Person, person_id) is None:
        raise Invalid("unknown_person", errors={"person_id": ["unknown_person"]})
    # An administrator who made a key of the supervisor's would read what administrators may not.
    if not work.actor.is_system and person_id != work.actor.id:
        raise Forbidden("own_token_only")
