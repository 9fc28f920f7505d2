"""Forms of things bound to the purpose of a grant, and of small aid; what is allowed is said by the rules."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.funding.rules.assets import NUMBER_LIMIT, TITLE_LIMIT, AssetInput
from strahlkraft.funding.rules.de_minimis import NAME_LIMIT, REASON_LIMIT
from strahlkraft.funding.rules.notifications import TEXT_LIMIT
from strahlkraft.office.forms.base import AmountInput, OfficeForm, VersionedForm

EDGE = 200  # characters above a limit that are still taken in, so that the rule can say how many there are


def _day(label: Any, **options: Any) -> DayInput:
    return DayInput(label=label, **options)


def _line(label: Any, limit: int, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=limit + EDGE, widget=widget, **options)


class AssetForm(OfficeForm):
    """A thing that was bought."""

    title = _line(gettext_lazy("What was bought?"), TITLE_LIMIT)
    inventory_number = _line(gettext_lazy("Inventory number"), NUMBER_LIMIT, required=False)
    value = AmountInput(label=gettext_lazy("Value in euros"))
    bought_on = _day(gettext_lazy("Bought on"))
    bound_until = _day(
        gettext_lazy("Purpose bound until"),
        help_text=gettext_lazy("As the notice says; five years are common for information technology."),
    )

    def given(self) -> AssetInput:
        """What was entered; a missing value counts as nothing, which the rule refuses."""
        data = self.cleaned_data
        return AssetInput(
            title=data["title"],
            value=data["value"] or Decimal(0),
            bought_on=data["bought_on"],
            bound_until=data["bound_until"],
            inventory_number=data["inventory_number"],
        )


class ConfirmForm(VersionedForm):
    """The day on which a thing was seen to serve its purpose."""

    confirmed_on = _day(gettext_lazy("Serves its purpose on"), initial=localdate)


class OtherUseForm(OfficeForm):
    """What became of a thing."""

    text = forms.CharField(
        label=gettext_lazy("Text of the letter"),
        max_length=TEXT_LIMIT + EDGE,
        widget=forms.Textarea(attrs={"rows": 12}),
    )


class AidForm(OfficeForm):
    """Small aid to a company, or why the regulation does not apply."""

    undertaking = _line(
        gettext_lazy("Group of undertakings"),
        NAME_LIMIT,
        help_text=gettext_lazy("All companies that belong together count as one. A body, never a person."),
    )
    amount = AmountInput(label=gettext_lazy("Gross grant equivalent in euros"))
    awarded_on = _day(gettext_lazy("Awarded on"))
    not_applicable_reason = forms.CharField(
        label=gettext_lazy("Why the regulation does not apply"),
        required=False,
        max_length=REASON_LIMIT + EDGE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Leave it empty if it applies; for example: acts without economic activity."),
    )
