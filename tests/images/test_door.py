"""What the one door makes of a file, whoever brings it."""

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from content.images import accepting
from content.images.accepting import DECODER, MOST_BYTES, CleanImage, ImageRefused, accept_image
from content.images.headers import is_bare
from tests.pictures import accepted, bomb, clean_picture, file_of, header_only_png, photo, plain, planted, planted_png


def pixels(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def all_files(clean: CleanImage) -> list[bytes]:
    return [clean.original.content, *(file.content for file in clean.shown)]


def test_a_picture_comes_in_every_form_and_in_sizes_no_larger_than_itself():
    clean = accepted(photo(1000, 100))
    shown = {(file.extension, file.width, file.height) for file in clean.shown}

    assert shown == {
        *(("avif", width, width // 10) for width in (480, 960, 1000)),
        *(("webp", width, width // 10) for width in (480, 960, 1000)),
        ("jpg", 960, 96),
    }
    for file in clean.shown:
        assert pixels(file.content).size == (file.width, file.height)
        assert pixels(file.content).format == {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}[file.extension]


def test_the_original_is_kept_no_larger_than_anybody_needs():
    clean = accepted(photo(4000, 50))

    assert (clean.original.width, clean.original.height) == (3200, 40)
    assert max(file.width for file in clean.shown) == 1600


@pytest.mark.parametrize("plant", [planted, planted_png])
def test_nothing_but_the_pixels_is_left(plant):
    data, marks = plant()
    assert [mark for mark in marks if mark not in data] == []  # they are really there
    files = all_files(accepted(data))

    assert [mark for mark in (*marks, b"CANARY", b"<script", b"Exif", b"ICC_PROFILE") for f in files if mark in f] == []
    for content in files:
        assert set(pixels(content).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive",
                                             "progression", "loop", "duration", "timestamp", "background"}  # fmt: skip


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_stands_upright_however_the_camera_was_held(turn):
    """The upper left corner of the scene is red. `turn` is how the camera says that it lies in the file."""
    scene = plain(96, 64).point(lambda value: 255)
    scene.paste((255, 0, 0), (0, 0, 32, 32))
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Pillow's names for turning it back
    lying = scene.transpose(undo[turn]) if turn > 1 else scene
    exif = Image.Exif()
    exif[0x0112] = turn
    upright = pixels(accepted(file_of(lying, exif=exif, quality=95)).original.content)

    assert upright.size == (96, 64)
    red, green, _ = upright.getpixel((12, 12))
    assert red > 200
    assert green < 60
    assert min(upright.getpixel((84, 52))) > 200


@pytest.mark.parametrize(
    ("image", "options", "expected"),
    [
        (plain(mode="RGBA"), {"kind": "PNG"}, ("png", (180, 60, 40, 128))),
        (plain().convert("CMYK"), {}, ("jpg", (180, 60, 40))),
        (plain().convert("L"), {"kind": "PNG"}, ("jpg", (94, 94, 94))),
        (Image.new("I;16", (64, 48), 94 * 256), {"kind": "PNG"}, ("jpg", (94, 94, 94))),
        (plain().quantize(), {"kind": "PNG"}, ("jpg", (180, 60, 40))),
        (plain(), {"kind": "WEBP", "lossless": True}, ("jpg", (180, 60, 40))),
    ],
    ids=["clear", "for print", "grey", "grey of 16 bits", "few colors", "webp"],
)
def test_colors_stay_as_they_were(image, options, expected):
    plainest = accepted(file_of(image, **options)).shown[-1]
    found = pixels(plainest.content).getpixel((30, 20))

    assert plainest.extension == expected[0]
    assert max(abs(one - other) for one, other in zip(found, expected[1], strict=True)) <= 4


def test_a_photo_with_a_second_exposure_is_taken_as_its_first():
    data = file_of(plain(), "MPO", save_all=True, append_images=[plain(32, 24)])

    assert accepted(data).original.width == 64


def test_what_holds_only_pixels_is_kept_to_the_byte_so_that_it_can_be_dumped_and_loaded():
    first = clean_picture().original.content
    second = accepted(first).original.content

    assert is_bare(first)
    assert second == first
    assert [is_bare(data) for data in (first + b"x", first[:-1], planted()[0], planted_png()[0])] == [False] * 4


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_file_that_was_cut_off_is_refused_wherever_it_was_cut(kind):
    data = photo(320, 240, kind)
    for part in (1, 5, 10, 15, 19):
        with pytest.raises(ImageRefused):
            accepted(data[: len(data) * part // 20])


def test_a_bomb_is_refused_from_its_header_without_starting_a_decoder(monkeypatch):
    data = bomb()
    monkeypatch.setattr(accepting, "DECODER", "/nonexistent")

    assert len(data) < 2 * 1024 * 1024
    with pytest.raises(ImageRefused, match=r"13,000 by 13,000 pixels\. At most 10,000 on a side"):
        accepted(data)


def test_no_more_is_read_than_may_be_sent():
    upload = BytesIO(photo() + bytes(3 * MOST_BYTES))
    with pytest.raises(ImageRefused, match="larger than 10 MB"):
        accept_image(upload)

    assert upload.tell() == MOST_BYTES + 1


def test_the_decoder_holds_its_own_limits():
    """A hunger for memory or time, and a wish to write a file, end in the decoder."""
    tries = (
        "import decoder; decoder.limit_this_process(); bytearray(2 * 1024**3)",
        "import decoder; decoder.limit_this_process(); open('/tmp/x-decoder', 'wb', buffering=0).write(b'x')",
        "import decoder, resource; decoder.limit_this_process(); print(resource.getrlimit(resource.RLIMIT_CPU))",
    )
    run = [
        subprocess.run([sys.executable, "-c", line], cwd=DECODER.parent, capture_output=True, text=True, check=False)
        for line in tries
    ]

    assert "MemoryError" in run[0].stderr
    assert "File too large" in run[1].stderr
    assert run[2].stdout == "(10, 10)\n"


@pytest.mark.parametrize("script", ["import os; os.kill(os.getpid(), 9)", "raise SystemExit(1)"])
def test_a_decoder_that_dies_refuses_the_picture(script, tmp_path, monkeypatch):
    broken = tmp_path / "decoder.py"
    broken.write_text(script)
    monkeypatch.setattr(accepting, "DECODER", broken)

    with pytest.raises(ImageRefused, match="takes too long or too much memory"):
        accepted(photo())


def test_a_decoder_that_does_not_end_is_ended(tmp_path, monkeypatch):
    endless = tmp_path / "decoder.py"
    endless.write_text("while True: pass")
    monkeypatch.setattr(accepting, "DECODER", endless)
    monkeypatch.setattr(accepting, "SECONDS", 0.5)

    with pytest.raises(ImageRefused, match="takes too long"):
        accepted(photo())


def test_a_header_that_names_fewer_pixels_than_the_decoder_finds_is_refused():
    """The first header is small, the picture after it is not."""
    large = file_of(plain(8000, 5100), quality=10)
    small_frame = bytes.fromhex("ffc0000b080010001001011100")

    with pytest.raises(ImageRefused):
        accepted(large[:2] + small_frame + large[2:])


def test_every_refusal_says_what_to_do():
    for data in (b"GIF89a", photo()[:200], header_only_png(20_000, 2), photo() + bytes(MOST_BYTES)):
        with pytest.raises(ImageRefused, match=r"[Ss]ave (it|the picture)"):
            accepted(data)
