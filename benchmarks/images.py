"""What taking a picture costs: a photo of 12 megapixels, and files that are refused.

.venv/bin/python benchmarks/images.py

Wall time of the whole door; processor time and most memory of the decoder's process, 0 where none was started.
The largest comes last: the system tells the most memory of all processes so far.
"""

import resource
import sys
import time
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from PIL import Image

from content.images.accepting import ImageRefused, accept_image
from tests.pictures import bomb, file_of

MEBIBYTE = 1024


def photo(width: int, height: int) -> bytes:
    """Soft shapes under fine noise: about as hard to pack as what a phone takes."""
    soft = Image.effect_noise((width // 16, height // 16), 90).resize((width, height), Image.Resampling.BICUBIC)
    parts = [Image.blend(soft.rotate(90 * turn).resize((width, height)), Image.effect_noise((width, height), 40), 0.2)
             for turn in range(3)]  # fmt: skip
    return file_of(Image.merge("RGB", parts), quality=85)


def measure(name: str, data: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    try:
        clean = accept_image(BytesIO(data))
        said = f"taken: {len(clean.shown)} files, {sum(len(file.content) for file in clean.shown) // 1024} KiB shown"
    except ImageRefused as refusal:
        said = f"refused: {str(refusal)[:60]}"
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    most = after.ru_maxrss // MEBIBYTE if used else 0
    print(
        f"{name:38} {len(data) // 1024:6} KiB  {seconds * 1000:7.0f} ms  decoder {used:5.2f} s, at most {most:4} MiB"
        f"  {said}"
    )


if __name__ == "__main__":
    files = {
        "bomb, 13,000 x 13,000 PNG": bomb(),
        "cut off, first tenth of a photo": photo(1200, 900)[:30_000],
        "photo, 12 megapixels JPEG": photo(4000, 3000),
        "largest allowed, 40 megapixels PNG": file_of(Image.new("RGB", (8000, 5000), "gray"), "PNG"),
    }
    for one, content in files.items():
        measure(one, content)
