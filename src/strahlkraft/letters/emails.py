"""The weekly letter of a mailbox: which letters are in it, where they lead, and each of them in full."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from strahlkraft.letters.models import Letter
from strahlkraft.letters.rules import links_in


def digest(parts: Sequence[Letter]) -> tuple[str, str]:
    """Subject and text of the letter that holds ``parts``, in the language of the newest of them."""
    with translation.override(parts[-1].language):
        subject = ngettext("One message this week", "%(n)s messages this week", len(parts)) % {"n": len(parts)}
        rows = [{"subject": part.subject, "links": links_in(part.text), "text": part.text.strip()} for part in parts]
        return subject, render_to_string("letters/letters/digest.txt", {"parts": rows}).strip() + "\n"
