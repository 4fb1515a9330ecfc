"""Picture files for tests: good ones, and those that somebody made to do harm."""

from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image

from content.images.accepting import CleanImage, accept_image


def file_of(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height), (180, 60, 40, 128)[: len(mode)])


def photo(width: int = 64, height: int = 48, kind: str = "JPEG", **options: Any) -> bytes:
    return file_of(plain(width, height), kind, **options)


def accepted(data: bytes) -> CleanImage:
    return accept_image(BytesIO(data))


@cache
def clean_picture() -> CleanImage:
    """The same small picture for every test that only needs one."""
    return accepted(photo())
