"""The tree of categories, and what a branch asks for."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.domain.categories import Field, above, read
from ticketing.models.categories import Category


def tree(session: Session) -> Sequence[Category]:
    """Every branch, each below the one it hangs on."""
    rows = session.scalars(sa.select(Category)).all()
    place = {row.path: (row.position, row.name) for row in rows}
    return sorted(rows, key=lambda row: [place.get(path, (0, path)) for path in above(row.path)])


def branch(session: Session, path: str) -> Category | None:
    """The branch of this path, in use or not."""
    return session.scalar(sa.select(Category).filter_by(path=path))


def is_used(session: Session) -> bool:
    """Whether the centre has a tree at all; without one a category is any word."""
    return session.scalar(sa.select(Category.id).where(Category.active).limit(1)) is not None


def fields_of(session: Session, path: str) -> list[Field]:
    """What the branch and those above it ask for, from the root; a key that comes again means the lower one."""
    if not path:
        return []
    rows = session.scalars(sa.select(Category).where(Category.path.in_(above(path))).order_by(Category.path)).all()
    return list({field.key: field for row in rows for field in read(row.fields)}.values())
