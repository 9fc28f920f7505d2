"""The steps of an offer: what is typed is read, not judged; judging is for the rules, and nothing is refused here."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet, formset_factory
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.network.texts import SIZE_CLASSES
from strahlkraft.office.forms.base import (
    AmountInput,
    LinesInput,
    OfficeForm,
    PartialDateInput,
    VersionedForm,
    WebAddressInput,
)
from strahlkraft.office.forms.rows import Row
from strahlkraft.office.offer_words import LABELS, ROW_LABELS
from strahlkraft.projects.models import Project
from strahlkraft.reuse import readiness, texts
from strahlkraft.reuse.readiness.words import CRITERIA, VERDICTS
from strahlkraft.reuse.rules.content import Effort, OfferContent, Paper, Product, ServiceKey
from strahlkraft.reuse.rules.offers import LISTS_LIMIT, SUMMARY_LIMIT

SIZES = [(key, word) for key, word in SIZE_CLASSES.items() if key != "unknown"]
CHOOSE = ("", gettext_lazy("Please choose"))
# Names of licences people often need; any other SPDX name can be typed.
COMMON_LICENCES = (
    "EUPL-1.2",
    "MIT",
    "Apache-2.0",
    "AGPL-3.0-or-later",
    "GPL-3.0-or-later",
    "LGPL-3.0-or-later",
    "MPL-2.0",
    "BSD-3-Clause",
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "CC0-1.0",
    "DL-DE-BY-2.0",
    "DL-DE-ZERO-2.0",
)


def _line(name: str, hint: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=LABELS[name], required=False, help_text=hint, widget=widget)


def _text(name: str, hint: Any = "", *, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=LABELS[name], required=False, help_text=hint, widget=widget)


def _address(name: str, hint: Any = "") -> forms.CharField:
    return _line(name, hint, inputmode="url", spellcheck="false")


def _choice(name: str, words: Mapping[str, Any], *, hint: Any = "", empty: bool = True) -> forms.ChoiceField:
    choices = [*([CHOOSE] if empty else []), *words.items()]
    return forms.ChoiceField(label=LABELS[name], choices=choices, required=False, help_text=hint)


def _ticks(name: str, choices: Iterable[tuple[str, Any]], hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=LABELS[name],
        choices=list(choices),
        required=False,
        help_text=hint,
        widget=forms.CheckboxSelectMultiple,
    )


class StepForm(forms.Form):
    """One step; ``revision`` is the draft's as it was shown. Groups say which fields stand under which heading."""

    groups: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def without_verdict(self) -> None:
        """Show what was typed without judging it."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def names(self) -> list[str]:
        """The fields of the offer this step asks for."""
        return [name for name in self.fields if name != "revision"]

    def given(self) -> dict[str, Any]:
        """What could be read, in the shape of ``OfferContent``; a field that could not be read is left out."""
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.cleaned_data.items()
            if name != "revision"
        }

    def parts(self) -> list[tuple[Any, list[Any]]]:
        """Headings with their fields, for the page."""
        return [(title, [self[name] for name in names]) for title, names in self.groups]


class WhatForm(StepForm):
    """What it is and how far it is."""

    title = _line("title", gettext_lazy("As people would look for it. Example: Parking sensors for the town centre"))
    kind = _choice("kind", texts.RESULT_KINDS)
    summary = _line(
        "summary",
        gettext_lazy("What is it, whom does it help? At most 150 characters, without official words."),
        maxlength=str(SUMMARY_LIMIT),
    )
    description = _text(
        "description",
        gettext_lazy("What it does and how, in a few paragraphs. Lists and links in Markdown are possible."),
        rows=7,
    )
    development_status = _choice("development_status", texts.STATUSES)
    finished = _choice(
        "finished",
        texts.STATED,
        hint=gettext_lazy("Yes: it works as it is, nobody plans a change. That is a good sign, not a bad one."),
        empty=False,
    )
    last_change = PartialDateInput(label=LABELS["last_change"], help_text=gettext_lazy("For example 2025 or 09/2025."))
    last_release = PartialDateInput(label=LABELS["last_release"])
    in_operation = _choice("in_operation", texts.STATED, empty=False)
    in_operation_since = PartialDateInput(label=LABELS["in_operation_since"])

    groups = (
        (gettext_lazy("Name and kind"), ("title", "kind", "summary", "description")),
        (
            gettext_lazy("How far it is"),
            ("development_status", "finished", "last_change", "last_release", "in_operation", "in_operation_since"),
        ),
    )


class ForWhomForm(StepForm):
    """The transfer fact sheet: for whom, what it brings, how it goes."""

    target_groups = _text("target_groups", gettext_lazy("Who uses it? Example: citizens, the office for public order"))
    scope = _text("scope", gettext_lazy("What is part of it, what is not? Example: sensors and map, but no payment"))
    transfer_value = _text(
        "transfer_value", gettext_lazy("What does a municipality spare by taking it over, what does it have to spend?")
    )
    stakeholders = _text("stakeholders", gettext_lazy("Example: IT provider, data protection officer, staff council"))
    best_practice = _text("best_practice", gettext_lazy("What would you advise a municipality that begins tomorrow?"))
    legal_basis = _text(
        "legal_basis", gettext_lazy("Example: § 41 GO NRW; a council's decision was not needed"), rows=2
    )
    small_towns = _choice("small_towns", texts.STATED, empty=False)
    size_classes = _ticks("size_classes", SIZES)

    groups = (
        (gettext_lazy("Transfer fact sheet"), ("target_groups", "scope", "transfer_value", "stakeholders")),
        (gettext_lazy("From experience"), ("best_practice", "legal_basis")),
        (gettext_lazy("Which municipalities"), ("small_towns", "size_classes")),
    )


class NeedsForm(StepForm):
    """Standards, platforms, languages; products and keys are rows."""

    standards = LinesInput(
        label=LABELS["standards"], help_text=gettext_lazy("One a line. Example: LoRaWAN, OGC SensorThings")
    )
    platforms = LinesInput(
        label=LABELS["platforms"], help_text=gettext_lazy("One a line. Example: web, android, ios, linux")
    )
    languages = LinesInput(
        label=LABELS["languages"],
        help_text=gettext_lazy("Codes of the languages it speaks, one a line. Example: de, en"),
    )
    no_products = forms.BooleanField(
        label=gettext_lazy("It presupposes no product"),
        required=False,
        help_text=gettext_lazy("Tick this rather than leaving the products below empty: then it is known."),
    )
    groups = (
        (gettext_lazy("Standards and surroundings"), ("standards", "platforms", "languages")),
        (gettext_lazy("Without any product?"), ("no_products",)),
    )


class EffortForm(StepForm):
    """Ways of procurement; figures are rows."""

    procurement = _ticks(
        "procurement", texts.PROCUREMENT.items(), gettext_lazy("Ways municipalities went; facts, no legal advice.")
    )
    groups = ((gettext_lazy("How one comes by it"), ("procurement",)),)


class LicenceForm(StepForm):
    """Rights and sources; documents are rows."""

    licence = _line(
        "licence",
        gettext_lazy(
            "The SPDX name, for example EUPL-1.2 for software or CC-BY-4.0 for texts. “Licence-free” names no licence "
            "and gives nobody the right to take it over."
        ),
        list="known-licences",
        spellcheck="false",
    )
    repository_url = _address("repository_url", gettext_lazy("Example: https://gitlab.opencode.de/example/parking"))
    landing_url = _address("landing_url", gettext_lazy("A page that explains it, if there is one."))
    data_protection_url = _address("data_protection_url")
    accessibility_url = _address("accessibility_url")
    groups = (
        (gettext_lazy("Licence"), ("licence",)),
        (gettext_lazy("Where it is"), ("repository_url", "landing_url")),
        (gettext_lazy("Statements"), ("data_protection_url", "accessibility_url")),
    )


class AnswersForm(StepForm):
    """Who answers, and what has replaced it."""

    mailbox = _line(
        "mailbox",
        gettext_lazy(
            "Requests go there; it is never shown publicly. No person's own address. Empty: the mailbox of who looks "
            "after it, or of the lead."
        ),
        inputmode="email",
        spellcheck="false",
    )
    caretaker = forms.ChoiceField(label=LABELS["caretaker"], required=False)
    superseded_by = forms.ChoiceField(label=LABELS["superseded_by"], required=False)
    superseded_note = _line("superseded_note", gettext_lazy("For example a service of the Land; in a few words."))
    groups = (
        (gettext_lazy("Who answers"), ("mailbox", "caretaker")),
        (gettext_lazy("Superseded"), ("superseded_by", "superseded_note")),
    )

    def offer(
        self, organisations: Iterable[tuple[str, str]], offers: Iterable[tuple[str, str]], kept: OfferContent
    ) -> None:
        """Fill the two lists; what is stored stays choosable even when it has left the list."""
        for name, empty, rows in (
            ("caretaker", _("nobody named"), organisations),
            ("superseded_by", _("not replaced by an offer of this site"), offers),
        ):
            known = list(rows)
            stored = getattr(kept, name)
            if stored and stored not in dict(known):
                known.append((stored, stored))
            self.fields[name].choices = [("", empty), *known]  # type: ignore[attr-defined] # a ChoiceField, declared above


class DaysInput(AmountInput):
    """Person days with the separators of the language."""

    def prepare_value(self, value: Any) -> Any:
        """Half a day needs one place, whole days none."""
        shown = super().prepare_value(value)
        return shown.removesuffix("0") if isinstance(value, Decimal) and shown[-3:-2] in {",", "."} else shown


class StepRow(Row):
    """One row of an offer."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.label = ROW_LABELS.get(name, field.label)


