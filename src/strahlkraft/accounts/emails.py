"""Letters about accounts; each in the language of its reader."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from strahlkraft.accounts.models import SignInLink, User
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
