"""Where a request comes from, as a keyed hash: the address itself is never kept."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def network_of(request: HttpRequest) -> str:
    """16 signs that stand for the network of the sender.

    An IPv4 address, or the first half of an IPv6 address: that is what one connection gets.
    """
    return keyed_hash("network", whole_network(sender(request)))


def keyed_hash(purpose: str, value: str) -> str:
    return salted_hmac(f"accounts.{purpose}", value, algorithm="sha256").hexdigest()[:16]


def sender(request: HttpRequest) -> str:
    """The peer, or behind our proxy the address that the proxy itself put last."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def whole_network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped) if parsed.ipv4_mapped else str(int(parsed) >> 64)
    return str(parsed)
