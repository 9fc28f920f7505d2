"""Writing a letter of this room, or of one above, into the outbox."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import post_letter
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
) -> None:
    """Write a letter in its reader's language: ``templates/<room>/letters/<template>.txt``.

    ``url`` becomes the whole address ``url``, ``more`` further ones by name; ``subject`` and ``late`` are called in that
    language. Nothing is posted without a mailbox. ``into`` gathers letters for ``letters.actions.post_letters`` instead.
    """
    if not to:
        return
    with translation.override(language):
        words = {**context, **late(), "base": settings.BASE_URL, "url": whole_address(url) if url else ""}
        words |= {name: whole_address(label) for name, label in (more or {}).items()}
        text = render_to_string(f"{room}/letters/{template}.txt", words)
        line = " ".join(str(subject()).split())[:200]
    if into is None:
        post_letter(to=to, subject=line, text=text, key=key, at=at, not_after=not_after)
    else:
        into.append({"to": to, "subject": line, "text": text, "key": key, "at": at, "not_after": not_after})


post = partial(post_of, "steering")
