"""One run of wrk, and one answer read by hand, so that what is measured is known to be right."""

import http.client
import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.servers import PATIENCE, stats_of

REPORT = """
done = function(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout
  io.stderr:write(string.format('{"requests": %d, "bytes": %d, "us": %d, "bad": %d, "p50": %f, "p99": %f}',
    summary.requests, summary.bytes, summary.duration, bad, latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True)
class Contender:
    """What is asked of which server (the first process of its session), and the status it must have."""

    address: str
    server: int
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Answer:
    """`size` counts the bytes of head and body."""

    headers: dict[str, str]
    body: bytes
    size: int


@dataclass(frozen=True)
class Speed:
    """Answers in a second; milliseconds within which half and 99 % of them came; processor time of each, also in ms."""

    rate: float
    p50: float
    p99: float
    busy: float


def ask(contender: Contender) -> Answer:
    """One answer; stops the script when its status is another than expected."""
    parts = urlsplit(contender.address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    connection.request("GET", parts.path, headers=contender.headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != contender.status:
        raise SystemExit(f"{contender.address} answered {response.status} instead of {contender.status}.")
    head = f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n"
    lines = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(headers, body, len(head) + lines + len(body))


def measure(contender: Contender, connections: int, seconds: int, folder: Path) -> Speed:
    """Let wrk ask for so long. Stops the script on any error, and when the answers were not as large as one by hand:
    wrk itself takes a redirect for a success.
    """
    before = ask(contender)
    script = folder / "report.lua"
    script.write_text(REPORT, encoding="ascii")
    named = [part for name, value in contender.headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", f"--timeout={PATIENCE}s", "-s", str(script)]
    started = busy_seconds(contender.server)
    run = subprocess.run([*command, *named, contender.address], check=True, capture_output=True, text=True)
    busy = busy_seconds(contender.server) - started
    said = json.loads(run.stderr)
    size = said["bytes"] / max(1, said["requests"])
    if said["bad"] or not 0.95 < size / before.size < 1.05:
        raise SystemExit(f"{contender.address}: {said['bad']} errors, {size:.0f} bytes each, not {before.size}.")
    each = busy / said["requests"] * 1000
    return Speed(said["requests"] / said["us"] * 1e6, said["p50"] / 1000, said["p99"] / 1000, each)


def busy_seconds(server: int) -> float:
    """Processor time that all processes of a server have used so far."""
    fields = [path.read_text(encoding="utf-8").rpartition(")")[2].split() for path in stats_of(server)]
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")
