"""Forms of notifications to the authority; what is allowed is said by the rules."""

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.funding import texts
from strahlkraft.funding.rules.notifications import TEXT_LIMIT
from strahlkraft.office.forms.base import OfficeForm, VersionedForm

EDGE = 200  # characters above a limit that are still taken in, so that the rule can say how many there are


def _text() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Text of the letter"),
        max_length=TEXT_LIMIT + EDGE,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("Facts and days, no names of people: it goes to the file of the authority."),
    )


class TriggerForm(forms.Form):
    """The first step: why the authority must know; sent by GET."""

    anlass = forms.ChoiceField(
        label=gettext_lazy("What has happened?"),
        choices=list(texts.TRIGGERS.items()),
        widget=forms.RadioSelect,
    )


class DraftForm(OfficeForm):
    """The second step: the letter."""

    trigger = forms.ChoiceField(choices=list(texts.TRIGGERS.items()), widget=forms.HiddenInput)
    text = _text()


class ChangeForm(VersionedForm):
    """The letter, as long as it was not sent."""

    text = _text()


class SentForm(VersionedForm):
    """The day it left."""

    sent_on = DayInput(
        label=gettext_lazy("Sent on"),
        initial=localdate,
        help_text=gettext_lazy("The letter leaves by your own mail or portal; note here when."),
    )
