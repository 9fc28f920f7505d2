"""Forms of extending many grants on one occasion."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.funding import texts
from strahlkraft.funding.rules import extensions as rules
from strahlkraft.network.models import Region
from strahlkraft.office.forms.board import SheetForm


def _day(label: Any, **options: Any) -> DayInput:
    return DayInput(label=label, **options)


def _reason(**options: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason shared by all requests"),
        max_length=rules.REASON_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        **options,
    )


class OccasionForm(SheetForm):
    """Letter or decree: day, reference number, paper, new end."""

    region = forms.ModelChoiceField(Region.objects.none(), label=gettext_lazy("Region"), empty_label=None)
    kind = forms.ChoiceField(
        label=gettext_lazy("What it rests on"),
        choices=list(texts.OCCASION_KINDS.items()),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A press release is kept, but it is no legal act: it extends nothing."),
    )
    title = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=rules.TITLE_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reference = forms.CharField(
        label=gettext_lazy("Reference number"),
        max_length=rules.REFERENCE_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    dated_on = _day(gettext_lazy("Dated"))
    new_end = _day(gettext_lazy("New end"))
    file = forms.FileField(label=gettext_lazy("The paper itself"))
    shared_reason = _reason()

    def __init__(self, *args: Any, regions: Iterable[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        rows, field = list(regions), self.fields["region"]
        field.queryset = Region.objects.filter(pk__in=[row.pk for row in rows])  # type: ignore[attr-defined]  # ModelChoiceField
        if len(rows) == 1:
            field.widget, field.initial = forms.HiddenInput(), rows[0].pk

    def given(self) -> rules.Occasion:
        """As the action takes it."""
        data = self.cleaned_data
        return rules.Occasion(
            data["title"],
            data["kind"],
            data["dated_on"],
            data["new_end"],
            data["reference"],
            data["shared_reason"],
        )


class ReasonForm(SheetForm):
    """The paragraph all requests share."""

    shared_reason = _reason(help_text=gettext_lazy("Stands in every request; each grant can add its own paragraph."))
