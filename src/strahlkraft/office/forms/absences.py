"""Who is away, and who stands in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from strahlkraft.accounts.models import User
from strahlkraft.design.fields import DayInput
from strahlkraft.office.forms.base import OfficeForm


class PersonChoice(forms.Form):
    """For whom an absence is entered, from the address."""

    person = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Person"), empty_label=gettext_lazy("please choose")
    )

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = people  # type: ignore[attr-defined] # a ModelChoiceField, declared above


class AbsenceForm(OfficeForm):
    """From when to when, and who acts meanwhile. Why is asked nowhere."""

    first_day = DayInput(label=gettext_lazy("First day"))
    last_day = DayInput(label=gettext_lazy("Last day"))
    deputy = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Deputy"),
        empty_label=gettext_lazy("please choose"),
        help_text=gettext_lazy(
            "Somebody with the same kind of task in the same region or organisation. Where your role needs a second "
            "factor, they need one too."
        ),
    )

    def __init__(self, *args: Any, deputies: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        people = User.objects.filter(pk__in=[person.pk for person in deputies])
        self.fields["deputy"].queryset = people  # type: ignore[attr-defined] # a ModelChoiceField, declared above

    def given(self) -> dict[str, Any]:
        """What the action gets."""
        return {name: self.cleaned_data[name] for name in ("first_day", "last_day", "deputy", "submission")}
