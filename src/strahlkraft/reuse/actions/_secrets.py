"""Secrets of the exchange (webhooks, the instance's own key), encrypted with the house's secret key."""

from cryptography.fernet import MultiFernet

from strahlkraft.accounts.queries import secret_keys
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.sealing import InvalidToken, resealed, sealer
from strahlkraft.kernel.words import gettext_noop

_PURPOSE = "exchange"


def sealed(text: str) -> str:
    """Encrypt with the newest secret key."""
    return _cipher().encrypt(text.encode()).decode()


def unsealed(text: str) -> str:
    """Decrypt with the secret key or one of its predecessors; Refused when none of them wrote it."""
    try:
        return _cipher().decrypt(text.encode()).decode()
    except InvalidToken:
        message = gettext_noop("This secret cannot be read: the secret key was changed and the old one is not known.")
        raise Refused([Refusal("sealed", message)]) from None


def anew(text: str) -> str:
    """The same secret, sealed with the newest secret key. Raises InvalidToken when no known key wrote it."""
    return resealed(text, _PURPOSE, secret_keys())


def _cipher() -> MultiFernet:
    return sealer(_PURPOSE, secret_keys())
