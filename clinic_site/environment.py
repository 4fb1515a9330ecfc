"""Read settings from the environment. Nonsense stops the start with one clear line."""

import base64
import hashlib
import os
from collections.abc import Callable
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

YES = {"1", "yes", "true", "on"}
NO = {"0", "no", "false", "off", ""}
SECONDS_CONNECTED = 60  # for which a thread keeps its connection: a new one costs as much as the queries of a page
MIN_SECRET_LENGTH = 50
MIN_SECRET_DISTINCT = 5
KEY_BYTES = 32
MIN_KEY_DISTINCT = 12


def stop(message: str) -> NoReturn:
    """End the process with exit status 1 and this line on stderr."""
    raise SystemExit(f"Configuration error: {message}")


def load_env_file(path: Path) -> None:
    """Add `NAME=value` lines of `path` to the environment; what is already set wins."""
    if not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals:
            stop(f"{path.name} line {number}: expected NAME=value")
        os.environ.setdefault(name.strip(), value.strip())


def env_text(name: str, default: str | None = None) -> str:
    """The value of `name` without surrounding blanks; without a default it is compulsory."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        stop(f"{name} is not set. See .env.example.")
    return default


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in YES:
        return True
    if value.strip().lower() in NO:
        return False
    stop(f"{name} must be yes or no, not {value!r}.")


def env_list(name: str) -> list[str]:
    """Comma-separated values; blanks around them do not count."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def env_int(name: str, default: int, minimum: int = 0) -> int:
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isascii() or not value.isdigit() or int(value) < minimum:
        stop(f"{name} must be a whole number of at least {minimum}, not {value!r}.")
    return int(value)


def env_secret(name: str) -> str:
    """A key that nobody can guess: 50 characters or more, not one of Django's samples.

    Stricter than `check --deploy`, which only warns.
    """
    value = env_text(name)
    if len(value) < MIN_SECRET_LENGTH:
        stop(f"{name} must have at least {MIN_SECRET_LENGTH} characters.")
    if len(set(value)) < MIN_SECRET_DISTINCT:
        stop(f"{name} must have at least {MIN_SECRET_DISTINCT} different characters.")
    if value.startswith("django-insecure-") or "change-me" in value.lower():
        stop(f"{name} is a sample value. Make one with: make secret")
    return value


def env_keys(name: str, development_secret: str | None) -> list[bytes]:
    """Encryption keys of 32 bytes, URL-safe base64, separated by commas; the first one encrypts.

    Compulsory, unless there is a secret of a development site to derive one from.
    """
    if development_secret is not None and not os.environ.get(name, "").strip():
        return [hashlib.sha256(f"{name} {development_secret}".encode()).digest()]
    env_text(name)
    return [decoded_key(name, text) for text in env_list(name)] or stop(f"{name} is not set. See .env.example.")


def decoded_key(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, altchars=b"-_", validate=True)
    except ValueError:
        stop(f"{name} must hold keys in URL-safe base64. Make one with: make key")
    if len(key) != KEY_BYTES or len(set(key)) < MIN_KEY_DISTINCT:
        stop(f"{name} must hold random keys of {KEY_BYTES} bytes. Make one with: make key")
    return key


def passkey_domain(site_url: str, *, is_production: bool) -> str:
    """The name that passkeys belong to: they cannot belong to a bare address."""
    host = urlsplit(site_url).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return host
    if is_production:
        stop("SITE_URL must name a host, not a bare address: passkeys need a name.")
    return "localhost"


def env_emails(name: str) -> list[str]:
    """Addresses separated by commas; none when not set."""
    addresses = env_list(name)
    for address in addresses:
        try:
            validate_email(address)
        except ValidationError:
            stop(f"{name} must hold email addresses, not {address!r}.")
    return addresses


def env_date(name: str) -> date | None:
    """A day like 2027-06-30; None when not set."""
    value = os.environ.get(name, "").strip()
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        stop(f"{name} must be a day like 2027-06-30, not {value!r}.")


def env_contact(name: str) -> str:
    """An address that people can write to: mailto:... or https://...; empty when not set."""
    value = os.environ.get(name, "").strip()
    if value and not value.startswith(("mailto:", "https://")):
        stop(f"{name} must start with mailto: or https://")
    return value


def env_site_url(name: str, default: str | None, *, https_only: bool) -> str:
    """The public address of the site, without a slash at the end."""
    value = env_text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ({"https"} if https_only else {"http", "https"}):
        stop(f"{name} must start with {'https://' if https_only else 'http:// or https://'}")
    if not parts.hostname or parts.path or parts.query or parts.fragment:
        stop(f"{name} must be an address without a path, like https://clinic.example")
    return value


def sqlite_database(path: str) -> dict[str, Any]:
    """SQLite for many writers: waits for locks, survives a power cut (synchronous=FULL)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": SECONDS_CONNECTED,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
            ),
        },
    }


def postgresql_database(url: str) -> dict[str, Any]:
    """PostgreSQL that waits for a lock no longer than SQLite does here, so that nobody waits without end."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": SECONDS_CONNECTED,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c lock_timeout=20s"},
    }


def env_media_storage() -> dict[str, Any]:
    """Where pictures are kept: a folder of this machine, or a bucket once MEDIA_BUCKET names one.

    The bucket can stay closed to the public: readers get every picture from the site itself.
    """
    bucket = env_text("MEDIA_BUCKET", "")
    if not bucket:
        return {"BACKEND": "content.images.storage.DurableStorage"}
    options = {"bucket_name": bucket, "querystring_auth": False, "file_overwrite": False}
    endpoint = env_text("MEDIA_ENDPOINT", "")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": options | ({"endpoint_url": endpoint} if endpoint else {}),
    }


def env_database(name: str, default: str | None, base: Path) -> dict[str, Any]:
    """`sqlite:///file` below `base`, `sqlite:////absolute/file`, or `postgresql://user:pass@host/name`."""
    url = env_text(name, default)
    readers: dict[str, Callable[[], dict[str, Any]]] = {
        "sqlite": lambda: sqlite_database(str(base / url.removeprefix("sqlite:///"))),
        "postgresql": lambda: postgresql_database(url),
    }
    scheme = url.partition(":")[0]
    if scheme not in readers or not url.removeprefix(f"{scheme}://").strip("/"):
        stop(f"{name} must look like sqlite:///site.sqlite3 or postgresql://user@host/name.")
    return readers[scheme]()
