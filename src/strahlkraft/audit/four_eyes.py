"""Two people: who approves wrote and edited nothing of it (I18), and approves just what was there (I19); pure."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop


def may_approve(approver: str, writers: Iterable[str]) -> list[Refusal]:
    """Compared by person (``actor_id``), not by role: a deputy inherits the duty, never the exemption; nor does an admin."""
    if approver not in set(writers):
        return []
    return [
        Refusal("four_eyes", gettext_noop("Whoever wrote or changed this may not release it; another person must."))
    ]


def canonical(content: Any) -> str:
    """Content as text that is the same for the same content: sorted keys, days as ISO, amounts with two places."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def content_hash(content: Any) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return text_hash(canonical(content))


def text_hash(text: str) -> str:
    """SHA-256 of a text as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def may_rely_on(approved_hash: str, content: Any) -> list[Refusal]:
    """An approval holds only for the content it was given for."""
    if approved_hash == content_hash(content):
        return []
    return [
        Refusal("changed_since", gettext_noop("This was changed after it was released; it must be released again."))
    ]
