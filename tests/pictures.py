"""Picture files for tests: good ones, and those that somebody made to do harm."""

from functools import cache
from io import BytesIO
from typing import Any
from zlib import Z_FULL_FLUSH, adler32, compressobj, crc32

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from content.images.accepting import MOST_BYTES, CleanImage, accept_image


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


# What must not get in


def header_only_png(width: int, height: int) -> bytes:
    """A PNG file of so many pixels whose pixels are not even there: what refuses it has looked at the header alone."""
    body = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + body + crc32(body).to_bytes(4, "big")


def bomb(side: int = 13_000) -> bytes:
    """A true PNG of that many pixels on each side, all alike, in a few hundred kB."""
    rows, packer, check = bytes(100 * (1 + 3 * side)), compressobj(9), 1
    start = packer.compress(rows) + packer.flush(Z_FULL_FLUSH)
    again = packer.compress(rows) + packer.flush(Z_FULL_FLUSH)
    for _ in range(side // 100):
        check = adler32(rows, check)
    pixels = start + again * (side // 100 - 1) + b"\x03\0" + check.to_bytes(4, "big")
    parts = [header_only_png(side, side)]
    for name, content in ((b"IDAT", pixels), (b"IEND", b"")):
        parts.append(len(content).to_bytes(4, "big") + name + content + crc32(name + content).to_bytes(4, "big"))
    return b"".join(parts)


def moving(kind: str) -> bytes:
    return photo(kind=kind, save_all=True, append_images=[plain().rotate(90)], duration=100)


def hostile() -> dict[str, bytes]:
    """Name that somebody gave the file -> what is in it."""
    script = b"<script>alert(1)</script>"
    other_kinds = ("GIF", "BMP", "TIFF", "TGA", "PCX", "DDS", "PPM", "ICO", "SGI", "JPEG2000", "PDF", "AVIF")
    return {f"{kind.lower()}.jpg": photo(kind=kind) for kind in other_kinds} | {
        "evil.html": b"<html>" + script,
        "evil.gif": b"GIF89a" + script,
        "evil.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + script + b"</svg>",
        "namespaced.png": b'<x:svg xmlns:x="http://www.w3.org/2000/svg"><x:script>alert(1)</x:script></x:svg>',
        "evil.zip": b"PK\x03\x04" + script,
        "photo.heic": b"\0\0\0\x18ftypheic" + bytes(64),
        "evil.php": b"<?php system('id'); ?>",
        "empty.jpg": b"",
        "start.jpg": b"\xff\xd8",
        "start.png": b"\x89PNG\r\n\x1a\n",
        "riff.webp": b"RIFF\0\0\0\0WEBPVP8X" + bytes(40),
        "nothing.png": header_only_png(0, 5),
        "wide.png": header_only_png(10_001, 10),
        "large.png": header_only_png(7000, 6000),
        "huge.png": header_only_png(2**31 - 1, 2**31 - 1),
        "many-bytes.jpg": photo() + bytes(MOST_BYTES),
        "moving.png": moving("PNG"),
        "moving.webp": moving("WEBP"),
    }


ODD_NAMES = (
    *("../../x", "con.png", "a.png.html", "x" * 300 + ".jpg", "gpj.\u202egpj.exe", "..\\..\\x.jpg", "/etc/passwd"),
    *("nul\0.jpg", "a\r\nSet-Cookie: x=1.jpg", "$(id).jpg", "<b>.jpg"),
)


def planted() -> tuple[bytes, list[bytes]]:
    """A JPEG with a telling mark in every place that carries words, and the marks."""
    exif = Image.Exif()
    exif[0x010E] = "CANARYDESCRIPTION"
    exif[0x0112] = 6  # lies on its side: the camera was held upright
    exif.get_ifd(0x8825).update({1: "N", 2: (42.0, 39.0, 9.0), 27: b"CANARYGPS"})
    exif.get_ifd(0x8769).update({0x9286: b"ASCII\0\0\0CANARYUSERCOMMENT"})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>CANARYXMP</x:xmpmeta>"
    data = photo(80, 48, exif=exif, comment=b"CANARYCOMMENT", xmp=xmp, icc_profile=profile())
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x14\x1c\x02\x78\0\x0aCANARYIPTC\0\0\0\0\0"
    data = data[:2] + b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc + data[2:]
    thumbnail = b"JFXX\0\x10" + photo(8, 8, comment=b"CANARYTHUMBNAIL")
    data = data[:2] + b"\xff\xe0" + (len(thumbnail) + 2).to_bytes(2, "big") + thumbnail + data[2:]
    marks = ("DESCRIPTION", "GPS", "USERCOMMENT", "XMP", "COMMENT", "IPTC", "THUMBNAIL", "ICC", "AFTERTHEEND")
    return data + b"PK\x03\x04CANARYAFTERTHEEND<script>", [f"CANARY{mark}".encode() for mark in marks]


def planted_png() -> tuple[bytes, list[bytes]]:
    words = PngInfo()
    words.add_text("Comment", "CANARYTEXT")
    words.add_text("Description", "CANARYPACKED" * 20, zip=False)
    data = photo(kind="PNG", pnginfo=words) + b"CANARYAFTERTHEEND"
    return data, [b"CANARYTEXT", b"CANARYPACKED", b"CANARYAFTERTHEEND"]


def profile() -> bytes:
    """A true color profile whose description says CANARYICC."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made.replace(b"\0s\0R\0G\0B", b"\0C\0A\0N\0A") + b"CANARYICC"