def _short(hint: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(required=False, help_text=hint, widget=widget)


class ProductForm(StepRow):
    """A product that has to be there."""

    name = _short(gettext_lazy("Example: a LoRaWAN network server"))
    proprietary = forms.ChoiceField(choices=list(texts.STATED.items()), required=False, initial="unknown")
    alternative = _short(gettext_lazy("For a proprietary one: what else would do?"))


class KeyForm(StepRow):
    """A key of German administration."""

    scheme = forms.ChoiceField(choices=[CHOOSE, *texts.KEY_SCHEMES.items()], required=False)
    key = _short(gettext_lazy("Example: 99108008000000"), spellcheck="false")


class EffortRowForm(StepRow):
    """Figures for one size of municipality."""

    size_class = forms.ChoiceField(choices=[("", gettext_lazy("any size")), *SIZES], required=False)
    year = forms.IntegerField(
        required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    stated_by = _short(gettext_lazy("Example: city of Beispielstadt"))
    introduction_days = DaysInput()
    introduction_cost = AmountInput()
    yearly_days = DaysInput()
    yearly_cost = AmountInput()


class PaperForm(StepRow):
    """A document that helps."""

    title = _short()
    kind = forms.ChoiceField(choices=list(texts.DOCUMENT_KINDS.items()), required=False, initial="other")
    url = _short(inputmode="url", spellcheck="false")
    licence = _short(gettext_lazy("Example: CC-BY-4.0"), list="known-licences", spellcheck="false")


if TYPE_CHECKING:
    _RowSet = BaseFormSet[StepRow]
else:
    _RowSet = BaseFormSet


class StepRows(_RowSet):
    """Rows of an offer that come and go with and without script; each becomes one plain value."""

    name: ClassVar[str]
    title: ClassVar[Any]
    made: ClassVar[type[Any]]
    item: ClassVar[Any]
    one_more: ClassVar[Any]
    hint: ClassVar[Any] = ""
    fields: ClassVar[Mapping[str, str]] = {}  # which field of a row a refusal's code belongs to

    def initial_form_count(self) -> int:
        """No row is special: one that was emptied counts as removed."""
        return 0

    def clean(self) -> None:
        """Fewer than no rows is no statement (and would clear all of them)."""
        if self.total_form_count() < 0:
            raise ValidationError(_("This sheet of the form is no longer valid. Please save again."))

    @property
    def readable(self) -> bool:
        """Whether the page said at all which rows there are."""
        return bool(self.management_form.is_valid()) and self.total_form_count() >= 0

    def filled(self) -> list[tuple[StepRow, Any]]:
        """The rows that count with their plain value; what could not be read of a row is left out."""
        found = []
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if form.has_changed() and not data.get(DELETION_FIELD_NAME):
                values = {key: value for key, value in data.items() if key != DELETION_FIELD_NAME}
                found.append((form, self.made(**self.complete(values))))
        return found

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """The arguments of the plain value: what has no default gets one."""
        return values


class Products(StepRows):
    """What is presupposed."""

    name = "products"
    title = LABELS["products"]
    made = Product
    item = gettext_lazy("Product")
    one_more = gettext_lazy("Add a product")
    hint = gettext_lazy("Products the result cannot do without.")
    fields = {"product_name": "name"}

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """A product is named by its name; nobody said whether it is proprietary: not known."""
        return {"name": "", **values, "proprietary": values.get("proprietary") or "unknown"}


class Keys(StepRows):
    """Keys of services and standards."""

    name = "keys"
    title = LABELS["keys"]
    made = ServiceKey
    item = gettext_lazy("Key")
    one_more = gettext_lazy("Add a key")
    hint = gettext_lazy("For services of administration: people find it by their number.")
    fields = {"key_missing": "key"}

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """Kind and key may be missing while typing."""
        return {"scheme": "", "key": "", **values}


class Efforts(StepRows):
    """Figures by size of municipality."""

    name = "efforts"
    title = LABELS["efforts"]
    made = Effort
    item = gettext_lazy("Figures")
    one_more = gettext_lazy("Add figures for another size")
    hint = gettext_lazy(
        "What it took with you, or with a municipality that took it over. Numbers as you write them: 1.250,50. "
        "Leave empty what nobody knows."
    )
    fields = {"effort_year": "year"}


class Papers(StepRows):
    """Documents."""

    name = "papers"
    title = LABELS["papers"]
    made = Paper
    item = gettext_lazy("Document")
    one_more = gettext_lazy("Add a document")
    hint = gettext_lazy("Guides, concepts, contracts, data sheets: whatever helps to introduce and to run it.")
    fields = {"paper_incomplete": "title", "address_wrong": "url", "licence_unknown": "licence"}

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """Title and address may be missing while typing."""
        return {"title": "", "url": "", **values, "kind": values.get("kind") or "other"}


_LIMITS: dict[str, Any] = {
    "extra": 1,
    "max_num": LISTS_LIMIT,
    "absolute_max": LISTS_LIMIT + 1,
    "can_delete": True,
    "can_delete_extra": True,
}
ROWS: Mapping[str, Any] = {
    group.name: formset_factory(form, formset=group, **_LIMITS)
    for group, form in ((Products, ProductForm), (Keys, KeyForm), (Efforts, EffortRowForm), (Papers, PaperForm))
}


class NewOfferForm(OfficeForm):
    """An offer begins with the project it comes from."""

    project = forms.ModelChoiceField(
        Project.objects.none(),
        to_field_name="slug",
        label=gettext_lazy("Project"),
        empty_label=gettext_lazy("Please choose"),
        help_text=gettext_lazy("What the project's record already says is taken over; nothing is typed twice."),
    )
    kind = forms.ChoiceField(label=LABELS["kind"], choices=[CHOOSE, *texts.RESULT_KINDS.items()])
    title = forms.CharField(
        label=LABELS["title"],
        max_length=250,
        required=False,
        help_text=gettext_lazy("Empty: the title of the project."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, projects: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined] # a ModelChoiceField, declared above


class OfferMark(OfficeForm):
    """On which published version a deed stands; 0 before the first."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class PublishForm(OfferMark):
    """Publish the draft as it was shown."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("What is new"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("One sentence for those who follow the offer; it stands in the list of versions."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class WithdrawForm(VersionedForm):
    """Why an offer leaves the public site."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Please give the reason.")},
    )


class JudgeForm(OfficeForm):
    """What a person found on one criterion."""

    criterion = forms.ChoiceField(label=gettext_lazy("Criterion"))
    verdict = forms.ChoiceField(label=gettext_lazy("Your finding"))
    link = WebAddressInput(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("The address of a page that shows it. Your finding holds for a year."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        verdicts = ("met", "partly", "not", "not_applicable")
        criteria = [(key, _(CRITERIA[key])) for key in readiness.CRITERIA]
        self.fields["criterion"].choices = [("", _("Please choose")), *criteria]  # type: ignore[attr-defined] # a ChoiceField, declared above
        self.fields["verdict"].choices = [("", _("Please choose")), *((v, _(VERDICTS[v])) for v in verdicts)]  # type: ignore[attr-defined] # the same


class ReadForm(OfficeForm):
    """A publiccode.yml: pasted, or as a file."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    text = forms.CharField(
        label=gettext_lazy("Content of the file"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "code-input"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or the file itself"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("publiccode.yml, at most 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".yml,.yaml"}),
    )

    def document(self, limit: int) -> bytes:
        """The bytes handed in; a file counts before a text. ValidationError when there is none or too much."""
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text") or ""
        if file is None and not text.strip():
            raise ValidationError(_("Paste the content of the file, or choose the file."))
        if (file.size if file is not None else len(text)) > limit:
            raise ValidationError(_("This file is larger than 1 MB."))
        return file.read() if file is not None else text.encode()
