"""Putting a duty off, keeping a view of the portfolio: small forms beside what they are about."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.kernel.duty import Duty
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.steering.rules import ranking
from strahlkraft.steering.rules.portfolio import NAME_LIMIT

_WEEK = 7


class PutOffForm(OfficeForm):
    """Which duty, and until when."""

    duty = forms.CharField(widget=forms.HiddenInput, max_length=120)
    until = DayInput(
        label=gettext_lazy("Show again on"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"required": gettext_lazy("Say on which day it should come back.")},
    )


@dataclass(frozen=True, slots=True)
class PutOff:
    """The form beside a duty as its template draws it: a list has many, and each begins with a day already there.

    ``reasons``: why it was refused; then ``until`` is what was typed.
    """

    until: str
    earliest: str
    latest: str
    submission: str
    reasons: tuple[str, ...] = ()


def put_off_of(duty: Duty, today: date, refused: PutOffForm | None = None) -> PutOff | None:
    """The form beside a duty, the refused one as it was typed; None when the law leaves no day to put it off to."""
    monday, law = today + timedelta(days=_WEEK - today.weekday()), ranking.legal_day(duty)
    proposed = min(monday, law) if law else monday
    if ranking.put_off_problems(duty, proposed, today):
        return None
    last = today + ranking.LONGEST
    own = refused if refused and refused["duty"].value() == duty.key else None
    return PutOff(
        until=str(own["until"].value() or "") if own else proposed.isoformat(),
        earliest=(today + timedelta(days=1)).isoformat(),
        latest=(min(law, last) if law else last).isoformat(),
        submission=str(uuid4()),
        reasons=tuple(str(reason) for reasons in own.errors.values() for reason in reasons) if own else (),
    )


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
