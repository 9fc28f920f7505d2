"""Letters about feedback: please confirm; here is the answer; why there is none. No word of the form stands in them."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from strahlkraft.design.addresses import address
from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import post_letter
from strahlkraft.newsroom.access import FEEDBACK, LINKS
from strahlkraft.newsroom.models import Feedback


def post_confirmation(row: Feedback, *, at: datetime) -> None:
    """Ask whoever wrote to confirm it; the letter may reach somebody who wrote nothing."""
    label = Label("feedback_confirm", LINKS.token(FEEDBACK, row.code))
    words = {"url": f"{settings.BASE_URL}{address(label)}"}
    _post("feedback_confirm", row, _("Please confirm: your message"), words, at=at, not_after=row.confirm_by)


def post_answer(row: Feedback, *, at: datetime) -> None:
    """Bring the answer."""
    _post("feedback_answer", row, _("The answer to your message"), {"answer": row.answer}, at=at)


def post_closed(row: Feedback, *, at: datetime) -> None:
    """Say why there is no answer."""
    _post("feedback_closed", row, _("About your message"), {"reason": row.reason}, at=at)


def _post(
    template: str,
    row: Feedback,
    subject: Promise,
    words: Mapping[str, str],
    *,
    at: datetime,
    not_after: datetime | None = None,
) -> None:
    """Write a letter in its reader's language; it is kept no longer than the outbox needs it."""
    with translation.override(row.language):
        post_letter(
            to=row.mailbox,
            subject=str(subject),
            text=render_to_string(f"newsroom/letters/{template}.txt", words).strip() + "\n",
            key=f"{template.replace('_', '-')}:{row.code}",
            at=at,
            not_after=not_after,
            secret=True,
            language=row.language,
        )
