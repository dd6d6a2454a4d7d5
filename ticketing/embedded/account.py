"""PostgreSQL refuses to run as root, so root lends it a system user of its own."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

NAME = "rexian"


@dataclass(frozen=True)
class Account:
    """A system user: its name and its numeric user and group ids."""

    name: str
    uid: int
    gid: int

    def may_enter(self, folder: Path) -> bool:
        """Whether this user can pass through `folder` and every folder above it."""
        return all(self._may_pass(step) for step in (folder.resolve(), *folder.resolve().parents))

    def _may_pass(self, folder: Path) -> bool:
        facts = folder.stat()
        if facts.st_uid == self.uid:
            return bool(facts.st_mode & 0o100)
        if facts.st_gid == self.gid:
            return bool(facts.st_mode & 0o010)
        return bool(facts.st_mode & 0o001)


def for_postgres() -> Account | None:
    """The system user that PostgreSQL must run as, created when missing; None unless we are root."""
    return _existing_or_new() if os.geteuid() == 0 else None


def _existing_or_new() -> Account:
    try:
        return _look_up()
    except KeyError:
        # Two starts at once may both try; the look-up afterwards decides.
        subprocess.run(
            ["/usr/sbin/useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
            check=False,
            capture_output=True,
        )
        return _look_up()


def _look_up() -> Account:
    entry = pwd.getpwnam(NAME)
    return Account(NAME, entry.pw_uid, entry.pw_gid)
