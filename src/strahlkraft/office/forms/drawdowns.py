"""Forms of drawdown requests, payouts and their use; what is allowed is said by the rules."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.design.formats import money
from strahlkraft.funding.actions.payments import PaidBack, Received
from strahlkraft.funding.models import Drawdown, Expenditure
from strahlkraft.funding.rules.drawdowns import (
    PLANNED_LIMIT,
    REASON_LIMIT,
    REFERENCE_LIMIT,
    STATEMENT_LIMIT,
    TEXT_LIMIT,
    Open,
    RequestInput,
    Use,
)
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.need import Due, planned_of
from strahlkraft.office.forms.base import AmountInput, OfficeForm, VersionedForm
from strahlkraft.office.forms.rows import Row, Rows


def day_field(label: Any, **options: Any) -> DayInput:
    """A calendar day."""
    return DayInput(label=label, **options)


class SumInput(AmountInput):
    """An amount that must be given."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.required = True


def as_written(row: Drawdown) -> RequestInput:
    """A request as it stands, to change a part of it."""
    return RequestInput(row.expected_on, planned_of(row.need), row.amount, row.statement, row.override_reason)


# ---- the request


class PlannedForm(Row):
    """A payment that is not in the ledger yet."""

    text = forms.CharField(
        label=gettext_lazy("For what"),
        max_length=TEXT_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    due_on = day_field(gettext_lazy("Due on"))
    eligible = SumInput(label=gettext_lazy("Eligible part in euros"))


class PlannedRows(Rows):
    """All payments typed into a request."""

    item = gettext_lazy("Planned payment")
    one_more = gettext_lazy("Add a payment")

    @classmethod
    def made(cls, data: QueryDict | None, planned: Iterable[Due]) -> "PlannedRows":
        """As stored with an empty row behind, or as sent."""
        rows = (
            []
            if data is not None
            else [{"text": one.text, "due_on": one.due_on, "eligible": one.eligible} for one in planned]
        )
        found: PlannedRows = _PLANNED(data, initial=rows, prefix="rows")
        found.extra = len(rows) + 1
        return found

    def due(self) -> tuple[Due, ...]:
        """The payments as typed."""
        return tuple(
            Due(row["text"].strip(), row["due_on"], row["eligible"])
            for _number, row in self.filled()
            if not row.get(DELETION_FIELD_NAME)
        )


_PLANNED: Any = formset_factory(
    PlannedForm,
    formset=PlannedRows,
    extra=1,
    max_num=PLANNED_LIMIT,
    absolute_max=PLANNED_LIMIT + 1,
    validate_max=True,
    can_delete=True,
    can_delete_extra=True,
)


class NeedForm(OfficeForm):
    """When the payout is expected; why more is needed although the last one is not used up."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput, required=False)
    expected_on = day_field(
        gettext_lazy("Payout expected on"),
        help_text=gettext_lazy("Payments due within two months from this day count."),
    )
    override_reason = forms.CharField(
        label=gettext_lazy("Why more is needed although the last payout is not used up"),
        max_length=REASON_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, blocked: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not blocked:
            del self.fields["override_reason"]

    def given(self, planned: tuple[Due, ...], row: Drawdown | None) -> RequestInput:
        """The request with this need; the amount is proposed anew."""
        data = self.cleaned_data
        reason = data.get("override_reason", row.override_reason if row else "")
        base = as_written(row) if row else RequestInput(data["expected_on"])
        return replace(base, expected_on=data["expected_on"], planned=planned, amount=None, override_reason=reason)


class AmountForm(VersionedForm):
    """How much is requested."""

    amount = SumInput(label=gettext_lazy("Amount to request in euros"))

    def given(self, row: Drawdown) -> RequestInput:
        """The request with this amount."""
        return replace(as_written(row), amount=self.cleaned_data["amount"])


class StatementForm(VersionedForm):
    """What the money is needed for, in words."""

    statement = forms.CharField(
        label=gettext_lazy("What is the money needed for?"),
        max_length=STATEMENT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("The authority reads this. Name the work and the payments, no people."),
    )

    def given(self, row: Drawdown) -> RequestInput:
        """The request with this statement."""
        return replace(as_written(row), statement=self.cleaned_data["statement"])


class DeedForm(VersionedForm):
    """One press; knows which version it was about."""


class DiscardForm(VersionedForm):
    """Drop a request."""

    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=REASON_LIMIT, required=False)


class SubmitForm(VersionedForm):
    """When the request went to the authority."""

    requested_on = day_field(gettext_lazy("Sent to the authority on"))


# ---- payouts


class ReceivedForm(OfficeForm):
    """A payout as the account shows it."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput, required=False)
    received_on = day_field(gettext_lazy("Received on"), help_text=gettext_lazy("The two months begin with this day."))
    amount = SumInput(label=gettext_lazy("Amount received in euros"))
    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        max_length=REFERENCE_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def given(self) -> Received:
        """The payout as typed."""
        data = self.cleaned_data
        return Received(data["received_on"], data["amount"], data["reference"])


class UseForm(OfficeForm):
    """What a payout was used for: an amount and a day for each expenditure that waits; empty ones are passed over."""

    def __init__(
        self,
        *args: Any,
        rows: Sequence[tuple[Expenditure, Open]],
        proposed: dict[int, Use],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.rows = rows
        for expenditure, one in rows:
            use = proposed.get(expenditure.pk)
            amount = AmountInput(label=_("Used for “%(what)s” in euros") % {"what": expenditure.text})
            day = day_field(_("Used on, for “%(what)s”") % {"what": expenditure.text}, required=False)
            amount.initial, day.initial = (use.amount, use.used_on) if use else (None, expenditure.paid_on)
            amount.help_text = _("at most %(left)s") % {"left": money(one.left, "cents")}
            self.fields[f"amount-{expenditure.pk}"], self.fields[f"day-{expenditure.pk}"] = amount, day

    def lines(self) -> list[dict[str, Any]]:
        """The rows with their fields, for the page."""
        return [
            {"row": row, "open": one, "amount": self[f"amount-{row.pk}"], "day": self[f"day-{row.pk}"]}
            for row, one in self.rows
        ]

    def clean(self) -> dict[str, Any]:
        """An amount has a day."""
        data = super().clean() or {}
        for row, _one in self.rows:
            if data.get(f"amount-{row.pk}") and not data.get(f"day-{row.pk}") and f"day-{row.pk}" not in self.errors:
                self.add_error(f"day-{row.pk}", _("On which day was it used?"))
        return data

    def uses(self) -> list[Use]:
        """What was used for what."""
        data = self.cleaned_data
        return [
            Use(row.pk, amount, data[f"day-{row.pk}"])
            for row, _one in self.rows
            if (amount := data.get(f"amount-{row.pk}")) not in {None, ZERO}
        ]


class RepayForm(OfficeForm):
    """Money that goes back before it is asked for."""

    paid_on = day_field(gettext_lazy("Paid back on"))
    reference = forms.CharField(
        label=gettext_lazy("Reference of the transfer"),
        max_length=REFERENCE_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why was it not used?"),
        max_length=REASON_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def given(self) -> PaidBack:
        """The transfer as typed."""
        data = self.cleaned_data
        return PaidBack(data["paid_on"], data["reference"], data["reason"])
