"""Guessing passwords is slow: 5 wrong tries per account and 30 per address in a quarter of an hour, never a lock."""

import hashlib
import ipaddress
import math

import structlog
from flask import Flask, current_app
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import RedisError

from ticketing import redis_clients
from ticketing.auth.sessions import machine_now
from ticketing.config import Config
from ticketing.errors import TooMany

PER_ACCOUNT = RateLimitItemPerMinute(5, 15, namespace="login-account")
PER_ADDRESS = RateLimitItemPerMinute(30, 15, namespace="login-address")

log = structlog.get_logger("throttle")


class Throttle:
    """Counts in Redis, so that all web processes count together; in memory while Redis is away."""

    def __init__(self, redis_url: str) -> None:
        self._here = MovingWindowRateLimiter(MemoryStorage())
        self._shared: MovingWindowRateLimiter | None = None
        if redis_url:
            pool = redis_clients.for_requests(redis_url).connection_pool
            self._shared = MovingWindowRateLimiter(
                RedisStorage("redis://", connection_pool=pool, key_prefix="rexian:tries")
            )

    def enter(self, login: str, address: str) -> None:
        """Count a try on the account before the password is looked at. Raises `TooMany` with `retry_after_s`.

        Counting first leaves no gap in which a hundred tries at once would all find the count at zero.
        """
        if not self._ask("test", PER_ADDRESS, _place(address)):
            self._refuse(PER_ADDRESS, _place(address))
        if not self._ask("hit", PER_ACCOUNT, _account(login)):
            self._refuse(PER_ACCOUNT, _account(login))

    def failed(self, address: str) -> None:
        """The password was wrong: the address has one try less."""
        self._ask("hit", PER_ADDRESS, _place(address))

    def succeeded(self, login: str) -> None:
        """The password was right: the account's tries are forgotten."""
        self._ask("clear", PER_ACCOUNT, _account(login))

    def _ask(self, what: str, limit: RateLimitItem, key: str) -> bool:
        if self._shared is not None:
            try:
                return getattr(self._shared, what)(limit, key) is not False
            except RedisError as error:
                log.warning("redis_away", error=str(error))
        return getattr(self._here, what)(limit, key) is not False

    def _refuse(self, limit: RateLimitItem, key: str) -> None:
        wait = limit.get_expiry()
        for limiter in (self._here, self._shared):
            try:
                if limiter is not None and not limiter.test(limit, key):
                    reset = limiter.get_window_stats(limit, key).reset_time
                    wait = max(1, math.ceil(reset - machine_now().timestamp()))
            except RedisError:
                continue
        raise TooMany(retry_after_s=min(wait, limit.get_expiry()))


def init_app(app: Flask) -> None:
    config: Config = app.config["REXIAN"]
    app.extensions["login_throttle"] = Throttle(config.redis_url)


def throttle() -> Throttle:
    """The application's one counter of tries."""
    found: Throttle = current_app.extensions["login_throttle"]
    return found


def _account(login: str) -> str:
    return hashlib.sha256(login.lower().encode("utf-8", "replace")).hexdigest()[:32]


def _place(address: str) -> str:
    # One household or server has a whole /64 of IPv6 addresses.
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
