"""What the bytes of a JPEG, PNG or WebP file say before anything is decoded. Plain reading, no picture library."""

from collections.abc import Iterator
from dataclasses import dataclass

PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_BARE = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
JPEG_START = b"\xff\xd8"
SCAN, END = 0xDA, 0xD9
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # the segments that hold the size
JPEG_BARE = {0xC0, 0xC2, 0xC4, 0xDB, 0xDD, SCAN, END}
JFIF, JFIF_BYTES = 0xE0, 14  # longer ones hold a small second picture
WEBP_MOVES = 0x02


@dataclass(frozen=True)
class Header:
    """`kind` is JPEG, PNG or WEBP; the sides are in pixels, before any turning."""

    kind: str
    width: int
    height: int
    is_moving: bool = False


def read_header(data: bytes) -> Header | None:
    """Kind and size as the first bytes give them; None for everything else, whatever it is called."""
    if data.startswith(PNG_START):
        return png_header(data)
    if data.startswith(JPEG_START):
        return jpeg_header(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return webp_header(data)
    return None


def is_bare(data: bytes) -> bool:
    """Whether a JPEG or PNG file holds nothing but its pixels: no camera data, no words, nothing after its end."""
    if data.startswith(PNG_START):
        names = [name for name, _ in png_chunks(data)]
        return bool(names) and set(names) <= PNG_BARE and names[-1] == b"IEND" and ends_at(data, names)
    if data.startswith(JPEG_START):
        segments = list(jpeg_segments(data))
        return bool(segments) and segments[-1] == (END, b"") and all(is_bare_segment(*one) for one in segments)
    return False


def is_bare_segment(marker: int, content: bytes) -> bool:
    return marker in JPEG_BARE or (marker == JFIF and content[:5] == b"JFIF\0" and len(content) == JFIF_BYTES)


# PNG: chunks of length, name, content, checksum


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each chunk, up to the end or to what is no chunk."""
    at = len(PNG_START)
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += size + 12


def ends_at(data: bytes, names: list[bytes]) -> bool:
    """Whether the chunks fill the file to its last byte."""
    return len(PNG_START) + sum(len(content) + 12 for _, content in png_chunks(data)) == len(data)


def png_header(data: bytes) -> Header | None:
    moves = False
    size = None
    for name, content in png_chunks(data):
        if name == b"IHDR" and len(content) >= 8:
            size = int.from_bytes(content[:4], "big"), int.from_bytes(content[4:8], "big")
        moves |= name == b"acTL"
        if name == b"IDAT":
            break
    return Header("PNG", *size, is_moving=moves) if size else None


# JPEG: segments that start with FF and a marker; after a scan come its pixels


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and content of each segment; for the last one, what stands after the end of the picture."""
    at = len(JPEG_START)
    while data[at : at + 1] == b"\xff" and at + 1 < len(data):
        marker = data[at + 1]
        if marker == END:
            yield END, data[at + 2 :]
            return
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        yield marker, data[at + 4 : at + 2 + size]
        at += 2 + size
        if marker == SCAN:
            at = end_of_scan(data, at)


def end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands; FF 00 and restart marks belong to the pixels."""
    while (at := data.find(b"\xff", at)) >= 0:
        following = data[at + 1 : at + 2]
        if following and following != b"\x00" and not 0xD0 <= following[0] <= 0xD7:
            return at
        at += 1
    return len(data)


def jpeg_header(data: bytes) -> Header | None:
    for marker, content in jpeg_segments(data):
        if marker in FRAMES and len(content) >= 5:
            return Header("JPEG", int.from_bytes(content[3:5], "big"), int.from_bytes(content[1:3], "big"))
        if marker in (SCAN, END):
            break
    return None


# WebP: one of three kinds of first chunk


def webp_header(data: bytes) -> Header | None:
    if len(data) < 30:
        return None
    if data[12:16] == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        return Header("WEBP", width, height, is_moving=bool(data[20] & WEBP_MOVES))
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return Header("WEBP", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if data[12:16] == b"VP8 ":
        width, height = (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28))
        return Header("WEBP", width, height)
    return None
