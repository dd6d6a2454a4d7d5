"""This installation: its settings with every address filled in, and which of its servers are its own."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ticketing.config import PREFIX, Config
from ticketing.embedded import places, postgres, redis
from ticketing.embedded.running import running_postgres, running_redis
from workers.supervisor.lock import held

ROOTS_DATA_DIR = "/var/lib/rexian"


@dataclass(frozen=True)
class Installation:
    """`config` has no empty address; `own_postgres` and `own_redis` say that we run those servers ourselves."""

    config: Config
    own_postgres: bool
    own_redis: bool

    @property
    def data_dir(self) -> Path:
        """The data directory, absolute."""
        return self.config.data_path.resolve()

    def env(self) -> dict[str, str]:
        """What a child process must find in its environment to be of this installation."""
        names = ("data_dir", "database_url", "redis_url", "host", "port", "secret_key")
        found = {PREFIX + name.upper(): str(getattr(self.config, name)) for name in names}
        return {**found, PREFIX + "DEMO": "1" if self.config.demo else "0"}


def load(env: Mapping[str, str] = os.environ, **chosen: Any) -> Installation:
    """The installation that `env` describes; `chosen` (None: not said) outranks it.

    Without `REXIAN_DATABASE_URL` or `REXIAN_REDIS_URL` the addresses are those of the embedded servers.
    Raises ValueError for a setting of the wrong type.
    """
    config = replace(Config.from_env(env), **{name: value for name, value in chosen.items() if value is not None})
    if not chosen.get("data_dir") and PREFIX + "DATA_DIR" not in env and os.geteuid() == 0:
        config = replace(config, data_dir=ROOTS_DATA_DIR)
    own_postgres, own_redis = PREFIX + "DATABASE_URL" not in env, PREFIX + "REDIS_URL" not in env
    data_dir = config.data_path.resolve()
    config = replace(
        config,
        data_dir=str(data_dir),
        database_url=postgres.url(data_dir) if own_postgres else config.database_url,
        redis_url=redis.url(data_dir) if own_redis else config.redis_url,
    )
    return Installation(config, own_postgres, own_redis)


def with_secret(installation: Installation) -> Installation:
    """The same with a secret key: the configured one, else one drawn once and kept in the data directory."""
    if installation.config.secret_key:
        return installation
    places.prepare(installation.data_dir, None)
    kept = installation.data_dir / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32))
    return replace(installation, config=replace(installation.config, secret_key=kept.read_text().strip()))


@contextmanager
def at_hand(installation: Installation) -> Iterator[Config]:
    """The settings, with our own servers answering: those of a running supervisor, else started for the moment.

    Raises places.Unusable with one sentence when they cannot be had.
    """
    data_dir = installation.data_dir
    postgres_there = not installation.own_postgres or postgres.ready(data_dir)
    redis_there = not installation.own_redis or redis.ready(data_dir)
    if postgres_there and redis_there:
        yield with_secret(installation).config
    else:
        with alone(installation) as config:
            yield config


@contextmanager
def alone(installation: Installation) -> Iterator[Config]:
    """The settings, with our own servers started for the moment and nobody else at work.

    Raises places.Unusable when a supervisor runs on this data directory.
    """
    with held(installation.data_dir), ExitStack() as servers:
        if installation.own_postgres:
            servers.enter_context(running_postgres(installation.data_dir))
        if installation.own_redis:
            servers.enter_context(running_redis(installation.data_dir))
        yield with_secret(installation).config
