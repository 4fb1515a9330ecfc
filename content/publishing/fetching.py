"""Whether an address of another site still answers: public hosts only, one question at a time, and never for long."""

import http.client
import socket
import ssl
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from time import monotonic, sleep
from urllib.parse import urljoin, urlsplit

from django.conf import settings

SECONDS = 10  # for a whole answer, however slowly it drips
MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
NOTHING_THERE = {404, 410}
TRANSLATED = IPv6Network("64:ff9b::/96")  # IPv4 addresses in disguise, private ones too


class NoAnswer(Exception):
    """The host was not reached, or would not say: that is no fault of the address."""


@dataclass(frozen=True)
class Target:
    """A host that may be asked, and the address that was looked up and checked: the connection goes to exactly that."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str


class Pace:
    """Keeps `pause` seconds between two questions to one host, whoever asks."""

    def __init__(self, pause: float) -> None:
        self.pause, self.next, self.lock = pause, defaultdict[str, float](float), threading.Lock()

    def wait(self, host: str) -> None:
        with self.lock:
            begin = max(self.next[host], monotonic())
            self.next[host] = begin + self.pause
        sleep(max(begin - monotonic(), 0))


def problem_at(address: str, pace: Pace) -> str:
    """What its site says is wrong with an address; empty when it answers. Raises NoAnswer."""
    for _ in range(MOST_REDIRECTS + 1):
        target = look_up(address)
        pace.wait(target.host)
        status, location = ask("HEAD", target)
        if status >= 400:  # some answer only to whoever wants the page
            pace.wait(target.host)
            status, location = ask("GET", target)
        if 300 <= status < 400 and location:
            address = urljoin(address, location)
            continue
        if status in NOTHING_THERE:
            return f"nothing is there any more ({status})"
        if status >= 400:
            raise NoAnswer(f"would not say ({status})")
        return ""
    return f"leads on more than {MOST_REDIRECTS} times"


def look_up(address: str) -> Target:
    """The host behind an address. Raises NoAnswer for whatever is not public: no request of ours goes there."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme, 0)
        host = parts.hostname or ""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM) if host and port else []
    except (OSError, ValueError) as error:  # no such host; no such port, or a name that is none
        raise NoAnswer(f"was not found ({type(error).__name__})") from error
    ips = [str(entry[4][0]) for entry in found]
    has_usual_port = port == PORTS.get(parts.scheme) or settings.LINK_CHECK_OF_LOOPBACK
    if not ips or parts.username is not None or not has_usual_port or not all(map(is_public, ips)):
        raise NoAnswer("is no public address")
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Target(parts.scheme, host, port, path, ips[0])


def is_public(text: str) -> bool:
    """Whether everybody on the internet reaches this IP address: no loopback, private, local or translated one."""
    ip = ip_address(text.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip in TRANSLATED or ip.sixtofour or ip.teredo:
            return False
        ip = ip.ipv4_mapped or ip
    if ip.is_loopback:
        return bool(settings.LINK_CHECK_OF_LOOPBACK)
    return ip.is_global and not ip.is_multicast


def ask(method: str, target: Target) -> tuple[int, str]:
    """Status and new address. Only the head of the answer is read, of at most 100 lines. Raises NoAnswer."""
    host = f"[{target.host}]" if ":" in target.host else target.host
    name = host if target.port == PORTS[target.scheme] else f"{host}:{target.port}"
    headers = {"Host": name, "User-Agent": f"link check of {settings.SITE_URL}", "Accept": "*/*"}
    connection = http.client.HTTPConnection(target.host, target.port)
    try:
        with connected(target) as sock:
            connection.sock = sock
            connection.request(method, target.path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", "")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(f"was not reached ({type(error).__name__})") from error


@contextmanager
def connected(target: Target) -> Iterator[socket.socket]:
    """A connection that ends after SECONDS, whatever the other side does."""
    sock = socket.create_connection((target.ip, target.port), timeout=SECONDS)
    if target.scheme == "https":  # shaking hands belongs to what is timed
        tls = ssl.create_default_context()
        sock = tls.wrap_socket(sock, server_hostname=target.host, do_handshake_on_connect=False)
    timer = threading.Timer(SECONDS, break_off, [sock])
    timer.start()
    try:
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        yield sock
    finally:
        timer.cancel()
        sock.close()


def break_off(sock: socket.socket) -> None:
    """Wakes whoever reads with the error of a broken connection."""
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # not that of TLS, which is in use
