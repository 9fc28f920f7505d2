"""A refusal as people read it."""

from django.utils.translation import gettext

from strahlkraft.kernel.refusal import Refusal


def sentence(refusal: Refusal) -> str:
    """The reason in the language of the page."""
    text = gettext(refusal.message)
    return text % refusal.params if refusal.params else text
