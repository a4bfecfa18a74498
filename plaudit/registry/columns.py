"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, TypeDecorator

ResourceId = String(64)
PlatformId = String(128)
BigKey = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key that numbers itself; SQLite does that for INTEGER only, which has 64 bits there."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC; where the database has no zones it is kept without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
