"""How to reach an event socket."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Access:
    """Where the event socket listens and what opens it; `user` only where users have passwords of their own."""

    host: str
    secret: str = field(repr=False)
    port: int = 8021
    user: str = ""

    @property
    def opening(self) -> str:
        """The command that asks to be let in."""
        return f"userauth {self.user}:{self.secret}" if self.user else f"auth {self.secret}"
