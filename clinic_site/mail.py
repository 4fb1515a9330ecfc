"""A connection to the mail server that ends in time, however slowly the server talks."""

import smtplib
import socket
import threading
from contextlib import suppress

from django.core.mail.backends.smtp import EmailBackend


class TimedSMTP(smtplib.SMTP):
    """Each reply must be whole within the timeout: that of the socket starts again with every byte."""

    def getreply(self) -> tuple[int, bytes]:
        timer = threading.Timer(self.timeout, self.break_off)
        timer.start()
        try:
            return super().getreply()
        finally:
            timer.cancel()

    def break_off(self) -> None:
        """Wakes whoever reads with the error of a broken connection."""
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)  # not that of TLS, which is in use


class Backend(EmailBackend):
    """Django's own, with timed replies. Encryption is STARTTLS (settings), so there is one class of connection."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return TimedSMTP

    def close(self) -> None:
        """A server that takes leave in a wrong way has taken the mail all the same."""
        with suppress(smtplib.SMTPException):
            super().close()
