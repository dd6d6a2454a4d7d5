"""The seal of the audit chain: each row's hash covers its own words and the hash of the row before it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# What the first row follows.
NOTHING = "0" * 64


@dataclass(frozen=True)
class AuditWords:
    """What one row says; `detail` holds text, whole numbers, booleans, null, lists and objects of these."""

    at: datetime
    actor_id: int | None
    actor: str
    address: str
    request_id: str
    action: str
    object: str
    detail: dict[str, Any]


def seal(previous: str, words: AuditWords) -> str:
    """SHA-256 in hex of the previous hash and the row in canonical JSON."""
    said = vars(words) | {"at": words.at.astimezone(UTC).isoformat(timespec="microseconds")}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
