"""Letters about wishes for contact: please confirm; somebody wants to talk to you; the organisers' copy."""

from datetime import datetime

from django.utils.translation import gettext as _

from strahlkraft.congress.access import link_token
from strahlkraft.congress.emails._post import OFFICE_LANGUAGE, post
from strahlkraft.congress.models import Contact
from strahlkraft.kernel.label import Label


def post_confirmation(contact: Contact, *, at: datetime) -> None:
    """Ask whoever typed it to confirm; only then does anybody else read it."""
    post(
        "contact_confirm",
        to=contact.mailbox,
        language=contact.language,
        subject=lambda: _("Please confirm: contact on %(pitch)s") % {"pitch": contact.pitch.title},
        context={"contact": contact, "pitch": contact.pitch, "occasion": contact.pitch.occasion},
        url=Label("contact_confirm", link_token("contact-confirm", contact.code)),
        key=f"contact-confirm:{contact.code}",
        at=at,
        not_after=contact.confirm_by,
    )


def post_to_pitch(contact: Contact, *, at: datetime) -> None:
    """Bring the wish to the pitch's people: who asks, what about, where to answer, and how to make it a request."""
    post(
        "contact_to_pitch",
        to=contact.pitch.mailbox or contact.pitch.occasion.mailbox,
        language=OFFICE_LANGUAGE,
        subject=lambda: _("Somebody wants to talk about your pitch: %(pitch)s") % {"pitch": contact.pitch.title},
        context={"contact": contact, "pitch": contact.pitch, "occasion": contact.pitch.occasion},
        url=Label("contact_answer", link_token("contact-answer", contact.code)),
        key=f"contact-pitch:{contact.code}",
        at=at,
    )
