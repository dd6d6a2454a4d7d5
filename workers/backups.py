"""Everything in one file: the database as pg_dump writes it, the secret key, the files that people attached."""

import subprocess
import tarfile
import tempfile
from pathlib import Path

from ticketing.config import Config
from ticketing.embedded import postgres
from ticketing.embedded.places import Unusable

DUMP = "database.dump"
# Kept beside the database in the data directory, where there is one.
BESIDE = ("secret_key", "attachments")
# The schema itself stays: a dump made later would otherwise think it unusual and try to make it.
CLEAN = """
SET client_min_messages = warning;
DO $$ DECLARE things text[]; thing text; BEGIN
    SELECT array_agg(name) INTO things FROM (
        SELECT format('TABLE IF EXISTS public.%I', tablename) FROM pg_tables WHERE schemaname = 'public'
        UNION ALL SELECT format('SEQUENCE IF EXISTS public.%I', relname) FROM pg_class
            WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
        UNION ALL SELECT format('FUNCTION IF EXISTS %s', oid::regprocedure) FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace
    ) found (name);
    FOREACH thing IN ARRAY coalesce(things, '{}') LOOP EXECUTE format('DROP %s CASCADE', thing); END LOOP;
END $$;
"""


def write(config: Config, to: Path) -> None:
    """Write the backup `to`; it is complete or not there. Raises Unusable with what pg_dump said."""
    draft = to.with_name(to.name + ".part")
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DUMP
        _run([_tool("pg_dump", config), "--format=custom", "--no-owner", f"--file={dump}", _libpq(config)])
        with tarfile.open(draft, "w") as archive:
            archive.add(dump, DUMP)
            for name in BESIDE:
                if (config.data_path / name).exists():
                    archive.add(config.data_path / name, name)
    draft.chmod(0o600)
    draft.rename(to)


def read(config: Config, source: Path) -> None:
    """Put back what `source` holds, in one transaction: whatever the database held before is gone, or all of it stays.

    Raises Unusable when `source` is no backup or the database refuses it.
    """
    with tempfile.TemporaryDirectory() as folder:
        unpacked = Path(folder)
        _unpack(source, unpacked)
        clean, dump = unpacked / "clean.sql", unpacked / "dump.sql"
        clean.write_text(CLEAN)
        _run([_tool("pg_restore", config), "--no-owner", f"--file={dump}", str(unpacked / DUMP)])
        psql = [_tool("psql", config), "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run([*psql, "--output=/dev/null", f"--file={clean}", f"--file={dump}", _libpq(config)])
        _put_beside(unpacked, config.data_path)


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise Unusable(f"{source} is no backup of Rexian: it is no archive.") from error
    if not (folder / DUMP).exists():
        raise Unusable(f"{source} is no backup of Rexian: it holds no {DUMP}.")


def _put_beside(unpacked: Path, data_dir: Path) -> None:
    for name in BESIDE:
        if (unpacked / name).exists():
            _run(["cp", "-a", str(unpacked / name), str(data_dir)])


def _tool(name: str, config: Config) -> str:
    """The wheel's own programs: they understand every older server too."""
    return str(postgres.binary(name, config.data_path))


def _libpq(config: Config) -> str:
    return config.database_url.replace("postgresql+psycopg://", "postgresql://")


def _run(argv: list[str]) -> None:
    done = subprocess.run(argv, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Unusable(f"{Path(argv[0]).name} failed: {done.stderr.strip()[-400:]}")
