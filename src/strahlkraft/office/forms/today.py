"""Putting a duty off, keeping a view of the portfolio: small forms beside what they are about."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy

from strahlkraft.kernel.duty import Duty
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.steering.rules import ranking
from strahlkraft.steering.rules.portfolio import NAME_LIMIT

_WEEK = 7


class PutOffForm(OfficeForm):
    """Which duty, and until when; the day is there already, so that one press is enough."""

    duty = forms.CharField(widget=forms.HiddenInput, max_length=120)
    until = forms.DateField(
        label=gettext_lazy("Show again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"required": gettext_lazy("Say on which day it should come back.")},
    )

    @classmethod
    def of(cls, duty: Duty, today: date) -> "PutOffForm | None":
        """The form beside a duty; None when the law leaves no day to put it off to."""
        day, law = _next_monday(today), ranking.legal_day(duty)
        proposed = min(day, law) if law else day
        if ranking.put_off_problems(duty, proposed, today):
            return None
        form = cls(initial={"duty": duty.key, "until": proposed}, auto_id=False)
        latest = min(law, today + ranking.LONGEST) if law else today + ranking.LONGEST
        bounds = {"min": (today + timedelta(days=1)).isoformat(), "max": latest.isoformat()}
        form.fields["until"].widget.attrs |= bounds
        return form


def _next_monday(today: date) -> date:
    """The Monday after ``today``."""
    return today + timedelta(days=_WEEK - today.weekday())


class TakeUpForm(OfficeForm):
    """Which duty is to be shown again."""

    duty = forms.CharField(widget=forms.HiddenInput, max_length=120)


class SaveFilterForm(OfficeForm):
    """The name of the view one looks at."""

    name = forms.CharField(
        label=gettext_lazy("Keep this view as"),
        max_length=NAME_LIMIT,
        error_messages={"required": gettext_lazy("Give the view a name.")},
    )
    query = forms.CharField(widget=forms.HiddenInput, max_length=500, required=False)


class MarkForm(OfficeForm):
    """A button: only its mark, so that pressing twice does it once."""
