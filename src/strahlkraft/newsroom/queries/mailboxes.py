"""Mailboxes as digests: to know one again that may not be written to, without keeping it."""

from cryptography.fernet import MultiFernet

from strahlkraft.accounts.queries import secret_keys
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.sealing import InvalidToken, sealer
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom.models import DigestKey, Suppression
from strahlkraft.newsroom.rules.newsletter import mailbox_digest

PURPOSE = "newsletter-mailboxes"


def cipher() -> MultiFernet:
    """Seals the key of the digests with today's secret key, reads what its predecessors sealed."""
    return sealer(PURPOSE, secret_keys())


def digest_of(mailbox: str) -> str:
    """The digest of a mailbox; empty while no key was ever drawn. Refused when the key cannot be read: never a second one."""
    row = DigestKey.objects.filter(pk=1).first()
    if row is None:
        return ""
    try:
        key = cipher().decrypt(row.sealed.encode())
    except InvalidToken:
        message = gettext_noop("This secret cannot be read: the secret key was changed and the old one is not known.")
        raise Refused([Refusal("sealed", message)]) from None
    return mailbox_digest(key, mailbox)


def is_suppressed(mailbox: str) -> bool:
    """Whether nobody may write the newsletter to this mailbox."""
    digest = digest_of(mailbox)
    return bool(digest) and Suppression.objects.filter(mailbox_hash=digest, lifted_at=None).exists()
