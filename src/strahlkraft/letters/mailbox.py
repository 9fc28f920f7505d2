"""A mail backend that puts each letter as one readable ``.eml`` file into a folder: the default outside production."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


class EmailBackend(BaseEmailBackend):
    """Delivers into ``settings.EMAIL_FILE_PATH``; the Message-ID names the file, so a repeat changes nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the folder."""
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.EMAIL_FILE_PATH)
        self.folder.mkdir(parents=True, exist_ok=True)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message whole or not at all (rename); return how many."""
        for email in email_messages:
            message = email.message()
            name = re.sub(r"[^A-Za-z0-9]+", "-", str(message["Message-ID"]).strip("<>"))[:80]
            draft = self.folder / f".{name}-{os.getpid()}.draft"
            draft.write_bytes(message.as_bytes())
            draft.replace(self.folder / f"{name}.eml")
        return len(email_messages)
