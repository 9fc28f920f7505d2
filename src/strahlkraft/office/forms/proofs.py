"""Forms of proofs of use; what is allowed is said by the rules."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.funding.actions.proof_decisions import NoteOfExamination
from strahlkraft.funding.actions.proofs import Given
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.proofs import CONFIRMATIONS, RECEIPTS, SECTION_LIMIT, SECTIONS, TEXT_LIMIT, UNPLANNED
from strahlkraft.funding.rules.settlement import REFERENCE_LIMIT
from strahlkraft.office.forms.base import AmountInput, OfficeForm, VersionedForm

PAPERS = ".pdf,.png,.jpg,.jpeg,.webp,.docx,.odt"


def _day(label: Any, **options: Any) -> DayInput:
    return DayInput(label=label, **options)


def _text(label: Any, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": rows}), **options)


def _paper(label: Any, **options: Any) -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": PAPERS})
    return forms.FileField(label=label, max_length=200, allow_empty_file=True, required=False, widget=widget, **options)


class InterimForm(OfficeForm):
    """The year of an interim proof."""

    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)

    def __init__(self, *args: Any, years: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["year"]
        field.choices = [(year, str(year)) for year in years]


class ReportForm(VersionedForm):
    """Part I: the report in words, a text for each section."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for key, label in SECTIONS.items():
            self.fields[key] = forms.CharField(
                label=_(label),
                max_length=SECTION_LIMIT,
                required=False,
                widget=forms.Textarea(attrs={"rows": 8}),
            )

    def given(self) -> Given:
        """The sections as they were written."""
        return Given(narrative={key: self.cleaned_data[key] for key in SECTIONS})


class StatementsForm(VersionedForm):
    """Part IV, and what third parties gave: by name as the plan knows them, and in all what it does not know."""

    def __init__(self, *args: Any, thirds: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.thirds = (*thirds, UNPLANNED)
        for place, name in enumerate(self.thirds):
            label = _("Other third parties, not in the plan") if name == UNPLANNED else name or _("Third parties")
            self.fields[f"third_{place}"] = AmountInput(label=label, help_text=_("In euros; 0 when nothing came."))
        for key, words in CONFIRMATIONS.items():
            self.fields[key] = forms.BooleanField(label=_(words), required=False)
        self.fields[RECEIPTS] = forms.BooleanField(
            label=_("Attach a list of receipts"),
            required=False,
            help_text=_("ANBest-P asks for it; by ANBest-G receipts stay with the municipality."),
        )

    @staticmethod
    def start(
        thirds: Sequence[str], income: Mapping[str, Decimal], confirmations: Mapping[str, bool]
    ) -> dict[str, Any]:
        """What the sheet begins with."""
        money = {f"third_{place}": income.get(name) for place, name in enumerate((*thirds, UNPLANNED))}
        return {**money, **{key: bool(confirmations.get(key)) for key in (*CONFIRMATIONS, RECEIPTS)}}

    def incomes(self) -> list[Any]:
        """The fields of money."""
        return [self[f"third_{place}"] for place in range(len(self.thirds))]

    def statements(self) -> list[Any]:
        """The fields of part IV."""
        return [self[key] for key in (*CONFIRMATIONS, RECEIPTS)]

    def given(self) -> Given:
        """Money by name and statements by key."""
        data = self.cleaned_data
        return Given(
            confirmations={key: data[key] for key in (*CONFIRMATIONS, RECEIPTS)},
            income={name: data[f"third_{place}"] for place, name in enumerate(self.thirds)},
        )


class ReasonForm(VersionedForm):
    """Why it is taken back."""

    reason = _text(gettext_lazy("Why?"), required=False, rows=2)


class CertifyForm(VersionedForm):
    """The certificate of the recipient's audit office."""

    certified_on = _day(gettext_lazy("Signed on"))
    file = _paper(gettext_lazy("Certificate of the audit office"))


class SubmitForm(VersionedForm):
    """The day it was handed in."""

    submitted_on = _day(gettext_lazy("Handed in on"))


class AskForm(OfficeForm):
    """A question of the authority."""

    question = _text(gettext_lazy("What does the authority ask?"))
    asked_on = _day(gettext_lazy("Asked on"))
    answer_due_on = _day(gettext_lazy("Answer wanted by"), required=False)


class AnswerForm(VersionedForm):
    """Our answer."""

    answer = _text(gettext_lazy("Answer"), rows=6)
    answered_on = _day(gettext_lazy("Answered on"))


class DecideForm(OfficeForm):
    """What the authority decided."""

    deed = forms.ChoiceField(
        label=gettext_lazy("What did the authority decide?"),
        choices=[
            ("accept", gettext_lazy("The proof is accepted")),
            ("accept_partly", gettext_lazy("The proof is accepted in part")),
            ("object", gettext_lazy("The proof is objected to")),
        ],
        widget=forms.RadioSelect,
    )
    decided_on = _day(gettext_lazy("Decided on"))
    reason = _text(
        gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("Needed when it is not accepted as a whole."),
    )


class SettleForm(VersionedForm):
    """The authority's note of examination."""

    reference = forms.CharField(label=gettext_lazy("Reference number of the note"), max_length=REFERENCE_LIMIT)
    on = _day(gettext_lazy("Dated"))
    file = _paper(gettext_lazy("Note of examination"))
    claimed = AmountInput(
        label=gettext_lazy("What it asks back, in euros"),
        help_text=gettext_lazy("Empty when nothing has to go back. It becomes a claim of the grant."),
    )
    due_on = _day(gettext_lazy("To be paid back by"), required=False)

    def given(self) -> NoteOfExamination:
        """The note."""
        data = self.cleaned_data
        return NoteOfExamination(data["reference"], data["on"], data["file"], data["claimed"] or ZERO, data["due_on"])


class RepaidForm(VersionedForm):
    """The day everything was paid back."""

    on = _day(gettext_lazy("Paid back completely on"))
