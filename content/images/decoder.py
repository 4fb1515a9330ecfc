"""Run as a program of its own: picture bytes on stdin, clean pictures on stdout.

Nothing of the site is imported here, so that a file made to break a decoder finds neither keys nor database, and
dies against the limits set first. Answers with one line of JSON, then the bytes of the files it lists.
"""

import json
import resource
import sys
import warnings
from io import BytesIO
from typing import Any

from PIL import AvifImagePlugin, Image, ImageCms, ImageOps, WebPImagePlugin  # noqa: F401 (the last makes WebP known)

MEMORY = 1024**3
CPU_SECONDS = 10
MOST_PIXELS = 40_000_000
ORIGINAL_SIDE = 3200  # the longest one kept: twice the widest that is shown
WIDTHS = (480, 960, 1600)
FALLBACK_WIDTH = 960
JPEG = {"format": "JPEG", "quality": 80, "progressive": True, "optimize": True}
JPEG_ORIGINAL = {"format": "JPEG", "quality": 92, "subsampling": 0}
PNG: dict[str, Any] = {"format": "PNG"}
WEBP = {"format": "WEBP", "quality": 80}
AVIF = {"format": "AVIF", "quality": 60, "speed": 9, "max_threads": 1}  # 8 takes 5 times as long and saves a tenth


class Refused(Exception):
    """Why a picture is not taken, in one word."""


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def read_pixels(data: bytes) -> Image.Image:
    """The first picture of the file, upright, in sRGB, as pixels that remember nothing of the file."""
    opened: Image.Image = Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
    if opened.width * opened.height > MOST_PIXELS:
        raise Refused("large")
    if getattr(opened, "is_animated", False) and opened.format != "MPO":  # phones add a second exposure
        raise Refused("moving")
    opened.load()
    image = in_srgb(opened)
    ImageOps.exif_transpose(image, in_place=True)
    mode = "RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB"
    fresh = Image.new(mode, image.size)
    fresh.paste(image if image.mode == mode else image.convert(mode))
    return fresh


def in_srgb(image: Image.Image) -> Image.Image:
    """Colors as screens without the file's own profile show them; what cannot be read as a profile is ignored."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point([value >> 8 for value in range(65536)], "L")
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        turned = ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError):
        return image
    return turned or image


def written(image: Image.Image, options: dict[str, Any]) -> bytes:
    out = BytesIO()
    image.save(out, **options)
    return out.getvalue()


def scaled(image: Image.Image, width: int) -> Image.Image:
    """The picture at this width; the same object when it has it."""
    if width == image.width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)


def original_of(pixels: Image.Image) -> tuple[Image.Image, dict[str, Any], str]:
    longest = max(pixels.size)
    width = pixels.width if longest <= ORIGINAL_SIDE else max(1, round(pixels.width * ORIGINAL_SIDE / longest))
    return scaled(pixels, width), *((PNG, "png") if pixels.mode == "RGBA" else (JPEG_ORIGINAL, "jpg"))


def shown_widths(width: int) -> list[int]:
    return [*(one for one in WIDTHS if one < width), *([width] if width <= WIDTHS[-1] else [])]


def make_files(pixels: Image.Image) -> list[tuple[dict[str, Any], bytes]]:
    """The original first, then every size and form that readers get."""
    kept, options, extension = original_of(pixels)
    files = [entry(kept, "original", extension, written(kept, options))]
    fallback = min(kept.width, FALLBACK_WIDTH)
    for width in reversed(shown_widths(kept.width)):
        kept = scaled(kept, width)
        for options, extension in ((AVIF, "avif"), (WEBP, "webp")):
            files.append(entry(kept, "shown", extension, written(kept, options)))
        if width == fallback:
            options, extension = (PNG, "png") if kept.mode == "RGBA" else (JPEG, "jpg")
            files.append(entry(kept, "shown", extension, written(kept, options)))
    return files


def entry(image: Image.Image, use: str, extension: str, content: bytes) -> tuple[dict[str, Any], bytes]:
    about = {"use": use, "extension": extension, "width": image.width, "height": image.height, "size": len(content)}
    return about, content


def answer(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    try:
        files = make_files(read_pixels(data))
    except Refused as refusal:
        return {"refused": str(refusal)}, []
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return {"refused": "large"}, []
    except Exception:  # whatever a decoder raises on bytes that somebody made up
        return {"refused": "broken"}, []
    return {"files": [about for about, _ in files]}, [content for _, content in files]


if __name__ == "__main__":
    limit_this_process()
    said, contents = answer(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
    for one in contents:
        sys.stdout.buffer.write(one)
