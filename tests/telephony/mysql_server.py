"""A MariaDB or MySQL server of the tests' own: loopback, a data folder that goes, ended by its process."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from tests.realtime.conftest import free_port
from tests.waiting import wait_for

BINARY = shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
INSTALLER = shutil.which("mariadb-install-db")
PASSWORD = "xyzzy-0"
#: Who writes is the phone system; who reads has the right to read this one table.
FOUNDED = f"""
CREATE DATABASE asterisk CHARACTER SET utf8mb4;
CREATE USER 'asterisk'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';
GRANT ALL ON asterisk.* TO 'asterisk'@'127.0.0.1';
CREATE USER 'rexian'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';
GRANT SELECT ON asterisk.* TO 'rexian'@'127.0.0.1';
"""


@dataclass
class MysqlServer:
    """Runs from `start` to `stop`; what was written stays in between."""

    home: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def url(self, user: str = "rexian", password: str = PASSWORD) -> str:
        return f"mysql+pymysql://{user}:{password}@127.0.0.1:{self.port}/asterisk?charset=utf8mb4"

    def start(self) -> None:
        assert BINARY is not None
        said = self.home / "said"
        options = (f"--datadir={self.home / 'data'}", f"--socket={self.home / 's'}", f"--port={self.port}")
        quiet = ("--bind-address=127.0.0.1", "--innodb-buffer-pool-size=16M", "--skip-log-bin", *_as_root())
        founded = () if said.exists() else (f"--init-file={self.home / 'founded.sql'}",)
        with said.open("ab") as log:
            command = [BINARY, "--no-defaults", *options, *quiet, *founded]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        wait_for(self.answers, 60)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
            self.process = None

    def answers(self) -> bool:
        try:
            self.run("SELECT 1")
        except sa.exc.OperationalError:
            return False
        return True

    def run(self, *statements: str) -> None:
        """As the phone system."""
        engine = sa.create_engine(self.url("asterisk"), poolclass=sa.NullPool)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)


@contextmanager
def mysql_server(home: Path) -> Iterator[MysqlServer]:
    """A new, founded server in this folder."""
    assert INSTALLER is not None
    home.mkdir(parents=True, exist_ok=True)
    (home / "founded.sql").write_text(FOUNDED.strip() + "\n")
    install = [INSTALLER, "--no-defaults", f"--datadir={home / 'data'}", "--skip-test-db", *_as_root()]
    subprocess.run(install, check=True, capture_output=True)
    server = MysqlServer(home)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _as_root() -> tuple[str, ...]:
    return ("--user=root",) if os.geteuid() == 0 else ()
