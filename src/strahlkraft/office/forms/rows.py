"""Rows of a section: facts with their sources, and who takes part."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet, formset_factory
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.network.models import Organisation
from strahlkraft.office.forms.base import AddressLinesInput, AmountInput, PartialDateInput
from strahlkraft.projects import texts
from strahlkraft.projects.forms_data import FactRow, PersonRow, ProjectInput
from strahlkraft.projects.models import Participation, Project

MOST_ROWS = 60
FACT_FIELDS = (
    "funding",
    "total_cost",
    "start",
    "end",
    "transferable_from",
    "status",
    "licence",
    "transfer_asset",
)


MEANINGS = ("grant notice", "public launch", "stated project start")  # offered; anything else can be written


class MeaningInput(forms.CharField):
    """What a value means: a known meaning is stored as its code and shown in words, anything else as it was written."""

    def prepare_value(self, value: Any) -> Any:
        """Words for a code."""
        return str(texts.QUALIFIERS[value]) if value in texts.QUALIFIERS else value

    def clean(self, value: Any) -> Any:
        """The code for known words."""
        written = super().clean(value)
        codes = {str(words).casefold(): code for code, words in texts.QUALIFIERS.items()}
        return codes.get(written.casefold(), written)


class Row(forms.Form):
    """One row; an empty one is passed over."""

    def without_verdict(self) -> None:
        """Show what was typed without judging it yet."""
        self._errors = ErrorDict()
        self.cleaned_data = {}


class FactForm(Row):
    """One stated value."""

    field = forms.ChoiceField(label=gettext_lazy("Fact"))
    amount = AmountInput(label=gettext_lazy("Amount in euros"))
    date = PartialDateInput(label=gettext_lazy("Date"))
    text = forms.CharField(label=gettext_lazy("Wording"), max_length=2000, required=False)
    as_of = PartialDateInput(label=gettext_lazy("As of"))
    qualifier = MeaningInput(
        label=gettext_lazy("Meaning"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("What the value means, if the source says."),
        widget=forms.TextInput(attrs={"list": "known-meanings", "autocomplete": "off"}),
    )
    source_urls = AddressLinesInput(
        label=gettext_lazy("Sources"),
        help_text=gettext_lazy("Web addresses, one a line."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    approximate = forms.BooleanField(label=gettext_lazy("rounded by the source"), required=False)
    preferred = forms.BooleanField(
        label=gettext_lazy("shown first"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Untick for a value that contradicts the one shown first."),
    )

    def __init__(self, *args: Any, more: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        keys = dict.fromkeys([*FACT_FIELDS, *more])
        choices = [("", _("Please choose")), *((key, texts.FIELDS.get(key, key)) for key in keys)]
        self.fields["field"].choices = choices  # type: ignore[attr-defined] # a ChoiceField, declared above


class PartnerForm(Row):
    """One body taking part."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[("", gettext_lazy("Please choose")), *Participation.Role.choices]
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Organisation"),
        required=False,
        empty_label=gettext_lazy("not in the list"),
    )
    stated_name = forms.CharField(
        label=gettext_lazy("Name as the source states it"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("Empty: the name of the organisation."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=250, required=False)

    def clean(self) -> dict[str, Any]:
        """A name or an organisation."""
        data = super().clean() or self.cleaned_data
        if data.get("organisation") and not data.get("stated_name"):
            data["stated_name"] = data["organisation"].name
        if not data.get("stated_name") and "stated_name" in data:
            self.add_error("stated_name", _("Choose an organisation or write its name."))
        return data


if TYPE_CHECKING:
    _RowSet = BaseFormSet[Row]
else:
    _RowSet = BaseFormSet


class Rows(_RowSet):
    """Rows that can be added and removed with and without script; all of them may be empty."""

    item: Any = ""
    one_more: Any = ""

    def initial_form_count(self) -> int:
        """No row is special: one that was emptied counts as removed."""
        return 0

    def clean(self) -> None:
        """Fewer than no rows is no statement (and would clear all of them)."""
        if self.total_form_count() < 0:
            raise ValidationError(_("This sheet of the form is no longer valid. Please save again."))

    def filled(self) -> list[tuple[int, dict[str, Any]]]:
        """Number and values of the rows that count."""
        return [
            (number, form.cleaned_data)
            for number, form in enumerate(self.forms)
            if form.has_changed() and not form.cleaned_data.get(DELETION_FIELD_NAME)
        ]

    def show_refusals(self, refusals: list[Refusal], prefix: str) -> list[Refusal]:
        """Put reasons named ``<prefix>-<n>`` on the n-th filled row; return the others."""
        rest = []
        numbers = [number for number, _data in self.filled()]
        for refusal in refusals:
            name, _dash, place = refusal.field.rpartition("-")
            if name == prefix and place.isdigit() and int(place) < len(numbers):
                form = self.forms[numbers[int(place)]]
                form.add_error("amount" if refusal.code == "amount_negative" else None, sentence(refusal))
            else:
                rest.append(refusal)
        return rest

    def without_verdict(self) -> None:
        """Show what was typed without judging it yet."""
        for form in self.forms:
            form.without_verdict()

    @classmethod
    def of(cls, project: Project, data: QueryDict | None, **options: Any) -> "Rows":
        """The rows as stored with an empty one behind, or as sent."""
        raise NotImplementedError

    @classmethod
    def rows_of(cls, project: Project) -> list[dict[str, Any]]:
        """The stored rows, in the shape of ``cleaned_data``."""
        raise NotImplementedError

    def given(self) -> ProjectInput:
        """What the action gets."""
        raise NotImplementedError

    @classmethod
    def _made(cls, factory: Any, project: Project, data: QueryDict | None, **form_kwargs: Any) -> "Rows":
        rows = [] if data is not None else cls.rows_of(project)
        made: Rows = factory(data, initial=rows, prefix="rows", form_kwargs=form_kwargs)
        made.extra = len(rows) + 1
        return made


class Facts(Rows):
    """All facts of a project."""

    item = gettext_lazy("Fact")
    one_more = gettext_lazy("Add a fact")
    meanings = tuple(texts.QUALIFIERS[code] for code in MEANINGS)

    @classmethod
    def of(cls, project: Project, data: QueryDict | None, **_options: Any) -> "Rows":
        """Facts; fields an import brought are offered too."""
        more = project.facts.standing().order_by("field").values_list("field", flat=True).distinct()
        return cls._made(_FACTS, project, data, more=tuple(more))

    @classmethod
    def rows_of(cls, project: Project) -> list[dict[str, Any]]:
        """The standing facts."""
        names = ("field", "amount", "date", "text", "as_of", "qualifier", "approximate", "preferred")
        return [
            {name: getattr(fact, name) for name in names} | {"source_urls": tuple(s.url for s in fact.sources.all())}
            for fact in project.facts.standing().prefetch_related("sources")
        ]

    def given(self) -> ProjectInput:
        """The facts."""
        return ProjectInput(
            facts=tuple(
                FactRow(**{name: value for name, value in row.items() if name != DELETION_FIELD_NAME})
                for _number, row in self.filled()
            )
        )


class Partners(Rows):
    """Everybody who takes part."""

    item = gettext_lazy("Taking part")
    one_more = gettext_lazy("Add somebody")

    @classmethod
    def of(cls, project: Project, data: QueryDict | None, **_options: Any) -> "Rows":
        """The rows; the list of organisations is read once for all of them."""
        made = cls._made(_PARTNERS, project, data)
        organisations = Organisation.objects.only("pk", "name")
        choices = [("", _("not in the list")), *((row.pk, row.name) for row in organisations)]
        for form in [*made.forms, made.empty_form]:
            field = form.fields["organisation"]
            field.queryset = Organisation.objects.all()  # type: ignore[attr-defined] # a ModelChoiceField, declared above
            field.choices = choices  # type: ignore[attr-defined] # the same
        return made

    @classmethod
    def rows_of(cls, project: Project) -> list[dict[str, Any]]:
        """The stored rows."""
        rows = project.participations.select_related("organisation")
        names = ("role", "organisation", "stated_name", "note")
        return [{name: getattr(row, name) for name in names} for row in rows]

    def clean(self) -> None:
        """Nobody stands twice in the same role."""
        super().clean()
        seen = set()
        for _number, row in self.filled():
            key = (row.get("role"), row.get("stated_name"))
            if key in seen:
                raise ValidationError(
                    _("“%(name)s” stands here twice in the same role.") % {"name": row.get("stated_name")}
                )
            seen.add(key)

    def given(self) -> ProjectInput:
        """Who takes part."""
        return ProjectInput(
            participations=tuple(
                PersonRow(
                    role=row["role"],
                    stated_name=row["stated_name"],
                    organisation_id=row["organisation"].pk if row["organisation"] else None,
                    note=row["note"],
                )
                for _number, row in self.filled()
            )
        )


_LIMITS: dict[str, Any] = {
    "extra": 1,
    "max_num": MOST_ROWS,
    "absolute_max": MOST_ROWS + 1,
    "validate_max": True,
    "can_delete": True,
    "can_delete_extra": True,
}
_FACTS = formset_factory(FactForm, formset=Facts, **_LIMITS)
_PARTNERS = formset_factory(PartnerForm, formset=Partners, **_LIMITS)
