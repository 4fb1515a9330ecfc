"""Rate limits that every worker shares."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models
from django.utils import timezone


class RateLimitManager(models.Manager["RateLimit"]):
    def use(self, key: str, seconds: int, amount: int = 1) -> int:
        """Count `amount` more uses of `key` and return the uses in the running window of `seconds`.

        One statement: exact under any number of processes, on SQLite and PostgreSQL.
        """
        now = timezone.now()
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(  # the only names put in are the table's own
                f"INSERT INTO {table} (key, uses, resets_at) VALUES (%s, %s, %s) "  # noqa: S608
                "ON CONFLICT (key) DO UPDATE SET "
                f"uses = CASE WHEN {table}.resets_at <= %s THEN excluded.uses ELSE {table}.uses + excluded.uses END, "
                f"resets_at = CASE WHEN {table}.resets_at <= %s "
                f"THEN excluded.resets_at ELSE {table}.resets_at END RETURNING uses",
                [key, amount, adapt(now + timedelta(seconds=seconds)), adapt(now), adapt(now)],
            )
            return int(cursor.fetchone()[0])


def adapt(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


class RateLimit(models.Model):
    """How often something was done in the running window."""

    key = models.CharField(max_length=120, primary_key=True)
    uses = models.PositiveIntegerField()
    resets_at = models.DateTimeField()

    objects = RateLimitManager()

    def __str__(self) -> str:
        return self.key
