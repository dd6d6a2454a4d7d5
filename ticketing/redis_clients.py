"""The one place that makes Redis clients: redis-py's own defaults would block a caller for a minute when Redis hangs.

Every client tries once and then raises `redis.RedisError`; what to do without Redis is the caller's decision.
"""

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

# XREAD may block no longer than this, or the client gives up before the server answers.
LONGEST_TAIL_BLOCK_MS = 1_500


def for_requests(url: str) -> Redis:
    """For whoever makes a person wait: an answer or an error within 0.3 s."""
    return _client(url, socket_timeout=0.3, connect_timeout=0.3)


def for_streams(url: str) -> Redis:
    """For the reader of the live stream: outlasts a blocking read of LONGEST_TAIL_BLOCK_MS."""
    return _client(url, socket_timeout=5.0, connect_timeout=1.0)


def for_clock(url: str) -> Redis:
    """For the relay and the dispatcher, which have other work to do when Redis hangs."""
    return _client(url, socket_timeout=1.0, connect_timeout=1.0)


def for_jobs(url: str) -> Redis:
    """For RQ workers: outlasts their blocking pop of `worker_ttl - 15` seconds (workers/queues.py)."""
    return _client(url, socket_timeout=45.0, connect_timeout=1.0)


def _client(url: str, socket_timeout: float, connect_timeout: float) -> Redis:
    return Redis.from_url(
        url, socket_timeout=socket_timeout, socket_connect_timeout=connect_timeout, retry=Retry(NoBackoff(), 0)
    )
