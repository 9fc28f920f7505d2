"""Webhooks and other instances."""

from django import forms
from django.utils.translation import gettext_lazy

from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.reuse import texts

_ADDRESS = {"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}


class WebhookForm(OfficeForm):
    """Another system that is told of public events."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("Which system it is, for example “Website of the district”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        help_text=gettext_lazy("Where the messages are sent; it begins with https://."),
        widget=forms.TextInput(attrs=_ADDRESS),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Tell of"),
        choices=list(texts.EVENT_KINDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )


class PeerForm(OfficeForm):
    """Another instance whose catalogue is shown here."""

    url = forms.CharField(
        label=gettext_lazy("Address of the other instance"),
        max_length=500,
        help_text=gettext_lazy("Its start page or its catalogue, for example https://nachnutzung.example.org."),
        widget=forms.TextInput(attrs=_ADDRESS),
    )


class KeyForm(forms.Form):
    """The key a person has compared."""

    key = forms.CharField(max_length=100)
