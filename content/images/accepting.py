"""The one door for pictures: the editor's drop and paste, the admin's form, and the files beside the fixtures."""

import json
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from threading import Semaphore
from typing import IO, Any

from content.images.headers import Header, is_bare, read_header

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 10_000
ORIGINAL_SIDE = 3200  # as the decoder keeps it
SECONDS = 45  # by the clock, on a busy machine; the decoder gives itself 10 of the processor
DECODER = Path(__file__).with_name("decoder.py")
ONE_AT_A_TIME = Semaphore()  # in each server process: two large pictures must not need twice the memory

TOO_MANY_BYTES = "This file is larger than 10 MB. Save the picture smaller (2,000 pixels wide is plenty) and try again."
UNKNOWN = (
    "This is not a JPEG, PNG or WebP picture, whatever its name says. Open it in a picture program, "
    "save it as JPEG or PNG, and try again."
)
TOO_MANY_PIXELS = (
    "This picture is {width:,} by {height:,} pixels. At most 10,000 on a side and 40 million in all can be used. "
    "Save it smaller (2,000 pixels wide is plenty) and try again."
)
MOVING = "Moving pictures cannot be used. Save one frame of it as JPEG or PNG and try again."
BROKEN = "This picture is damaged or was cut off. Open it, save it again as JPEG or PNG, and try with the copy."
TOO_MUCH = "This picture takes too long or too much memory to read. Save it smaller, as JPEG, and try again."


class ImageRefused(ValueError):
    """Why a picture is not taken and what to do, in words for the person who brought it."""


@dataclass(frozen=True)
class CleanFile:
    """One file made from the pixels alone. `use` is original or shown."""

    use: str
    extension: str
    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class CleanImage:
    """What becomes of an upload: the original to keep, and every size that readers get."""

    original: CleanFile
    shown: list[CleanFile]

    @property
    def sha256(self) -> str:
        return sha256(self.original.content).hexdigest()


def accept_image(upload: IO[bytes] | Any) -> CleanImage:
    """The picture in `upload`, made anew from its pixels: nothing else of the file is left.

    Decided by content; name and declared type are never looked at. Raises ImageRefused.
    """
    data = upload.read(MOST_BYTES + 1)
    header = checked_header(data)
    said, rest = decoded(data)
    ends = list(accumulate((about.pop("size") for about in said), initial=0))
    files = [CleanFile(content=rest[ends[n] : ends[n + 1]], **about) for n, about in enumerate(said)]
    return CleanImage(as_it_came(data, header) or files[0], files[1:])


def checked_header(data: bytes) -> Header:
    """Everything that can be refused without decoding anything. Raises ImageRefused."""
    if len(data) > MOST_BYTES:
        raise ImageRefused(TOO_MANY_BYTES)
    header = read_header(data)
    if header is None:
        raise ImageRefused(UNKNOWN)
    if not (header.width and header.height):
        raise ImageRefused(BROKEN)
    if max(header.width, header.height) > LONGEST_SIDE or header.width * header.height > MOST_PIXELS:
        raise ImageRefused(TOO_MANY_PIXELS.format(width=header.width, height=header.height))
    if header.is_moving:
        raise ImageRefused(MOVING)
    return header


def as_it_came(data: bytes, header: Header) -> CleanFile | None:
    """The upload itself as the original, if it holds nothing but pixels and is no larger than we keep.

    So a picture that was dumped to a file and loaded again stays the same to the byte. Readers never get an original.
    """
    if max(header.width, header.height) > ORIGINAL_SIDE or not is_bare(data):
        return None
    extension = {"JPEG": "jpg", "PNG": "png"}[header.kind]
    return CleanFile("original", extension, header.width, header.height, data)


def decoded(data: bytes) -> tuple[list[dict[str, Any]], bytes]:
    """What a process of its own made of the bytes: a line about each file, and their contents. Raises ImageRefused."""
    try:
        with ONE_AT_A_TIME:
            done = subprocess.run(  # noqa: S603 (nothing of the command was typed by anybody)
                [sys.executable, "-I", str(DECODER)],
                input=data,
                capture_output=True,
                timeout=SECONDS,
                env={},
                cwd="/",
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise ImageRefused(TOO_MUCH) from None
    if done.returncode:
        raise ImageRefused(TOO_MUCH)
    line, _, rest = done.stdout.partition(b"\n")
    said = json.loads(line)
    if "refused" in said:
        raise ImageRefused({"moving": MOVING, "large": TOO_MUCH}.get(said["refused"], BROKEN))
    return said["files"], rest
