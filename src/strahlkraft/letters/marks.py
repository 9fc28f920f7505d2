"""How far the handing over of a letter came, in one byte that outlives the worker: no database, no wait for a disk.

A worker may be killed between what it tells the mail server and what it tells the database. Each letter being sent has
a small file, named after its Message-ID, whose one byte is changed in place (a microsecond): just before the last line
that makes the mail server responsible for the letter, and just after its answer. It belongs to this machine; a power cut
may lose it (docs/adr/0004-outbox.md).
"""

import os
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings


class Handed(StrEnum):
    """How far a letter came."""

    NOT = "n"  # its last line was not sent: no mail server took it
    ENDING = "e"  # its last line was about to be sent or was sent; the answer was not heard
    ACCEPTED = "a"  # the mail server said that it took it


class Mark:
    """The mark of one letter; writable within ``with``."""

    def __init__(self, message_id: str) -> None:
        self.path = Path(settings.OUTBOX_MARKER_DIR) / message_id.strip("<>").split("@")[0]
        self._file = -1

    def handed(self) -> Handed:
        """How far the letter came; whoever was killed while making the mark had sent nothing."""
        try:
            return Handed(self.path.read_bytes().decode("ascii"))
        except (FileNotFoundError, ValueError):
            return Handed.NOT

    def __enter__(self) -> Self:
        """Open it for writing."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the mark as it is."""
        os.close(self._file)

    def say(self, handed: Handed) -> None:
        """Write it down; done when this returns, whatever becomes of the process."""
        os.pwrite(self._file, handed.value.encode("ascii"), 0)

    def remove(self) -> None:
        """The database knows by now."""
        self.path.unlink(missing_ok=True)
