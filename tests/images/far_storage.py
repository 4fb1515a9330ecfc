"""A storage as one on other machines looks from here: names and bytes, no folders and no paths."""

from datetime import datetime

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.utils import timezone


class FarStorage(Storage):
    objects: dict[str, tuple[bytes, datetime]] = {}

    def _save(self, name: str, content: File) -> str:
        self.objects[name] = content.read(), timezone.now()
        return name

    def _open(self, name: str, mode: str) -> File:
        if name not in self.objects:
            raise FileNotFoundError(name)
        return ContentFile(self.objects[name][0], name)

    def exists(self, name: str) -> bool:
        return name in self.objects

    def delete(self, name: str) -> None:
        self.objects.pop(name, None)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        return [], [name.removeprefix(f"{path}/") for name in self.objects if name.startswith(f"{path}/")]

    def get_modified_time(self, name: str) -> datetime:
        return self.objects[name][1]
