"""Posting a letter, and a mail server that takes letters and remembers each one."""

import os
import socket
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from strahlkraft.letters.actions import post_letter
from strahlkraft.letters.models import Letter

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def post(number: int = 1, **changed: Any) -> Letter:
    """Post a letter in its own transaction."""
    arguments: dict[str, Any] = {
        "to": f"clerk{number}@example.org",
        "subject": "Grüße aus dem Büro",
        "text": f"Brief {number}\nmit Umlauten: äöüß",
        "key": f"letter:{number}",
        "at": AT,
    }
    with transaction.atomic():
        return post_letter(**(arguments | changed))


def environment_of(folder: Path, server: "MailServer") -> dict[str, str]:
    """What a worker in a process of its own needs: the test's database, a data folder, where letters go."""
    name, url = connection.settings_dict["NAME"], os.environ.get("DATABASE_URL", "")
    base, _mark, options = url.partition("?")
    database = f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "") if url else f"sqlite:///{name}"
    return {
        **os.environ,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "strahlkraft.config.settings",
        "STRAHLKRAFT_DATA_DIR": str(folder),
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
    }


class MailServer(threading.Thread):
    """A small SMTP server on a port of its own: keeps the Message-IDs it accepted, refuses whom it is told to.

    ``refused`` answers to a mailbox, ``rejected`` to the whole letter of one, each by its address; of ``mute`` it hears the
    command or the last line named there and hangs up without a word. It says that it took a letter ``answer_after`` seconds
    after having done so, at the latest when ``go_on`` is set.
    """

    def __init__(self, port: int = 0) -> None:
        """Listen, on a port that was used before if one is given."""
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", port))
        self.port: int = self.socket.getsockname()[1]
        self.accepted: list[str] = []
        self.texts: list[bytes] = []
        self.refused: dict[str, str] = {}  # address -> answer
        self.rejected: dict[str, str] = {}
        self.mute: set[str] = set()  # "DATA", "."
        self.answer_after = 0.0
        self.go_on = threading.Event()
        self.start()

    def run(self) -> None:
        """Talk to one client after the other."""
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            with suppress(OSError), client, client.makefile("rwb") as stream:  # clients are killed in mid-sentence
                self._talk(stream)

    def close(self) -> None:
        """Hang up; done already is no error."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _talk(self, stream: Any) -> None:
        def say(text: str) -> None:
            stream.write(text.encode() + b"\r\n")
            stream.flush()

        address = ""
        say("220 test")
        while line := stream.readline().decode().strip():
            word = line.split(":", maxsplit=1)[0].upper()
            if word == "RCPT TO":
                address = line.split("<")[1].split(">")[0]
                say(self.refused.get(address, "250 ok"))
            elif word == "DATA":
                if "DATA" in self.mute:
                    return
                say("354 go on")
                answer = self._letter(stream, address)
                if not answer:
                    return
                say(answer)
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    def _letter(self, stream: Any, address: str) -> str:
        """Take a letter to its last line and answer; nothing when the client died before, or this server is mute."""
        message_id, lines = "", []
        while (line := stream.readline()) not in {b".\r\n", b""}:
            lines.append(line)
            if line.lower().startswith(b"message-id:"):
                message_id = line.decode().split(":", 1)[1].strip()
        if not line:
            return ""
        if address in self.rejected:
            return self.rejected[address]
        self.texts.append(b"".join(lines))
        self.accepted.append(message_id)
        self.go_on.wait(self.answer_after)
        return "" if "." in self.mute else "250 accepted"


def a_notice(message_id: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A delivery status notification as a mail server sends it (RFC 3464)."""
    return f"""From: MAILER-DAEMON@relay.example.org
To: strahlkraft@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

I am sorry.

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.org

Final-Recipient: rfc822; clerk1@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such person

--part
Content-Type: message/rfc822

From: strahlkraft@example.org
To: clerk1@example.org
Subject: Beispiel
Message-ID: {message_id}

Text
--part--
""".encode()
