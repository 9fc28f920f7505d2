"""Which passwords are refused: guessed within minutes, made of the words of this house, or known from a leak."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # the library has no types

LOOKED_AT = 72  # characters: what is longer is judged by its beginning, the judge's time grows with the square
GOOD_ENOUGH = 3  # of 0 to 4: more than a hundred million guesses
# Words somebody who knows this house would try first; docs/trust.md names them.
HOUSE_WORDS = ("strahlkraft", "modellregion", "modellregionen", "digitale", "foerderung", "bezirksregierung", "kommune")
_HASH = 40  # letters of a SHA-1 in hexadecimal


class GuessedPasswordValidator:
    """Refuses what common lists, keyboards, dates and the words of house and person make easy to guess."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError with a sentence when the password is guessed too fast."""
        name, email = getattr(user, "display_name", ""), getattr(user, "email", "")
        words = [*HOUSE_WORDS, *name.lower().split(), *email.lower().replace("@", ".").split(".")]
        if zxcvbn(password[:LOOKED_AT], user_inputs=[word for word in words if word])["score"] < GOOD_ENOUGH:
            raise ValidationError(
                _(
                    "This password is easy to guess. Four or five words that have nothing to do with each other are better."
                ),
                code="password_guessed",
            )

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return _("Take a few words that have nothing to do with each other or with your work.")


class BreachedPasswordValidator:
    """Refuses what stands in a file of leaked passwords that the operator has put there; nothing leaves the machine.

    The file (``STRAHLKRAFT_BREACHED_PASSWORDS``) has one SHA-1 a line, in hexadecimal, in order, each may be followed
    by ``:`` and a count: just what "Pwned Passwords" publishes. It may have tens of gigabytes: 40 looks find a line.
    """

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError with a sentence when the password stands in the file."""
        path = settings.BREACHED_PASSWORDS
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        if path and stands_in(Path(path), digest):
            raise ValidationError(
                _("This password is known from a leak of another site. Please choose one that you use nowhere else."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        """Nothing to say beforehand: whoever reuses no password meets no leak."""
        return ""


def stands_in(path: Path, digest: str) -> bool:
    """Whether a line of the sorted file begins with ``digest``; halves the file until the place is found."""
    wanted = digest.encode()
    with path.open("rb") as file:
        low, high = 0, file.seek(0, 2)  # the wanted line begins at low or later, and before high
        while low < high:
            middle = (low + high) // 2
            file.seek(middle)
            if middle:
                file.seek(middle - 1)
                file.readline()  # the rest of the line in whose middle we are
            start, line = file.tell(), file.readline()[:_HASH].upper()
            if line == wanted:
                return True
            low, high = (start + 1, high) if line and line < wanted else (low, middle)
    return False
