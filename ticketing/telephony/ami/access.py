"""How to reach a manager interface, and how patient to be with it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Access:
    """Where the manager interface listens and as whom we log in; `read` are the classes of events wanted."""

    host: str
    username: str
    secret: str = field(repr=False)
    port: int = 5038
    read: str = "system,call,agent,user,reporting"


@dataclass(frozen=True)
class Pace:
    """How patient the link is, in seconds. A refused log-in is tried again slowly: it may be watched for attacks."""

    connect_s: float = 5.0
    answer_s: float = 10.0
    ping_s: float = 15.0
    silent_s: float = 40.0
    snapshot_s: float = 60.0
    first_retry_s: float = 1.0
    longest_retry_s: float = 30.0
    refused_retry_s: float = 30.0
    tick_s: float = 0.5
