"""What many benchmarks begin with: servers of their own, empty tables, and a login without a password."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from flask import Flask

from ticketing.auth.sessions import new_token
from ticketing.bare import bare_app
from ticketing.config import Config
from ticketing.db import db
from ticketing.embedded.running import running_postgres, running_redis
from ticketing.models import Base
from ticketing.models.people import LoginSession, Person
from ticketing.work import Work


class House(NamedTuple):
    """A centre without anybody in it; the context of `app` is open."""

    config: Config
    app: Flask
    folder: Path


@contextmanager
def empty_house(
    settings: Mapping[str, str] | None = None, made: Callable[[Config], Flask] = bare_app
) -> Iterator[House]:
    """PostgreSQL (with `settings`) and Redis of one run alone; both are gone with their folder afterwards."""
    with tempfile.TemporaryDirectory(prefix="rexian-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        with running_postgres(folder, settings) as database_url, running_redis(folder) as redis_url:
            config = Config(env="bench", database_url=database_url, redis_url=redis_url, secret_key="bench")  # noqa: S106 - of this run alone
            app = made(config)
            with app.app_context():
                Base.metadata.create_all(db.engine)
                yield House(config, app, folder)
                db.session.remove()
                db.engine.dispose()


def token_of(work: Work, person: Person) -> str:
    """Somebody who has just logged in, by the token of their cookie, good for an hour."""
    token, hashed = new_token()
    times = {"created_at": work.now, "last_seen_at": work.now, "expires_at": work.now + timedelta(hours=1)}
    kept = {"token_hash": hashed, "person_id": person.id, "session_version": 1, "csrf_token": "-"}
    work.session.add(LoginSession(**kept, **times))
    return token
