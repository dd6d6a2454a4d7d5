"""What every table shares: names for constraints, instants in UTC, enums as words."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant. Naive values are refused, so a time zone can't be lost on the way in."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}")
        return value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None


def words_of(enum: type[StrEnum], name: str) -> sa.Enum:
    """An enum as its words under a CHECK; a second column of one enum in a table needs a `name` of its own."""
    return sa.Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Every table has a bigint `id`; what the outside sees is a natural number beside it."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        int: sa.BigInteger,
        str: sa.Text,
        datetime: UtcDateTime,
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        # The word itself is stored, and a CHECK constraint guards it.
        StrEnum: sa.Enum(
            StrEnum,
            native_enum=False,
            create_constraint=True,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        ),
    }

    id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, sort_order=-1)


class Versioned:
    """Rows that people edit carry a version: a write that names an old one is refused (`If-Match`)."""

    version: Mapped[int] = mapped_column(default=1, server_default="1", sort_order=90)
