"""The picture file that stands beside a picture's text file."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from content.fixture_files import FileProblem, FixtureFile
from content.images.accepting import CleanImage, ImageRefused, accept_image
from content.models import Image

ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
NOT_CLEAN = (
    "holds more than its pixels (camera data, words), or is larger than the site keeps. "
    "Write it anew with: manage.py clean_image {path}"
)


def is_picture(path: Path) -> bool:
    return path.suffix in ENDINGS and path.is_file()


def file_beside(path: Path) -> Path | None:
    """The one picture with the name of this text file; None when there is none, or more than one."""
    found = [path.with_suffix(ending) for ending in ENDINGS if path.with_suffix(ending).is_file()]
    return found[0] if len(found) == 1 else None


def digest_beside(file: FixtureFile, problems: list[FileProblem]) -> str:
    """Stands for the bytes of the picture; a problem is added where there is not exactly one."""
    path = file_beside(file.path)
    if path is None:
        problems.append(file.problem("", f"needs one picture beside it: {file.path.stem} with {', '.join(ENDINGS)}"))
        return ""
    with path.open("rb") as content:
        return sha256(content.read()).hexdigest()


def accept_beside(file: FixtureFile, problems: list[FileProblem]) -> CleanImage | None:
    """The picture through the one door. What is not clean yet is refused, not mended: files stay as they are."""
    path = file_beside(file.path)
    if path is None:
        return None
    try:
        with path.open("rb") as content:
            clean = accept_image(content)
    except ImageRefused as refusal:
        problems.append(FileProblem(path, 0, "", str(refusal)))
        return None
    if clean.original.content != path.read_bytes():
        problems.append(FileProblem(path, 0, "", NOT_CLEAN.format(path=path)))
        return None
    return clean


def dump_file(row: Image, path: Path, replace_file: Callable[[Path, bytes], None]) -> Path:
    """Write the original beside `path` unless it is there already; return where it stands."""
    original = next(file for file in row.files.all() if file.use == file.Use.ORIGINAL)
    target = path.with_suffix(f".{original.extension}")
    if not target.is_file() or sha256(target.read_bytes()).hexdigest() != row.sha256:
        replace_file(target, original.read())
    return target
