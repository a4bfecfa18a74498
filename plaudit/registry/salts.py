"""The salts of visitor keys: one a UTC day, minted ahead, destroyed after 48 hours."""

import os
from datetime import date, timedelta

from sqlalchemy import delete, insert, select

from plaudit.registry.entities import Seam
from plaudit.registry.tables import salts

SALT_BYTES = 32
KEPT_DAYS = 2
"""A salt is gone 48 h after its day began: today's and yesterday's are there."""


class Salts:
    """All methods block on the database and may raise RegistryUnavailableError."""

    def __init__(self, seam: Seam) -> None:
        self._seam = seam

    def known(self) -> dict[date, bytes]:
        """The salt of every day that has one now."""
        with self._seam.database.reading() as connection:
            return {row.day: row.salt for row in connection.execute(select(salts))}

    def keep(self, days_ahead: int = 2) -> None:
        """Mints what is missing of today and the days ahead, and destroys what is older than 48 h.

        A salt that stands is never replaced, so all workers of all processes hash alike.
        """
        today = self._seam.clock().date()
        wanted = {today + timedelta(days=ahead) for ahead in range(days_ahead + 1)}
        with self._seam.database.writing() as connection:
            connection.execute(delete(salts).where(salts.c.day <= today - timedelta(days=KEPT_DAYS)))
            missing = sorted(wanted - set(connection.execute(select(salts.c.day)).scalars()))
            if missing:
                connection.execute(insert(salts), [{"day": day, "salt": os.urandom(SALT_BYTES)} for day in missing])
