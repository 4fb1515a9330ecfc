"""Where links in texts may lead."""

from urllib.parse import urlsplit

SCHEMES = ("https", "http", "mailto")


def is_external(href: str) -> bool:
    return urlsplit(href).scheme in ("http", "https")


def link_problems(href: str) -> list[str]:
    """Links are to this site from its root, to a section of the page, or to a full address."""
    if not href:
        return ["a link without an address"]
    if href.startswith("//") or "\\" in href or "%5C" in href.upper():
        return [f"link '{href}' leads to another site without saying so"]
    if href.startswith(("/", "#")):
        return []
    try:
        scheme = urlsplit(href).scheme
    except ValueError:
        return [f"link '{href}' is not an address"]
    if scheme in SCHEMES:
        return []
    if scheme in ("tel", "sms"):
        return ["a number typed as a link: quote the fact instead, like {{ crisis_line }}"]
    return [f"link '{href}' must start with '/', '#' or https://"]
