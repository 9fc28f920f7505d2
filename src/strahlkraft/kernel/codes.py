"""Names that machines give: some nobody can guess, some people can read aloud."""

import secrets

READABLE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 letters and digits, without those that look alike."""
READABLE_LENGTH = 6


def new_code() -> str:
    """A name for addresses that cannot be guessed (96 bits)."""
    return secrets.token_urlsafe(12).replace("-", "x").replace("_", "y")


def short_code() -> str:
    """Six letters or digits people can read aloud, as programmes name pitches; it can be guessed."""
    return "".join(secrets.choice(READABLE) for _ in range(READABLE_LENGTH))
