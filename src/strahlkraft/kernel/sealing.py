"""Secrets kept encrypted in the database: a stolen backup alone does not give them away."""

import base64
import hashlib
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

__all__ = ["InvalidToken", "resealed", "sealer"]


def sealer(purpose: str, keys: Iterable[str]) -> MultiFernet:
    """Encrypts with the first of the secret keys, reads what any of them wrote; every ``purpose`` has keys of its own.

    Its ``decrypt`` raises InvalidToken for what was written with no key of these or for another purpose.
    """
    derived = (hashlib.sha256(f"{purpose}:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


def resealed(text: str, purpose: str, keys: Iterable[str]) -> str:
    """What ``text`` says, sealed with the first key; the same text when that one sealed it already.

    Raises InvalidToken when none of the keys wrote it.
    """
    newest, *older = keys
    try:
        sealer(purpose, [newest]).decrypt(text.encode())
    except InvalidToken:
        return sealer(purpose, [newest, *older]).rotate(text.encode()).decode()
    return text
