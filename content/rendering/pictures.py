"""`![what it shows](image:slug)` in a paragraph of its own: a picture of this site in the size each screen needs."""

import re
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from markdown_it.token import Token

from content.rendering.build import RESERVED
from content.rendering.page import PageContext, Picture

SCHEME = "image:"
PLACED = re.compile(r"\]\(\s*<?image:([^\s()<>]+)")
SIZES = "(min-width: 45rem) 42rem, 100vw"  # the measure of a text; the whole screen below it
HIGH_SIZES = "18rem"  # as in picture.css
MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
FROM_HERE = "a picture must be one of this site: upload it, then write ![what it shows](image:its-name)"
AT_ONCE, WHEN_NEAR, FIRST = SafeString(""), SafeString(' loading="lazy"'), SafeString(' fetchpriority="high"')
ALONE = "a picture must stand in a paragraph of its own, with an empty line before and after it"


def slugs_in(text: str) -> list[str]:
    """The slugs of all pictures that `text` places, in order."""
    return PLACED.findall(text)


def stand_alone(tokens: Sequence[Token]) -> None:
    """Mark the pictures that are a paragraph of their own, and take that paragraph away: a figure stands there."""
    for index, inline in enumerate(tokens):
        for child in inline.children or () if inline.type == "inline" else ():
            if child.type == "image":
                child.content = alt_of(child)
                child.meta = {"slug": str(child.attrGet("src") or "").removeprefix(SCHEME)}
        if is_only_a_picture(inline) and index > 0 and tokens[index - 1].type == "paragraph_open":
            inline.children[0].meta["is_alone"] = True  # type: ignore[index]
            tokens[index - 1].hidden = tokens[index + 1].hidden = True


def is_only_a_picture(inline: Token) -> bool:
    return inline.type == "inline" and [child.type for child in inline.children or ()] == ["image"]


def alt_of(image: Token) -> str:
    words = "".join(child.content or " " for child in image.children or ())
    return " ".join(words.translate(RESERVED).split())


def picture_problems(image: Token, context: PageContext) -> list[str]:
    if not str(image.attrGet("src") or "").startswith(SCHEME):
        return [FROM_HERE]
    if image.meta["slug"] not in context.pictures:
        return [f"unknown picture '{image.meta['slug']}'"]
    if image.attrGet("title"):
        return ["a picture has no title: say it in the text"]
    return [] if image.meta.get("is_alone") else [ALONE]


def picture_html(picture: Picture, alt: str, *, is_early: bool) -> SafeString:
    """A picture of the text. Loaded when it comes near, unless it stands before the first heading."""
    return figure_html(picture, alt or picture.alt, AT_ONCE if is_early else WHEN_NEAR)


def hero_html(picture: Picture) -> SafeString:
    """The picture at the top of a page, asked for first. A high one is shown small, so that the text stays in sight."""
    if picture.height * 4 > picture.width * 3:
        return figure_html(picture, picture.alt, FIRST, "picture picture--hero picture--high", HIGH_SIZES)
    return figure_html(picture, picture.alt, FIRST, "picture picture--hero")


def figure_html(
    picture: Picture, alt: str, loading: SafeString, names: str = "picture", sizes: str = SIZES
) -> SafeString:
    """The picture with its credit. Width and height are said, so that the text below it never jumps."""
    image = format_html(
        '<img src="{}" alt="{}" width="{}" height="{}"{} decoding="async">',
        picture.address,
        "" if picture.is_decorative else alt.translate(RESERVED),
        picture.width,
        picture.height,
        loading,
    )
    sources = format_html_join(
        "", '<source type="{}" srcset="{}" sizes="{}">', ((*source, sizes) for source in picture.sources)
    )
    credit = picture.credit.translate(RESERVED)
    caption = format_html("<figcaption>Picture: {}</figcaption>", credit) if credit else ""
    return format_html('<figure class="{}"><picture>{}{}</picture>{}</figure>', names, sources, image, caption)
