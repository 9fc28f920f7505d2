"""Answering what citizens wrote, or closing it with a reason."""

from django import forms
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.newsroom.rules.citizens import ANSWER_LIMIT, REASON_LIMIT
from strahlkraft.office.forms.base import VersionedForm


class AnswerForm(VersionedForm):
    """The answer, as the person reads it in a letter."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=ANSWER_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("It goes to the person by letter; nobody else gets to see it."),
    )


class DeadlineForm(VersionedForm):
    """Until when a region takes feedback about its results."""

    closes_on = DayInput(
        label=gettext_lazy("Feedback until"),
        required=False,
        help_text=gettext_lazy("This day included. Empty: without end. Barriers can be reported at any time."),
    )


class CloseForm(VersionedForm):
    """Why there is no answer."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The person is told it."),
    )
