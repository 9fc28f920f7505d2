"""Forms of the ledger and of contracts; what is allowed is said by the rules."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.funding import texts
from strahlkraft.funding.actions.ledger import Receipt
from strahlkraft.funding.models import Contract, Grant, Invoice
from strahlkraft.funding.queries.ledger import parts_of
from strahlkraft.funding.rules.ledger import REASON_LIMIT, TEXT_LIMIT, Entry, OrderInput, Paper, counted
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.vocabulary import ContractKind
from strahlkraft.office.forms.base import AmountInput, OfficeForm
from strahlkraft.office.forms.documents import FILE_ENDINGS
from strahlkraft.projects.rules import UPLOAD_TYPES

_PAPER = ("supplier", "number", "invoiced_on", "gross", "net")


def _day(label: Any, **options: Any) -> DayInput:
    options.setdefault("required", False)
    return DayInput(label=label, **options)


def _line(label: Any, limit: int, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=limit, widget=widget, **options)


def _file(label: Any) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=False,
        allow_empty_file=True,
        max_length=200,
        help_text=gettext_lazy("%(types)s, at most %(limit)s MB."),
        widget=forms.FileInput(attrs={"accept": FILE_ENDINGS}),
    )


def _say_limits(field: forms.Field) -> None:
    words = {"types": ", ".join(sorted(UPLOAD_TYPES.values())), "limit": settings.UPLOAD_LIMIT_BYTES // 1_048_576}
    field.help_text = str(field.help_text) % words


class BookForm(OfficeForm):
    """A line of the ledger, with a new invoice, another part of one that is kept, or none."""

    category = forms.ChoiceField(label=gettext_lazy("Line of the plan"), choices=list(texts.CATEGORIES.items()))
    text = _line(gettext_lazy("For what?"), TEXT_LIMIT)
    paid_on = _day(
        gettext_lazy("Paid on"), help_text=gettext_lazy("The Land's part is computed at the rate of that day.")
    )
    due_on = _day(gettext_lazy("Due on"), help_text=gettext_lazy("Enough while it is not paid yet."))
    service_from = _day(gettext_lazy("Service from"))
    service_until = _day(gettext_lazy("Service until"))
    amount = AmountInput(label=gettext_lazy("Amount that counts"))
    eligible = AmountInput(
        label=gettext_lazy("Eligible part"), help_text=gettext_lazy("Empty: the whole amount is eligible.")
    )
    contract = forms.ModelChoiceField(
        Contract.objects.none(), label=gettext_lazy("Contract"), required=False, empty_label=gettext_lazy("none")
    )
    invoice = forms.ModelChoiceField(
        Invoice.objects.none(),
        label=gettext_lazy("Another part of an invoice that is kept already"),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    supplier = _line(gettext_lazy("Supplier"), 200, required=False, help_text=gettext_lazy("A body, not a person."))
    number = _line(gettext_lazy("Number of the receipt"), 80, required=False)
    invoiced_on = _day(gettext_lazy("Date of the receipt"))
    gross = AmountInput(label=gettext_lazy("Gross amount"))
    net = AmountInput(label=gettext_lazy("Net amount"), help_text=gettext_lazy("Empty: the same as gross."))
    filed_at = _line(gettext_lazy("Where the receipt is kept"), 200, required=False)
    file = _file(gettext_lazy("Receipt as a file"))

    def __init__(
        self, *args: Any, grant: Grant, contracts: QuerySet[Contract], invoices: QuerySet[Invoice], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.grant = grant
        fields: dict[str, Any] = self.fields
        fields["contract"].queryset, fields["invoice"].queryset = contracts, invoices
        fields["amount"].help_text = (
            _("Net, since input tax is deducted. Empty: the whole invoice, or what of it is not booked yet.")
            if grant.deducts_input_tax
            else _("Gross. Empty: the whole invoice, or what of it is not booked yet.")
        )
        _say_limits(fields["file"])

    def clean(self) -> dict[str, Any]:
        """A new receipt is whole or not there; an amount left out is that of the invoice."""
        data = super().clean() or self.cleaned_data
        typed = any(data.get(name) for name in (*_PAPER, "filed_at", "file"))
        if typed and data.get("invoice"):
            raise ValidationError(_("Either a new receipt, or another part of one that is kept: not both."))
        if typed:
            if data.get("net") is None:
                data["net"] = data.get("gross")
            missing = [name for name in _PAPER if not data.get(name) and name not in self.errors]
            for name in missing:
                self.add_error(name, _("Please fill this in, or leave the whole receipt empty."))
        if data.get("amount") is None and "amount" not in self.errors:
            data["amount"] = self._whole(data, typed=typed)
            if data["amount"] is None:
                self.add_error("amount", _("Please write an amount; only with a receipt it may be left out."))
        return data

    def _whole(self, data: dict[str, Any], *, typed: bool) -> Decimal | None:
        deducts = self.grant.deducts_input_tax
        kept = data.get("invoice")
        if kept is not None:
            spoken = sum((row.amount for row in parts_of(kept).rows), ZERO)
            return counted(kept.gross, kept.net, deducts=deducts) - spoken
        if typed and data.get("gross") is not None and data.get("net") is not None:
            return counted(data["gross"], data["net"], deducts=deducts)
        return None

    def entry(self) -> Entry:
        """The line for the deed."""
        data = self.cleaned_data
        eligible = data["amount"] if data["eligible"] is None else data["eligible"]
        days = {name: data[name] for name in ("service_from", "service_until", "due_on", "paid_on")}
        return Entry(data["category"], data["text"], data["amount"], eligible, **days)

    def receipt(self) -> Receipt | int | None:
        """The invoice for the deed: a new one, the id of one that is kept, or none."""
        data = self.cleaned_data
        if data["invoice"]:
            return int(data["invoice"].pk)
        if not data["supplier"]:
            return None
        paper = Paper(**{name: data[name] for name in (*_PAPER, "filed_at")})
        return Receipt(paper, data["file"] or None)


class PaidForm(OfficeForm):
    """When a due line was paid."""

    paid_on = _day(gettext_lazy("Paid on"), required=True, initial=localdate)


class BackForm(OfficeForm):
    """Why a line is wrong."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it taken back?"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One or two sentences that others understand in a year."),
    )


