"""Reading for long while others write."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

BEGIN = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"}


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything that is read inside is as it was at one moment, and nobody who writes meanwhile has to wait.

    For reading alone. `transaction.atomic` would hold the writer's lock of SQLite (IMMEDIATE), and see on PostgreSQL
    what others commit. Inside a transaction that is open already, that one's rules hold.
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
    try:
        yield
    finally:
        connection.rollback()
