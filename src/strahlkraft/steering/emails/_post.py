"""Writing a letter of this room, or of one above, into the outbox."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from strahlkraft.accounts.queries import deputies_of_mailbox
from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import post_letters
from strahlkraft.reuse.emails import whole_address

OFFICE_LANGUAGE = "de"


def post_of(  # noqa: PLR0913 - the parts of a letter
    room: str,
    template: str,
    *,
    to: str,
    language: str,
    subject: Callable[[], str],
    context: Mapping[str, Any],
    url: Label | None,
    key: str,
    at: datetime,
    not_after: datetime | None = None,
    late: Callable[[], Mapping[str, Any]] = dict,
    more: Mapping[str, Label] | None = None,
    into: list[dict[str, Any]] | None = None,
    digest: bool = False,
    deputies: bool = False,
) -> None:
    """Write a letter in its reader's language: ``templates/<room>/letters/<template>.txt``.

    ``url`` becomes the whole address ``url``, ``more`` further ones by name; ``subject`` and ``late`` are called in that
    language. Nothing is posted without a mailbox. ``into`` gathers letters for ``letters.actions.post_letters`` instead.
    ``digest``: it can wait for the weekly letter. ``deputies``: whoever stands in for the account of this mailbox reads
    it too; not for a letter that asks for a confirmation, which is the person's own.
    """
    if not to:
        return
    readers = [(to, language, key)]
    if deputies and not_after is None:
        away = deputies_of_mailbox(to, timezone.localdate(at))
        readers += [(person.email, person.language, f"{key}:deputy:{person.pk}") for person in away]
    for mailbox, tongue, own_key in readers:
        with translation.override(tongue):
            words = {**context, **late(), "base": settings.BASE_URL, "url": whole_address(url) if url else ""}
            words |= {name: whole_address(label) for name, label in (more or {}).items()}
            text = render_to_string(f"{room}/letters/{template}.txt", words)
            line = " ".join(str(subject()).split())[:200]
        letter = {"to": mailbox, "subject": line, "text": text, "key": own_key, "at": at, "not_after": not_after}
        letter |= {"digest": digest, "language": tongue}
        if into is None:
            post_letters([letter])
        else:
            into.append(letter)


post = partial(post_of, "steering", deputies=True)
