"""`rexian token`: keys for other systems."""

from pathlib import Path

import click
import sqlalchemy as sa

from ticketing.actions import tokens
from ticketing.actions.tokens import TokenWish
from ticketing.auth.tokens import new_api_token
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.permissions import TOKEN_SCOPES
from ticketing.errors import NotFound
from ticketing.models.people import ApiToken
from ticketing.models.telephony import Pbx, PbxSource
from ticketing.queries.people import by_login
from workers.commands.database import DATA_DIR, opened
from workers.commands.sentences import plainly


@click.group()
def token() -> None:
    """Keys for other systems."""


@token.command()
@click.argument("name")
@click.option("--scope", type=click.Choice([*sorted(TOKEN_SCOPES), tokens.API]), required=True)
@click.option("--source", help="For ingest: PBX/NAME of the feed that it writes to.")
@click.option("--as", "login", help="For api: whose rights it has.")
@DATA_DIR
def add(name: str, scope: str, source: str | None, login: str | None, data_dir: Path | None) -> None:
    """Make the token NAME; prints it, once."""
    with plainly(), opened(data_dir):
        wish = TokenWish(name, scope, _source(source) if source else None, _person(login) if login else None)
        made, hashed = new_api_token()
        with begin(SYSTEM) as work:
            tokens.add(work, wish, hashed)
        click.echo(made)


@token.command()
@click.argument("name")
@DATA_DIR
def revoke(name: str, data_dir: Path | None) -> None:
    """The token NAME opens nothing any more."""
    with plainly(), opened(data_dir):
        with reading() as session:
            token_id = session.scalar(sa.select(ApiToken.id).where(ApiToken.name == name))
        if token_id is None:
            raise NotFound(token=name)
        with begin(SYSTEM) as work:
            tokens.revoke(work, token_id)


def _source(named: str) -> int:
    pbx, _, name = named.partition("/")
    with reading() as session:
        statement = sa.select(PbxSource.id).join(Pbx).where(Pbx.code == pbx, PbxSource.name == name)
        found = session.scalar(statement)
    if found is None:
        raise NotFound(source=named)
    return found


def _person(login: str) -> int:
    with reading() as session:
        person = by_login(session, login)
    if person is None:
        raise NotFound(login=login)
    return person.id
