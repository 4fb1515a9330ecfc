"""A text that the database holds encrypted, bound to its row and field."""

from typing import Any

from accounts.sealing import seal, unseal


def sealed_text(name: str) -> property:
    """The plain text of the column `sealed_<name>`. Empty stays empty: nothing is hidden where nothing is.

    Reading raises accounts.sealing.CannotOpen where the key is missing or the value belongs to another row or field.
    """
    column = f"sealed_{name}"

    def read(row: Any) -> str:
        value = getattr(row, column)
        return unseal(value, owner_of(row, name)).decode() if value else ""

    def write(row: Any, text: str) -> None:
        setattr(row, column, seal(text.encode(), owner_of(row, name)) if text else "")

    return property(read, write)


def owner_of(row: Any, name: str) -> str:
    """What a value is bound to: its table, row and field."""
    return f"{row._meta.db_table}:{row.pk}:{name}"
