"""One clinic is the main one: files are loaded in an order, and gone ones give way, so that there are never two."""

from collections.abc import Iterable
from pathlib import Path

from content.models import Clinic
from content.syncing.kind import Kind


def in_order(kind: Kind, paths: dict[str, Path]) -> list[tuple[str, Path]]:
    """By slug; a clinic that is the main one last, when no other is any longer."""
    return sorted(paths.items(), key=lambda item: (kind.model is Clinic and says_it_is_main(item[1]), item[0]))


def says_it_is_main(path: Path) -> bool:
    return b"\nis_main: yes" in path.read_bytes()


def make_room(kind: Kind, going: Iterable[str]) -> None:
    """A clinic whose file has gone is the main one no longer, even while something still needs its row."""
    if kind.model is Clinic:
        Clinic.objects.filter(slug__in=going, is_main=True).update(is_main=False)
