"""Whether the kept counts of tickets are what counting would give."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.models.counts import COMPARE


def differences(session: Session) -> Iterator[str]:
    """One sentence per sort of tickets whose count is wrong, for the operator."""
    for row in session.execute(sa.text(COMPARE)).mappings():
        sort = ", ".join(f"{name} {value}" for name, value in row.items() if name not in ("kept", "counted"))
        yield f"count of tickets ({sort}): kept {row['kept']}, counted {row['counted']}"
