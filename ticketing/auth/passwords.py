"""argon2id, reckoned beside the event loop: one password costs the processor as much as a hundred requests."""

import secrets
from collections.abc import Callable
from typing import TypeVar

import gevent
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from gevent import monkey

T = TypeVar("T")

# 19 MiB, two passes, one lane: the OWASP minimum for argon2id.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Easily confused letters and digits are left out: first passwords are read aloud.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def hash_of(password: str) -> str:
    """The argon2id hash to keep."""
    return _aside(lambda: _HASHER.hash(password))


def matches(hash_kept: str, password: str) -> bool:
    """Whether this password made that hash."""
    return _aside(lambda: _verify(hash_kept, password))


def waste_time(password: str) -> bool:
    """As long as a real comparison takes, for a login that does not exist; never right."""
    return matches(_NOBODY, password) and False


def random_password() -> str:
    """A first password of 16 characters (79 bits), in groups of four."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _verify(hash_kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(hash_kept, password)
    except (VerificationError, InvalidHashError):
        return False


def _aside(reckon: Callable[[], T]) -> T:
    if monkey.is_module_patched("threading"):
        result: T = gevent.get_hub().threadpool.apply(reckon)
        return result
    return reckon()


_NOBODY = _HASHER.hash(secrets.token_hex(16))
