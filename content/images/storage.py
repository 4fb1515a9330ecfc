"""Media files on this machine's disk: whole or not there, never overwritten, never followed out of the folder."""

import os
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

UNFINISHED = ".new"


class DurableStorage(FileSystemStorage):
    """Writes beside the target, makes that durable, then renames (SECURITY row REL-21)."""

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}{UNFINISHED}")
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, path)
        make_names_durable(path.parent)
        make_names_durable(path.parent.parent)
        return name

    def _open(self, name: str, mode: str = "rb") -> Any:
        return File(open(self.path(name), mode, opener=no_links))


def no_links(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def make_names_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