class ContractForm(OfficeForm):
    """A contract, with the note about its procurement."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What was signed?"),
        choices=list(texts.CONTRACT_KINDS.items()),
        widget=forms.RadioSelect,
        initial=ContractKind.ORDER,
    )
    title = _line(
        gettext_lazy("What was ordered?"), 200, help_text=gettext_lazy("For employment the post, never a name.")
    )
    contractor = _line(
        gettext_lazy("Contractor"), 200, help_text=gettext_lazy("A body, not a person; for employment the employer.")
    )
    signed_on = _day(gettext_lazy("Signed on"), required=True)
    ends_on = _day(gettext_lazy("Runs until"))
    value = AmountInput(label=gettext_lazy("Value"))
    procedure = _line(gettext_lazy("Procedure of procurement"), 120, required=False)
    note = _file(gettext_lazy("Note about the procurement"))
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Contract | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["value"].required = True
        _say_limits(self.fields["note"])
        if row is not None:
            names = ("kind", "title", "contractor", "signed_on", "ends_on", "value", "procedure", "version")
            self.initial.update({name: getattr(row, name) for name in names})

    def given(self) -> OrderInput:
        """The contract for the deed."""
        data = self.cleaned_data
        return OrderInput(
            data["title"],
            data["contractor"],
            data["signed_on"],
            data["value"],
            data["ends_on"],
            data["procedure"],
            data["kind"],
        )

    def look_again(self, version: int) -> None:
        """Let the person save knowingly over what somebody else saved."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["version"] = str(version)
        self.data = typed
