"""A mail server that misbehaves on demand, as a process of its own: python -m tests.faults.mail_server FOLDER PORT

FOLDER holds `server.pem` (certificate and key) and `mode`, one of the words below, read anew for each connection; it
gets `clear.txt`, every byte that came in before encryption, and `accepted/`, one file for each message taken.
"""

import asyncio
import itertools
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.databases import free_port
from tests.processes import ROOT

WELL = "well"
REFUSES_FOR_NOW = "451 at RCPT"
REFUSES_TEXT_FOR_NOW, REFUSES_TEXT = "452 at DATA", "554 at DATA"
DROPS = "drops after DATA"
NO_STARTTLS = "no STARTTLS"
SILENT = "silent"  # takes the connection and says nothing
DRIPS = "drips"  # answers everything, one byte at a time
BABBLES = "babbles"  # takes leave with a line that is longer than any mail client reads
TOO_LONG = "long " * 2000
NUMBER = itertools.count(1)


@dataclass
class MailServer:
    """The process, and what it took in."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Returns when it listens."""
        command = [sys.executable, "-m", "tests.faults.mail_server", str(self.folder), str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n"

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def behave(self, mode: str) -> None:
        (self.folder / "mode").write_text(mode, encoding="utf-8")

    def messages(self) -> list[Message]:
        return [message_from_bytes(path.read_bytes()) for path in sorted(self.folder.glob("accepted/*.eml"))]

    def clear(self) -> bytes:
        """Everything that anybody sent here before encryption."""
        return (self.folder / "clear.txt").read_bytes()

    def environment(self) -> dict[str, str]:
        """What a site needs to send its mail here."""
        authority = str(self.folder / "authority.pem")
        return {"EMAIL_HOST": "localhost", "EMAIL_PORT": str(self.port), "SSL_CERT_FILE": authority}


@contextmanager
def running_mail_server(folder: Path) -> Iterator[MailServer]:
    """A healthy one; needs certificates in `folder` (tests/faults/certificates.py)."""
    (folder / "accepted").mkdir()
    (folder / "clear.txt").touch()
    server = MailServer(folder)
    server.behave(WELL)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Recording(SMTP):
    """Writes down what comes in before encryption, and answers as the mode says."""

    def __init__(self, folder: Path, context: ssl.SSLContext) -> None:
        self.folder = folder
        self.mode = (folder / "mode").read_text(encoding="utf-8")
        tls = None if self.mode == NO_STARTTLS else context
        super().__init__(self, tls_context=tls, require_starttls=tls is not None, hostname="localhost")

    def data_received(self, data: bytes) -> None:
        if self.session is None or self.session.ssl is None:
            with (self.folder / "clear.txt").open("ab") as file:
                file.write(data)
        super().data_received(data)

    async def push(self, status: Any) -> None:
        if self.mode == SILENT:
            await asyncio.Event().wait()
        if self.mode == DRIPS and self.session is not None and self.session.ssl is not None:
            for byte in (status if isinstance(status, bytes) else status.encode()) + b"\r\n":
                await asyncio.sleep(1)
                self._writer.write(bytes([byte]))
            return
        await super().push(status)

    async def handle_RCPT(  # noqa: N802  the names are aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mode == REFUSES_FOR_NOW:
            return f"{self.mode[:3]} no"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return "221 " + TOO_LONG if self.mode == BABBLES else "221 Bye"

    async def handle_exception(self, error: Exception) -> str:
        """A client that does not trust the certificate breaks off."""
        return "500 broken off"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.mode in (REFUSES_TEXT_FOR_NOW, REFUSES_TEXT):
            return f"{self.mode[:3]} no"
        if self.mode == DROPS:
            self.transport.abort()
            return "250 nobody hears this"
        whole = self.folder / "accepted" / f"{next(NUMBER):06}.eml"
        assert isinstance(envelope.content, bytes)
        (self.folder / "part").write_bytes(envelope.content)
        (self.folder / "part").rename(whole)
        return "250 OK"


async def serve(folder: Path, port: int) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Recording(folder, context), "127.0.0.1", port)
    with suppress(BrokenPipeError):
        os.write(1, b"ready\n")
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
