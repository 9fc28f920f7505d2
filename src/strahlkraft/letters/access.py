"""Links in letters: who holds one may do what it was made for, without an account."""

from django.core.signing import BadSignature, Signer


class Links:
    """The links of one room: each carries a code, signed for one of its ``purposes``."""

    def __init__(self, room: str, purposes: frozenset[str]) -> None:
        self.room, self.purposes = room, purposes

    def token(self, purpose: str, code: str) -> str:
        """What a link in a letter carries: the code, signed for one purpose; can be made again for a reminder."""
        if purpose not in self.purposes:
            raise ValueError(purpose)
        return self._signer(purpose).sign(code)

    def code(self, purpose: str, token: str) -> str:
        """The code of a link; empty when the link was not made here, for this purpose."""
        try:
            return self._signer(purpose).unsign(token)
        except BadSignature:
            return ""

    def _signer(self, purpose: str) -> Signer:
        return Signer(sep=".", salt=f"strahlkraft.{self.room}.{purpose}")
