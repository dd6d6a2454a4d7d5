"""Requests signed by whoever pushes to us: HMAC-SHA256 over the time and the body, good for five minutes."""

import hashlib
import hmac
from datetime import datetime
from typing import Final

TIMESTAMP: Final = "X-Rexian-Timestamp"
SIGNATURE: Final = "X-Rexian-Signature"
#: A request may be this old, and a clock this far ahead.
WINDOW_S: Final = 300


def signature_of(key: str, timestamp: str, body: bytes) -> str:
    """`sha256=<hex>` over `<timestamp>.<body>`; the timestamp is epoch seconds as sent."""
    digest = hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"sha256={digest}"


def is_signed(key: str, timestamp: str, signature: str, body: bytes, now: datetime) -> bool:
    """Whether this body was signed with this key, lately. Sent again within the window it is the same request: what
    is taken in is taken once."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12):
        return False
    if abs(now.timestamp() - int(timestamp)) > WINDOW_S:
        return False
    wanted = signature_of(key, timestamp, body)
    return hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace"))
