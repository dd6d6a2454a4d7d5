"""On whose behalf a piece of work is done."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    AGENT = "agent"
    LEAD = "lead"
    SUPERVISOR = "supervisor"
    INSPECTOR = "inspector"
    VIEWER = "viewer"
    ADMIN = "admin"
    TOKEN = "token"  # noqa: S105 - a role, not a secret
    SYSTEM = "system"


@dataclass(frozen=True)
class Scope:
    """What an actor may see beside what is their own: team, queues, and the source a token writes to."""

    team_id: int | None = None
    queue_ids: frozenset[int] = frozenset()
    source_id: int | None = None
    token_scope: str = ""


@dataclass(frozen=True)
class Actor:
    """A person or process, as plain values; never a row of a table."""

    id: int | None
    roles: frozenset[Role]
    scope: Scope = field(default_factory=Scope)
    name: str = ""

    @property
    def is_system(self) -> bool:
        return Role.SYSTEM in self.roles


SYSTEM = Actor(id=None, roles=frozenset({Role.SYSTEM}), name="system")
