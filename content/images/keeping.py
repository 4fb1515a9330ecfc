"""Files and rows of pictures: written together, taken away together, and looked after."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from content.images.accepting import CleanFile, CleanImage, ImageRefused
from content.models import Image, ImageFile, RateLimit

ORIGINALS, SHOWN = "originals", "images"
FOLDERS = {ImageFile.Use.ORIGINAL: ORIGINALS, ImageFile.Use.SHOWN: SHOWN}
A_DAY = 24 * 60 * 60
UPLOADS_A_DAY = 100
KILOBYTES_A_DAY = 300 * 1024
IN_PROGRESS = timedelta(hours=1)  # younger files may belong to an upload that is not finished
QUOTA_USED = (
    "You have reached today's limit for pictures ({count} files or {megabytes} MB). Go on tomorrow, or ask whoever "
    "runs the site to load them from files."
)


def count_upload(person: int, size: int) -> None:
    """Count one more try of a person, of `size` bytes. Raises ImageRefused once the day's share is used up."""
    uses = RateLimit.objects.use(f"pictures:{person}", seconds=A_DAY)
    kilobytes = RateLimit.objects.use(f"picture-kilobytes:{person}", seconds=A_DAY, amount=size // 1024 + 1)
    if uses > UPLOADS_A_DAY or kilobytes > KILOBYTES_A_DAY:
        raise ImageRefused(QUOTA_USED.format(count=UPLOADS_A_DAY, megabytes=KILOBYTES_A_DAY // 1024))


def keep(image: Image, clean: CleanImage) -> None:
    """Store the files of a new or changed picture, then its rows, then forget the files it had before.

    A failure leaves neither; a process that dies between the two leaves files that no row names (see `unnamed`).
    """
    files = write_files(clean)
    try:
        with transaction.atomic():
            image.sha256 = clean.sha256
            image.save()
            before = names_of(image)
            image.files.all().delete()
            for file in files:
                file.image = image
            ImageFile.objects.bulk_create(files)
            transaction.on_commit(partial(delete_files, before))
    except BaseException:
        delete_files(file.name for file in files)
        raise


def write_files(clean: CleanImage) -> list[ImageFile]:
    """The files on the storage, under names nobody can guess; their rows, not saved yet."""
    token = secrets.token_hex(16)
    names = {file: f"{SHOWN}/{token}-{file.width}.{file.extension}" for file in clean.shown}
    names[clean.original] = f"{ORIGINALS}/{secrets.token_hex(16)}.{clean.original.extension}"
    written: list[ImageFile] = []
    try:
        for file, name in names.items():
            written.append(write_file(file, name))
    except BaseException:
        delete_files(file.name for file in written)
        raise
    return written


def write_file(file: CleanFile, name: str) -> ImageFile:
    saved = default_storage.save(name, ContentFile(file.content))
    return ImageFile(name=saved, use=file.use, width=file.width, height=file.height)


def forget(image: Image) -> None:
    """Delete a picture and, once that is certain, its files."""
    before = names_of(image)
    image.delete()
    transaction.on_commit(partial(delete_files, before))


def names_of(image: Image) -> list[str]:
    return list(image.files.values_list("name", flat=True))


def delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def unnamed() -> list[str]:
    """Files of no picture, an hour old or more: what a process left that was killed between file and row."""
    known = set(ImageFile.objects.values_list("name", flat=True))
    return [name for name in sorted(stored_names() - known) if is_old(name)]


def lost() -> list[str]:
    """Files that rows name and the storage does not have."""
    return sorted(set(ImageFile.objects.values_list("name", flat=True)) - stored_names())


def stored_names() -> set[str]:
    found = set()
    for folder in (ORIGINALS, SHOWN):
        try:
            _, names = default_storage.listdir(folder)
        except FileNotFoundError:  # nothing was ever stored there
            continue
        found |= {f"{folder}/{name}" for name in names}
    return found


def is_old(name: str) -> bool:
    try:
        return default_storage.get_modified_time(name) < timezone.now() - IN_PROGRESS
    except FileNotFoundError:  # it went in the meantime
        return False
