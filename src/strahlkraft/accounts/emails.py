"""Letters about accounts; each in the language of its reader."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from strahlkraft.accounts.models import Absence, SignInLink, User
from strahlkraft.design.addresses import address
from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import post_letter


def post_sign_in_link(link: SignInLink, token: str, *, at: datetime) -> None:
    """Post the letter with the link; it is forgotten once sent and not sent once expired."""
    with translation.override(link.user.language):
        url = settings.BASE_URL + address(Label("sign_in_link", token))
        text = render_to_string("accounts/letters/sign_in_link.txt", {"name": link.user.display_name, "url": url})
        subject = _("Your sign-in link for Strahlkraft")
    post_letter(
        to=link.user.email,
        subject=subject,
        text=text,
        key=f"sign-in-link:{link.pk}",
        at=at,
        not_after=link.expires_at,
        secret=True,
    )


def post_welcome(user: User, *, at: datetime) -> None:
    """Tell somebody that an account was created and how to get in."""
    with translation.override(user.language):
        url = settings.BASE_URL + address(Label("sign_in", ""))
        text = render_to_string(
            "accounts/letters/welcome.txt", {"name": user.display_name, "url": url, "email": user.email}
        )
        subject = _("Your account for Strahlkraft")
    post_letter(to=user.email, subject=subject, text=text, key=f"welcome:{user.pk}", at=at)


@transaction.atomic
def post_notice(*, to: str, subject: str, text: str, kind: str, at: datetime, secret: bool) -> None:
    """Post a letter of the sign-in library (password reset, notice of a change); ``secret`` ones are forgotten."""
    post_letter(to=to, subject=subject, text=text, key=f"{kind}:{uuid.uuid4()}", at=at, secret=secret)


def post_absence(absence: Absence, *, at: datetime) -> None:
    """Tell the deputy for whom they act and until when; and the person, when somebody else entered it."""
    names = {"name": absence.deputy.display_name, "absent": absence.user.display_name}
    _post_absence("stands_in", absence.deputy, absence, names, lambda: _("You stand in for %(absent)s") % names, at=at)
    if absence.entered_by_id != absence.user_id:
        own = {"name": absence.user.display_name, "deputy": absence.deputy.display_name}
        _post_absence("absence_entered", absence.user, absence, own, lambda: _("Your absence was entered"), at=at)


def post_absence_over(absence: Absence, *, at: datetime) -> None:
    """Tell the deputy that they no longer act for somebody, earlier than was said."""
    names = {"name": absence.deputy.display_name, "absent": absence.user.display_name}
    _post_absence(
        "stands_in_no_longer",
        absence.deputy,
        absence,
        names,
        lambda: _("You no longer stand in for %(absent)s") % names,
        at=at,
    )


def _post_absence(
    template: str, to: User, absence: Absence, words: dict[str, str], subject: Callable[[], str], *, at: datetime
) -> None:
    with translation.override(to.language):
        url = settings.BASE_URL + address(Label("absence", ""))
        context = {**words, "first_day": absence.first_day, "last_day": absence.last_day, "url": url}
        text = render_to_string(f"accounts/letters/{template}.txt", context)
        line = " ".join(subject().split())[:200]
    post_letter(to=to.email, subject=line, text=text, key=f"{template}:{absence.pk}", at=at, language=to.language)
