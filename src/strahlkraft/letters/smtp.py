"""SMTP that marks the moment from which the mail server answers for a letter, and its answer."""

import smtplib
import socket
from typing import TYPE_CHECKING, Any

from django.core.mail.backends import smtp
from django.core.mail.message import EmailMessage

from strahlkraft.letters.marks import Handed, Mark

LAST_LINE = b".\r\n"
TOOK_IT, REFUSALS = 250, range(400, 600)  # RFC 5321


class _Marking:
    """What both kinds of connection do: a letter's last line goes by itself, between two marks."""

    mark: Mark | None = None

    if TYPE_CHECKING:
        sock: socket.socket | None

    def connect(self, *where: Any, **how: Any) -> tuple[int, bytes]:
        """Connect; the three bytes of a last line do not wait for the receipt of what went before (Nagle)."""
        answer: tuple[int, bytes] = super().connect(*where, **how)  # type: ignore[misc]  # of smtplib.SMTP
        if self.sock is not None:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return answer

    def send(self, said: Any) -> None:
        """Send; smtplib says commands as text and a letter, whole and with its last line, as bytes."""
        if self.mark is None or not isinstance(said, bytes) or not said.endswith(b"\r\n" + LAST_LINE):
            super().send(said)  # type: ignore[misc]  # of smtplib.SMTP
            return
        super().send(said[: -len(LAST_LINE)])  # type: ignore[misc]  # of smtplib.SMTP
        self.mark.say(Handed.ENDING)
        super().send(LAST_LINE)  # type: ignore[misc]  # of smtplib.SMTP

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over a letter and note the answer; without a clear one the mark stays at ``ENDING``."""
        code, answer = super().data(msg)  # type: ignore[misc]  # of smtplib.SMTP
        if self.mark is not None and code == TOOK_IT:
            self.mark.say(Handed.ACCEPTED)
        elif self.mark is not None and code in REFUSALS:
            self.mark.say(Handed.NOT)
        return code, answer


class _Plain(_Marking, smtplib.SMTP):
    """A connection in the clear, or encrypted once it stands."""


class _Encrypted(_Marking, smtplib.SMTP_SSL):
    """A connection encrypted from the beginning."""


class EmailBackend(smtp.EmailBackend):
    """Django's, with connections that mark how far each letter came."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """What a connection is made of."""
        return _Encrypted if self.use_ssl else _Plain

    def _send(self, email_message: EmailMessage) -> bool:
        """Send one letter between its marks; what has no name of its own (a report to an administrator) has none."""
        name = email_message.extra_headers.get("Message-ID")
        if not name:
            return bool(super()._send(email_message))  # type: ignore[misc]  # Django's stubs leave it out
        with Mark(str(name)) as mark:
            mark.say(Handed.NOT)  # so there is room on the disk for what follows
            assert isinstance(self.connection, (_Plain, _Encrypted))  # noqa: S101 - open by now, and made above
            self.connection.mark = mark
            try:
                return bool(super()._send(email_message))  # type: ignore[misc]  # Django's stubs leave it out
            finally:
                if self.connection is not None:
                    self.connection.mark = None
