"""Delivery status notifications (RFC 3464), read with the standard library; pure.

Only the letter's Message-ID and the numbers are taken: the words of foreign mail servers may name people.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_WORST_FIRST = ("failed", "delayed")


@dataclass(frozen=True, slots=True)
class Notice:
    """What a mail server says of one letter: ``action`` is ``failed``, ``delayed`` or something harmless."""

    message_id: str
    action: str
    status: str  # of RFC 3463, such as 5.1.1; empty when there is none


def read_notice(data: bytes) -> Notice | None:
    """Return what the notification says, None when ``data`` is no notification or names no letter."""
    try:
        return _noticed(data)
    except RecursionError:  # letters within letters within letters: nobody's notification
        return None


def _noticed(data: bytes) -> Notice | None:
    message = message_from_bytes(data, policy=policy.compat32)  # lenient: what bounces is often not quite an e-mail
    if message.get_content_type() != "multipart/report" or message.get_param("report-type", "") != "delivery-status":
        return None
    letter, said = _message_id(message), _said(message)
    if not letter or not said:
        return None
    action, status = min(said, key=lambda row: _rank(row[0]))
    return Notice(letter, action, status)


def _said(message: Message) -> list[tuple[str, str]]:
    """Action and status of each recipient; the first block of the part is about the message as a whole."""
    said = []
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in _inner(part):
                action = str(block.get("Action", "")).strip().lower()
                status = _STATUS.search(str(block.get("Status", "")))
                if action:
                    said.append((action, status[0] if status else ""))
    return said


def _inner(part: Message) -> list[Message]:
    """The messages within a part."""
    inner = part.get_payload()
    return [message for message in inner if isinstance(message, Message)] if isinstance(inner, list) else []


def _message_id(message: Message) -> str:
    """The Message-ID of the letter that came back, from the copy of its head."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            for inner in _inner(part):
                if found := str(inner.get("Message-ID", "")).strip():
                    return found
        elif part.get_content_type() == "text/rfc822-headers":
            head = part.get_payload(decode=True)
            if isinstance(head, bytes) and (found := str(message_from_bytes(head).get("Message-ID", "")).strip()):
                return found
    return ""


def _rank(action: str) -> int:
    return _WORST_FIRST.index(action) if action in _WORST_FIRST else len(_WORST_FIRST)
