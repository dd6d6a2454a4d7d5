"""How to reach a manager interface, and how patient to be with it."""

from dataclasses import dataclass, field

from ticketing.telephony.link import Pace

__all__ = ["Access", "Pace"]


@dataclass(frozen=True)
class Access:
    """Where the manager interface listens and as whom we log in; `read` are the classes of events wanted."""

    host: str
    username: str
    secret: str = field(repr=False)
    port: int = 5038
    read: str = "system,call,agent,user,reporting,cdr"
