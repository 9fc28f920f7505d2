"""What leaves and enters by machines: webhooks, peers."""

from collections.abc import Collection
from urllib.parse import urlsplit

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.offers import address_problem
from strahlkraft.reuse.rules.vocabulary import EventKind


def may_add_webhook(*, url: str, kinds: Collection[str], known: bool) -> list[Refusal]:
    """A webhook has a whole address and at least one kind of event."""
    refusals = address_problem(url, "url")
    if not url:
        refusals.append(
            Refusal("address_wrong", gettext_noop("Please write the whole address, beginning with https://."), "url")
        )
    if not kinds or any(kind not in set(EventKind) for kind in kinds):
        refusals.append(Refusal("kinds_missing", gettext_noop("Choose what shall be told."), "kinds"))
    if known:
        refusals.append(Refusal("known", gettext_noop("This address is on the list already."), "url"))
    return refusals


def may_add_peer(*, url: str, known: bool, own_base: str) -> list[Refusal]:
    """A peer is another instance by a whole address; nobody subscribes to themselves."""
    refusals = address_problem(url, "url")
    if not url:
        refusals.append(
            Refusal("address_wrong", gettext_noop("Please write the whole address, beginning with https://."), "url")
        )
    if known:
        refusals.append(Refusal("known", gettext_noop("This address is on the list already."), "url"))
    if not refusals and urlsplit(url).netloc == urlsplit(own_base).netloc:
        refusals.append(Refusal("own", gettext_noop("This is our own address."), "url"))
    return refusals
