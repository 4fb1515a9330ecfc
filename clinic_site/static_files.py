"""Static files as readers get them: one stylesheet, hashed names, compressed once."""

import re
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLE = "css/site.css"
IMPORT = re.compile(r'@import url\("([^"]+)"\)(?: layer\(([a-z]+)\))?;\n?')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLANKS = re.compile(r"\s*\n\s*")


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Puts the imported files of the site's stylesheet in its place, so that it is one request."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Any:
        if BUNDLE in paths and not dry_run:
            text = flatten(Path(str(finders.find(BUNDLE))))
            self.delete(BUNDLE)
            self.save(BUNDLE, ContentFile(text.encode("utf-8")))
            paths = {**paths, BUNDLE: (self, BUNDLE)}
        yield from super().post_process(paths, dry_run, **options)


def flatten(stylesheet: Path) -> str:
    """The text of `stylesheet` with each import replaced by the file it names, inside its layer.

    Raises ImproperlyConfigured when a file is missing.
    """

    def content(found: re.Match[str]) -> str:
        path = stylesheet.parent / found[1]
        if not path.is_file():
            raise ImproperlyConfigured(f"{stylesheet.name} imports {found[1]}, which does not exist.")
        rules = path.read_text(encoding="utf-8")
        return f"@layer {found[2]} {{\n{rules}}}\n" if found[2] else rules

    return squeeze(IMPORT.sub(content, stylesheet.read_text(encoding="utf-8")))


def squeeze(text: str) -> str:
    """The same rules without comments and indentation."""
    return BLANKS.sub("\n", COMMENT.sub("", text)).strip() + "\n"
