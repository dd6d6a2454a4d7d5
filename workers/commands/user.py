"""`rexian user`: people who may log in."""

from pathlib import Path

import click

from ticketing.actions import people
from ticketing.actions.people import PEOPLE_ROLES, PersonWish
from ticketing.auth import passwords
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.domain.passwords import complaint
from ticketing.errors import NotFound
from ticketing.queries.people import by_login
from workers.commands.database import DATA_DIR, opened
from workers.commands.sentences import plainly

ROLE = click.Choice(sorted(role.value for role in PEOPLE_ROLES))


@click.group()
def user() -> None:
    """People who may log in."""


@user.command()
@click.argument("login")
@click.option("--name", help="Default: the login.")
@click.option("--role", "roles", multiple=True, required=True, type=ROLE, help="Repeatable.")
@click.option("--code", help="The agent's number on the floor.")
@click.option("--team", help="A team's code.")
@click.option("--queue", "queues", multiple=True, help="A queue's code; repeatable.")
@click.option("--password", help="Default: a random one that must be changed at the first login.")
@DATA_DIR
def add(
    login: str,
    name: str | None,
    roles: tuple[str, ...],
    code: str | None,
    team: str | None,
    queues: tuple[str, ...],
    password: str | None,
    data_dir: Path | None,
) -> None:
    """Add LOGIN; prints the first password, once."""
    wish = PersonWish(login=login, name=name or login, roles=roles, code=code, team=team, queues=queues)
    with plainly(), opened(data_dir):
        chosen, hashed = _first_password(login, password)
        with begin(SYSTEM) as work:
            people.add(work, wish, hashed, must_change=password is None)
        click.echo(f"{login} {chosen}")


@user.command()
@click.argument("login")
@DATA_DIR
def password(login: str, data_dir: Path | None) -> None:
    """Give LOGIN a new first password and end their logins; prints it, once."""
    with plainly(), opened(data_dir):
        with reading() as session:
            person = by_login(session, login)
        if person is None:
            raise NotFound(login=login)
        chosen, hashed = _first_password(login, None)
        with begin(SYSTEM) as work:
            people.reset_password(work, person.id, hashed)
        click.echo(f"{login} {chosen}")


def _first_password(login: str, given: str | None) -> tuple[str, str]:
    why = complaint(given, login) if given else None
    if why:
        raise ValueError(f"This password is not taken: {why.replace('_', ' ')}.")
    chosen = given or passwords.random_password()
    return chosen, passwords.hash_of(chosen)
