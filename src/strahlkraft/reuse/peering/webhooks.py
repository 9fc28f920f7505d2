"""Webhooks: signed, dated, retried. Form of the Standard Webhooks specification (symmetric signatures, ``v1``)."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)
DELAYS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60)
)  # after the first try; about two days in all
DISABLE_AFTER = timedelta(days=5)


def new_secret() -> str:
    """A fresh shared secret, ``whsec_`` and base64 of 32 bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        msg = "not a webhook secret"
        raise ValueError(msg) from error


def _signature(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    signed = f"{message_id}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()


def sign(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message; a retry keeps the id and takes the new time."""
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": _signature(secret, message_id, stamp, body),
    }


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether a message is signed with the secret and sent within five minutes; any one signature is enough."""
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):  # noqa: PLR2004 - seconds until the year 33,000
        return False
    if abs(int(stamp) - now.timestamp()) > TOLERANCE.total_seconds():
        return False
    expected = _signature(secret, message_id, stamp, body).encode()
    given = headers.get("webhook-signature", "").encode(errors="replace").split()
    return any(hmac.compare_digest(expected, one) for one in given)


def next_attempt(tries: int, at: datetime) -> datetime | None:
    """When to try again after ``tries`` failed tries, the last one at ``at``; None: given up."""
    return at + DELAYS[tries - 1] if 1 <= tries <= len(DELAYS) else None


def is_to_disable(failing_since: datetime | None, now: datetime) -> bool:
    """Whether an endpoint has failed for so long, with no success between, that it is switched off and its owner told."""
    return failing_since is not None and now - failing_since >= DISABLE_AFTER
