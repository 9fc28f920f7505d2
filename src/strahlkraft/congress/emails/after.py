"""Thanks to those who spoke and those who came, with what is theirs now."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from strahlkraft.congress.access import link_token
from strahlkraft.congress.emails._post import OFFICE_LANGUAGE, post
from strahlkraft.congress.models import Occasion, Registration, Speaker
from strahlkraft.kernel.label import Label
from strahlkraft.reuse.emails import whole_address


def post_thanks_to_guest(registration: Registration, *, text: str, with_certificate: bool, at: datetime) -> None:
    """Thank somebody who came, with the link to their certificate."""
    _thanks(
        registration.occasion,
        to=registration.mailbox,
        language=registration.language,
        name=registration.name,
        text=text,
        certificate=registration.code if with_certificate else "",
        key=f"thanks-guest:{registration.code}",
        at=at,
    )


def post_thanks_to_speaker(speaker: Speaker, *, text: str, at: datetime) -> None:
    """Thank somebody who spoke, with the link to their certificate."""
    _thanks(
        speaker.occasion,
        to=speaker.mailbox,
        language=OFFICE_LANGUAGE,
        name=speaker.name,
        text=text,
        certificate=speaker.code,
        key=f"thanks-speaker:{speaker.code}",
        at=at,
    )


def thanks_preview(occasion: Occasion, *, name: str, text: str) -> str:
    """What somebody who was there would read."""
    with translation.override(OFFICE_LANGUAGE):
        words = {"who": name, "text": text, "occasion": occasion, "certificate": "https://…/mitmachen/urkunde/…/"}
        url = whole_address(Label("event", occasion.slug)) if occasion.event_id else ""
        return render_to_string("congress/letters/thanks.txt", {**words, "url": url})


def _thanks(
    occasion: Occasion, *, to: str, language: str, name: str, text: str, certificate: str, key: str, at: datetime
) -> None:
    more = {"certificate": Label("certificate", link_token("certificate", certificate))} if certificate else {}
    post(
        "thanks",
        to=to,
        language=language,
        subject=lambda: _("Thank you: %(event)s") % {"event": occasion.name},
        context={"who": name, "text": text, "occasion": occasion, "certificate": ""},
        url=Label("event", occasion.slug) if occasion.event_id else None,
        more=more,
        key=key,
        at=at,
    )
