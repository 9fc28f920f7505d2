"""Links in letters: who holds one may do what it was made for, without an account. And who sees what became of letters."""

from django.core.signing import BadSignature, Signer

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop


def may_read_letters(by: Actor) -> list[Refusal]:
    """Say why ``by`` does not see the letters that left: those do who steer projects; mailboxes are masked for them too."""
    if by.holds(Right.STEER_PROJECTS):
        return []
    return [Refusal("not_allowed", gettext_noop("Only the project office sees the letters."))]


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


def reads_subjects(by: Actor) -> bool:
    """Whether ``by`` may read what letters are about: they name no region, so only who steers all of them may."""
    return by.region_ids(Right.STEER_PROJECTS) is None
