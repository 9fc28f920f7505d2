"""Forms of what has to go back; what is allowed is said by the rules."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from strahlkraft.design.formats import day, money
from strahlkraft.funding.models import Document, Payment
from strahlkraft.funding.rules.claims import REASON_LIMIT, REFERENCE_LIMIT, Fixing
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.office.forms.base import AmountInput, OfficeForm, VersionedForm
from strahlkraft.office.forms.drawdowns import day_field


class _PayoutField(forms.ModelChoiceField):
    """Payouts, each by its day and amount."""

    def label_from_instance(self, obj: Any) -> str:
        """Day and amount."""
        return f"{day(obj.received_on, 'short')}, {money(obj.amount, 'cents')}"


class OpenClaimForm(OfficeForm):
    """An estimate of what may have to go back."""

    amount = AmountInput(label=gettext_lazy("Sum to pay back in euros"))
    interest = AmountInput(label=gettext_lazy("Interest in euros"))
    payment = _PayoutField(
        Payment.objects.none(),
        label=gettext_lazy("Payout"),
        required=False,
        empty_label=gettext_lazy("the whole grant"),
    )
    reason = forms.CharField(
        label=gettext_lazy("What does it rest on?"), max_length=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, payments: QuerySet[Payment], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["payment"]
        field.queryset = payments

    def given(self) -> dict[str, Any]:
        """The estimate as the action takes it."""
        data = self.cleaned_data
        return {
            "amount": data["amount"] or ZERO,
            "interest": data["interest"] or ZERO,
            "reason": data["reason"],
            "payment": data["payment"].pk if data["payment"] else None,
        }


class FixForm(VersionedForm):
    """What an act of the authority fixes."""

    amount = AmountInput(label=gettext_lazy("Sum to pay back in euros"))
    interest = AmountInput(label=gettext_lazy("Interest in euros"))
    reference = forms.CharField(
        label=gettext_lazy("Reference of the act"),
        max_length=REFERENCE_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    due_on = day_field(gettext_lazy("To be paid by"), required=False)
    document = forms.ModelChoiceField(
        Document.objects.none(),
        to_field_name="code",
        label=gettext_lazy("Document of the act"),
        empty_label=gettext_lazy("Please choose"),
    )

    def __init__(self, *args: Any, documents: QuerySet[Document], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["document"]
        field.queryset = documents

    def given(self) -> Fixing:
        """The act as typed."""
        data = self.cleaned_data
        return Fixing(
            data["amount"] or ZERO,
            data["interest"] or ZERO,
            data["reference"],
            data["document"].code,
            data["due_on"],
        )


class PayForm(VersionedForm):
    """When a claim was paid."""

    paid_on = day_field(gettext_lazy("Paid on"))


class WaiveForm(VersionedForm):
    """Why a claim is dropped."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"), max_length=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )


class ActForm(OfficeForm):
    """The document of an act, added to the record."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    file = forms.FileField(label=gettext_lazy("File"))
