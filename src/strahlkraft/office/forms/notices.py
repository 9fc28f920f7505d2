"""The forms of a notice: exactly what the law says it contains (R6), and its confirming against the document."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.funding import texts
from strahlkraft.funding.models import ChangeRequest, Grant, GrantNotice
from strahlkraft.funding.queries.notices import to_answer
from strahlkraft.funding.rules import editions, notices
from strahlkraft.funding.rules.notices import NoticeInput
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.office.forms.base import AmountInput, LinesInput, OfficeForm, VersionedForm
from strahlkraft.office.forms.grants import PercentInput, day_field, file_field, line_field, text_field
from strahlkraft.office.grant_words import PARAMETERS, UNITS

OWN = "own-"  # prefix of the fields for figures the notice sets


class _Requests(forms.ModelChoiceField):
    """Change requests by what they ask and when they were sent."""

    def label_from_instance(self, obj: Any) -> str:
        """What it asks for and of which day it is."""
        day = obj.submitted_on.isoformat() if obj.submitted_on else ""
        return _("%(kind)s, submitted %(day)s") % {"kind": texts.CHANGE_KINDS[obj.kind], "day": day}


class NoticeForm(OfficeForm):
    """A notice as its document says; in an amendment an empty field means: as before."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of notice"))
    reference = line_field(gettext_lazy("Reference number"), notices.REFERENCE_LIMIT)
    issued_on = day_field(gettext_lazy("Issued on"), required=True)
    notified_on = day_field(
        gettext_lazy("Received on"), required=True, help_text=gettext_lazy("The time to contest it runs from this day.")
    )
    waiver_on = day_field(
        gettext_lazy("Right of appeal waived on"),
        help_text=gettext_lazy("With the waiver the notice takes effect at once."),
    )
    amount = AmountInput(
        label=gettext_lazy("Granted sum in euros"), help_text=gettext_lazy("The whole sum after this notice.")
    )
    rate = PercentInput(label=gettext_lazy("Funding rate in percent"))
    eligible_total = AmountInput(label=gettext_lazy("Eligible expenditure in euros"))
    grant_from = day_field(gettext_lazy("Grant period from"))
    grant_until = day_field(gettext_lazy("Grant period until"))
    work_from = day_field(gettext_lazy("Work period from"))
    work_until = day_field(gettext_lazy("Work period until"))
    earmarked_until = day_field(gettext_lazy("Purpose bound until"))
    interim_proof = forms.BooleanField(label=gettext_lazy("It asks for yearly interim proofs"), required=False)
    proof_due_on = day_field(
        gettext_lazy("Proof of use due on"),
        help_text=gettext_lazy("Only when the notice names a day itself; otherwise the rules say it."),
    )
    edition = forms.ChoiceField(
        label=gettext_lazy("Edition of the rules"),
        required=False,
        help_text=gettext_lazy("It is pinned with the notice and never changes."),
    )
    disapplied = LinesInput(
        label=gettext_lazy("Clauses that do not apply"),
        line_limit=notices.CLAUSE_LIMIT,
        most=notices.MOST_CLAUSES,
        help_text=gettext_lazy("One a line, for example “ANBest-G 1.4”."),
    )
    answers = _Requests(
        ChangeRequest.objects.none(),
        to_field_name="code",
        label=gettext_lazy("Which request it answers"),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    note = text_field(
        gettext_lazy("Note"),
        notices.NOTE_LIMIT,
        required=False,
        help_text=gettext_lazy("Further side clauses, what deviates from the application."),
    )
    file = file_field(gettext_lazy("The document"))

    def __init__(self, *args: Any, grant: Grant, row: GrantNotice | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        here: dict[str, Any] = self.fields
        here["kind"].choices = kinds_for(grant, row)
        unpinned = ("", gettext_lazy("the one in force on the day of the notice"))
        here["edition"].choices = [unpinned, *((one.key, one.name) for one in editions.editions())]
        requests = to_answer(grant)
        here["answers"].queryset = requests
        if not requests and (row is None or row.answers_id is None):
            del self.fields["answers"]
        if row is not None and row.answers_id is not None:
            here["answers"].queryset = ChangeRequest.objects.filter(grant=grant)
        here["file"].required = row is None
        if row is not None:
            here["file"].help_text = _("Choose a file only to replace the document that is there.")
        for key in editions.parameter_keys():
            unit = self._unit(key)
            self.fields[f"{OWN}{key}"] = forms.DecimalField(
                label=f"{PARAMETERS.get(key, key)} ({unit})" if unit else PARAMETERS.get(key, key),
                required=False,
                min_value=0,
                max_digits=9,
                decimal_places=3,
                localize=True,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    @staticmethod
    def _unit(key: str) -> str:
        return str(UNITS.get(editions.parameter(key, "").unit, ""))

    def clean(self) -> dict[str, Any]:
        """Without a choice the edition is that of the day of the notice."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("edition") and data.get("issued_on"):
            data["edition"] = editions.edition_of(data["issued_on"]).key
        return data

    def own_figures(self) -> list[Any]:
        """The fields for figures the notice sets itself."""
        return [self[f"{OWN}{key}"] for key in editions.parameter_keys()]

    def sets_figures(self) -> bool:
        """Whether one of them is filled in."""
        return any(field.value() not in (None, "") for field in self.own_figures())

    def show_refusals(self, refusals: list[Refusal]) -> None:
        """Put each reason next to its field; that of a figure stands at this very figure."""
        moved = [
            Refusal(one.code, one.message, f"{OWN}{one.params['key']}", one.params) if one.field == "overrides" else one
            for one in refusals
        ]
        super().show_refusals(moved)

    def given(self) -> NoticeInput:
        """What the rules and the action take."""
        data = self.cleaned_data
        answered = data.get("answers")
        plain = {name: data[name] for name in _PLAIN}
        return NoticeInput(
            **plain,
            disapplied=tuple(data["disapplied"]),
            overrides={
                key: f"{data[f'{OWN}{key}'].normalize():f}"  # 0E+9999 is nought in one place, not in ten thousand
                for key in editions.parameter_keys()
                if data.get(f"{OWN}{key}") is not None
            },
            answers=answered.code if answered else "",
        )


_PLAIN = (
    "kind",
    "reference",
    "issued_on",
    "notified_on",
    "waiver_on",
    "amount",
    "rate",
    "eligible_total",
    "grant_from",
    "grant_until",
    "work_from",
    "work_until",
    "earmarked_until",
    "interim_proof",
    "proof_due_on",
    "edition",
    "note",
)


class EditNoticeForm(NoticeForm):
    """The same for a notice that is entered and not confirmed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def kinds_for(grant: Grant, row: GrantNotice | None) -> list[tuple[str, Any]]:
    """The kinds of notices that can meet the grant where it stands; of a stored one its own too."""
    answers = "?" if to_answer(grant).exists() else ""
    return [
        (kind, word)
        for kind, word in texts.NOTICE_KINDS.items()
        if not notices.fits(kind, grant.state, answers=answers) or (row is not None and row.kind == kind)
    ]


def initial_of(row: GrantNotice) -> Mapping[str, Any]:
    """A stored notice as the form shows it."""
    own = {f"{OWN}{key}": Decimal(value) for key, value in row.overrides.items()}
    plain = {name: getattr(row, name) for name in _PLAIN}
    answered = row.answers.code if row.answers else None
    return {**plain, **own, "disapplied": row.disapplied, "answers": answered, "version": row.version}


class ConfirmForm(VersionedForm):
    """The other person compared every line with the document; ``content_hash`` and ``plan_hash`` are of what this page showed."""

    content_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    plan_hash = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    compared = forms.BooleanField(
        label=gettext_lazy("I opened the document and compared every figure and every day with it."), required=False
    )


class DiscardForm(VersionedForm):
    """Why an entry is dropped."""

    reason = text_field(gettext_lazy("Why?"), 500)
