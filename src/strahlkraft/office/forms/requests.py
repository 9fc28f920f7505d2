"""Answering, forwarding and refusing a request; bounds and reasons are the rules'."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.reuse import texts


class AnswerForm(OfficeForm):
    """What the municipality is told."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        required=False,
        help_text=gettext_lazy("Goes to the municipality by mail. Best name somebody to talk to, and the next step."),
        widget=forms.Textarea(attrs={"rows": 6, "aria-required": "true"}),
    )


class ForwardForm(OfficeForm):
    """Who shall answer."""

    mailbox = forms.CharField(
        label=gettext_lazy("Function mailbox that answers"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("For example digitales@stadt-beispiel.de; no person's own address."),
        widget=forms.TextInput(
            attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false", "aria-required": "true"}
        ),
    )


class RefuseForm(OfficeForm):
    """Why not; only reasons of the closed list."""

    reason = forms.CharField(label=gettext_lazy("Reason"), required=False)
    text = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    better = forms.CharField(label=gettext_lazy("The offer that fits better"), required=False)
    better_note = forms.CharField(
        label=gettext_lazy("Or another solution"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("One that is not offered on this site, in a few words."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, offers: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        reasons = [("", _("Please choose")), *texts.REFUSAL_REASONS.items()]
        self.fields["reason"].widget = forms.Select(attrs={"aria-required": "true"}, choices=reasons)
        self.fields["better"].widget = forms.Select(choices=[("", _("none of this site")), *offers])


class DeedForm(OfficeForm):
    """Only the mark that makes sending twice harmless."""
