"""Where the data directory keeps what; short enough for a unix socket, closed to everybody else."""

import hashlib
import os
import tempfile
from pathlib import Path

from ticketing.embedded.account import Account

# A unix socket's path must fit 108 bytes with its final NUL on Linux, 104 on macOS.
LONGEST_SOCKET_PATH = 103
LOCK = "lock"
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")


class Unusable(Exception):
    """The machine cannot run an embedded server here; the message is one sentence for the person who started it."""


def prepare(data_dir: Path, account: Account | None) -> None:
    """Create the data directory, which only its owner may list; `account` may pass through it.

    Raises Unusable when `account` cannot get there: folders above it are never opened for it.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    # A folder with somebody else's files in it keeps the mode its owner gave it.
    if account and (_is_empty(data_dir) or (data_dir / LOCK).exists()):
        data_dir.chmod(0o711)
    elif _is_empty(data_dir):
        data_dir.chmod(0o700)
    if account and not account.may_enter(data_dir):
        raise Unusable(
            f"PostgreSQL runs as the user {account.name}, who cannot enter {data_dir}: "
            "choose another --data-dir (such as /var/lib/rexian) or start as an ordinary user."
        )


def _is_empty(folder: Path) -> bool:
    return not any(folder.iterdir())


def private_folder(path: Path, account: Account | None = None) -> Path:
    """Create `path` with mode 0700, owned by `account` when given.

    Raises Unusable when somebody else made it first, as they could in the shared temporary folder.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_symlink() or path.stat().st_uid not in {os.geteuid(), account.uid if account else os.geteuid()}:
        raise Unusable(f"{path} belongs to somebody else: remove it or choose another --data-dir.")
    if account:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)
    return path


def socket_folder(data_dir: Path, name: str) -> Path:
    """The folder for `name`'s sockets: inside the data directory, or a short stand-in when that is too long."""
    inside = data_dir.resolve() / name
    if len(os.fsencode(inside)) + LONGEST_SOCKET_NAME <= LONGEST_SOCKET_PATH:
        return inside
    mark = hashlib.sha256(os.fsencode(inside)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"rexian-{os.getuid()}-{mark}"
