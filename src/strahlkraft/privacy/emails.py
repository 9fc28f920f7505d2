"""Letters about wishes: please confirm; here is your link; it is done; it is refused. No word of the form stands in them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from strahlkraft.design.addresses import address
from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import post_letter
from strahlkraft.privacy import texts
from strahlkraft.privacy.access import CONFIRM, FETCH, LINKS
from strahlkraft.privacy.models import DataWish


def post_confirmation(row: DataWish, *, at: datetime) -> None:
    """Ask whoever typed a wish to confirm it; it may reach somebody who typed nothing."""
    _post(
        "wish_confirm",
        to=row.mailbox,
        language=row.language,
        subject=lambda: _("Please confirm: your data"),
        context=lambda: {"wish": texts.WISHES[row.wish]},
        url=Label("own_data_confirm", LINKS.token(CONFIRM, row.code)),
        key=f"data-wish-confirm:{row.code}",
        at=at,
        not_after=row.confirm_by,
    )


def post_export(row: DataWish, *, at: datetime) -> None:
    """Bring the link to everything that is kept of the person."""
    _post(
        "export_ready",
        to=row.mailbox,
        language=row.language,
        subject=lambda: _("Your data can be fetched"),
        context=lambda: {"until": row.fetch_until},
        url=Label("own_data_fetch", LINKS.token(FETCH, row.code)),
        key=f"data-wish-export:{row.code}",
        at=at,
        not_after=row.fetch_until,
    )


def post_erased(row: DataWish, *, mailbox: str, language: str, at: datetime) -> None:
    """The last letter: what was kept is erased; this letter too, within a week."""
    _post(
        "erased",
        to=mailbox,
        language=language,
        subject=lambda: _("Your data are erased"),
        context=lambda: {"rows": row.rows},
        key=f"data-wish-erased:{row.code}",
        at=at,
    )


def post_corrected(row: DataWish, *, mailbox: str, at: datetime) -> None:
    """What was wrong is put right."""
    _post(
        "corrected",
        to=mailbox,
        language=row.language,
        subject=lambda: _("Your data are put right"),
        context=lambda: {"note": row.note},
        key=f"data-wish-corrected:{row.code}",
        at=at,
    )


def post_refused(row: DataWish, *, mailbox: str, at: datetime) -> None:
    """Why the wish is not carried out, and where to complain."""
    _post(
        "wish_refused",
        to=mailbox,
        language=row.language,
        subject=lambda: _("Your wish about your data"),
        context=lambda: {
            "wish": texts.WISHES[row.wish],
            "reason": texts.REASONS[row.reason],
            "note": row.note,
        },
        key=f"data-wish-refused:{row.code}",
        at=at,
    )


def _post(  # noqa: PLR0913 - the parts of a letter
    template: str,
    *,
    to: str,
    language: str,
    subject: Callable[[], str],
    context: Callable[[], Mapping[str, Any]],
    key: str,
    at: datetime,
    url: Label | None = None,
    not_after: datetime | None = None,
) -> None:
    """Write a letter in its reader's language; ``subject`` and ``context`` are asked for in it."""
    with translation.override(language):
        words = {**context(), "url": f"{settings.BASE_URL}{address(url)}" if url else "", "base": settings.BASE_URL}
        text = render_to_string(f"privacy/letters/{template}.txt", words)
        line = subject()
    post_letter(to=to, subject=line, text=text, key=key, at=at, not_after=not_after)
