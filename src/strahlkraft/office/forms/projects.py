"""The sections of a project: each is one page, and saving it touches nothing else."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.network.models import Region
from strahlkraft.network.queries import regions_of
from strahlkraft.office.forms.base import (
    UNKNOWN_CHOICE,
    AddressLinesInput,
    LinesInput,
    OfficeForm,
    PartialDateInput,
    VersionedForm,
    WebAddressInput,
)
from strahlkraft.projects import access, texts
from strahlkraft.projects.forms_data import ProjectInput, TruthRow
from strahlkraft.projects.models import (
    FieldOfAction,
    FundingState,
    LicenceState,
    PhaseKind,
    Project,
    Publication,
    RecordKind,
    TruthKind,
    TruthValue,
)

TEXT_LIMIT = 20_000  # characters of a long text; the longest of the programme has about 2,000
RESULT_KINDS = [(key, word) for key, word in texts.RESULT_KINDS.items() if key != "unknown"]


def _text(label: Any, *, rows: int = 4, hint: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=TEXT_LIMIT,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class CreateForm(OfficeForm):
    """The few things a new record needs; everything else follows section by section."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=250)
    region = forms.ModelChoiceField(Region.objects.none(), label=gettext_lazy("Home region"), empty_label=None)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of record"), choices=RecordKind.choices)
    summary = _text(
        gettext_lazy("Summary in plain words"),
        hint=gettext_lazy("Two or three sentences without official words: what is it, whom does it help?"),
    )
    sources = AddressLinesInput(
        label=gettext_lazy("Sources"),
        help_text=gettext_lazy("Web addresses where the facts stand, one a line. You can add them later."),
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self, "region", regions_of(by, Right.PUBLISH_PROJECTS))

    def given(self) -> ProjectInput:
        """What the action gets."""
        data = self.cleaned_data
        return ProjectInput(
            title=data["title"], summary=data["summary"], region_id=data["region"].pk, source_urls=data["sources"]
        )


class SectionForm(VersionedForm):
    """One section; remembers what was shown, so that only what this person changed counts as theirs."""

    groups: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()

    def __init__(self, *args: Any, by: Actor, project: Project, **options: Any) -> None:
        options["initial"] = {"version": project.version, **self.initial_of(project), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self.by, self.project = by, project
        self.prepare()
        for name, field in self.fields.items():
            field.show_hidden_initial = name not in {"version", "submission"}

    def prepare(self) -> None:
        """Narrow choices to what this person and this record allow."""

    @classmethod
    def initial_of(cls, project: Project) -> dict[str, Any]:
        """The stored values, in the shape of ``cleaned_data``."""
        raise NotImplementedError

    def given(self) -> ProjectInput:
        """What the action gets; parts of other sections stay None."""
        raise NotImplementedError

    def parts(self) -> list[tuple[Any, list[Any]]]:
        """Headings with their fields, for the page."""
        return [(title, [self[name] for name in names]) for title, names in self.groups]


class BasicsForm(SectionForm):
    """What the project is."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=250)
    title_confirmed = forms.BooleanField(
        label=gettext_lazy("A source confirms this as the official title"), required=False
    )
    aliases = LinesInput(
        label=gettext_lazy("Other names"),
        help_text=gettext_lazy("Earlier or common names, one a line. People find the project by them."),
    )
    region = forms.ModelChoiceField(Region.objects.none(), label=gettext_lazy("Home region"), empty_label=None)
    also_regions = forms.ModelMultipleChoiceField(
        Region.objects.none(),
        label=gettext_lazy("Also in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    result_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of result"),
        choices=RESULT_KINDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    fields_of_action = forms.ModelMultipleChoiceField(
        FieldOfAction.objects.none(),
        label=gettext_lazy("Fields of action"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    summary = _text(
        gettext_lazy("Summary in plain words"),
        hint=gettext_lazy("Two or three sentences without official words: what is it, whom does it help?"),
    )
    benefit = _text(gettext_lazy("Benefit for all municipalities"))
    unique_feature = _text(gettext_lazy("What is special about it"))
    notes = _text(
        gettext_lazy("Notes"), hint=gettext_lazy("Shown on the project page; not a place for internal remarks.")
    )
    search_words = _text(
        gettext_lazy("Search words"),
        rows=2,
        hint=gettext_lazy("Words people might look for that stand nowhere else."),
    )

    groups = (
        (gettext_lazy("Name"), ("title", "title_confirmed", "aliases")),
        (gettext_lazy("Where it belongs"), ("region", "also_regions", "fields_of_action", "result_kinds")),
        (gettext_lazy("In words"), ("summary", "benefit", "unique_feature", "notes", "search_words")),
    )

    def prepare(self) -> None:
        """The home region can only move to a region of one's own office."""
        own = regions_of(self.by, Right.PUBLISH_PROJECTS) | Region.objects.filter(pk=self.project.region_id)
        _choose(self, "region", own.distinct())
        _choose(self, "also_regions", Region.objects.all())
        _choose(self, "fields_of_action", FieldOfAction.objects.all())

    @classmethod
    def initial_of(cls, project: Project) -> dict[str, Any]:
        """The stored values."""
        names = ("title", "title_confirmed", "summary", "benefit", "unique_feature", "notes", "search_words", "region")
        return {name: getattr(project, name) for name in names} | {
            "aliases": tuple(project.aliases.values_list("title", flat=True)),
            "also_regions": list(project.also_regions.all()),
            "fields_of_action": list(project.fields_of_action.all()),
            "result_kinds": list(project.result_kinds),
        }

    def given(self) -> ProjectInput:
        """The basics."""
        data = self.cleaned_data
        return ProjectInput(
            title=data["title"],
            title_confirmed=data["title_confirmed"],
            summary=data["summary"],
            benefit=data["benefit"],
            unique_feature=data["unique_feature"],
            notes=data["notes"],
            search_words=data["search_words"],
            region_id=data["region"].pk,
            also_region_ids=tuple(region.pk for region in data["also_regions"] if region != data["region"]),
            field_of_action_ids=tuple(field.pk for field in data["fields_of_action"]),
            result_kinds=tuple(data["result_kinds"]),
            aliases=data["aliases"],
        )


TRUTH_QUESTIONS = {
    TruthKind.CLOSED: gettext_lazy("Formally closed?"),
    TruthKind.OPERATION: gettext_lazy("In operation?"),
    TruthKind.REUSABLE: gettext_lazy("Reusable?"),
}
TRUTH_PARTS = ("value", "since", "as_of", "wording", "source_url")


def _truth_fields(kind: str) -> dict[str, forms.Field]:
    return {
        f"{kind}_value": forms.ChoiceField(
            label=gettext_lazy("Answer"),
            choices=[UNKNOWN_CHOICE, *TruthValue.choices],
            required=False,
        ),
        f"{kind}_since": PartialDateInput(label=gettext_lazy("Since")),
        f"{kind}_as_of": PartialDateInput(label=gettext_lazy("As of")),
        f"{kind}_wording": forms.CharField(label=gettext_lazy("Wording of the source"), max_length=250, required=False),
        f"{kind}_source_url": WebAddressInput(label=gettext_lazy("Address of the source")),
    }


class StateForm(SectionForm):
    """The three truths and the phases of the register."""

    groups = (
        *((TRUTH_QUESTIONS[kind], tuple(f"{kind.value}_{part}" for part in TRUTH_PARTS)) for kind in TruthKind),
        *((kind.label, (f"{kind.value}_planned", f"{kind.value}_actual")) for kind in PhaseKind),
    )

    def prepare(self) -> None:
        """The same five fields for each truth, the same two for each phase."""
        for kind in TruthKind:
            self.fields |= _truth_fields(kind.value)
        for phase in PhaseKind:
            self.fields[f"{phase.value}_planned"] = PartialDateInput(label=gettext_lazy("Planned"))
            self.fields[f"{phase.value}_actual"] = PartialDateInput(label=gettext_lazy("Actual"))

    @classmethod
    def initial_of(cls, project: Project) -> dict[str, Any]:
        """The current statements; what nobody stated stays empty."""
        found: dict[str, Any] = {}
        for kind in TruthKind:
            found |= {f"{kind.value}_{part}": "" for part in TRUTH_PARTS}
        for step in PhaseKind:
            found |= {f"{step.value}_planned": "", f"{step.value}_actual": ""}
        for truth in project.truths.filter(current=True).select_related("source"):
            found |= {f"{truth.kind}_{part}": getattr(truth, part) for part in TRUTH_PARTS[:-1]}
            found[f"{truth.kind}_source_url"] = truth.source.url if truth.source else ""
        for phase in project.phases.all():
            found |= {f"{phase.kind}_planned": phase.planned, f"{phase.kind}_actual": phase.actual}
        return found

    def clean(self) -> dict[str, Any]:
        """Dates, words and sources belong to an answer."""
        data = super().clean() or self.cleaned_data
        for kind in TruthKind:
            rest = [data.get(f"{kind.value}_{part}") for part in TRUTH_PARTS[1:]]
            if any(rest) and not data.get(f"{kind.value}_value") and f"{kind.value}_value" in data:
                self.add_error(
                    f"{kind.value}_value", _("Choose yes or no, or leave the other fields of this question empty.")
                )
        return data

    def given(self) -> ProjectInput:
        """Truths and phases."""
        data = self.cleaned_data
        return ProjectInput(
            truths={
                kind.value: TruthRow(**{part: data[f"{kind.value}_{part}"] for part in TRUTH_PARTS})
                for kind in TruthKind
            },
            phases={kind.value: (data[f"{kind.value}_planned"], data[f"{kind.value}_actual"]) for kind in PhaseKind},
        )


class SourcesForm(SectionForm):
    """The pages the record rests on."""

    sources = AddressLinesInput(
        label=gettext_lazy("Pages read about this project"),
        help_text=gettext_lazy("Web addresses, one a line; the first is the main one."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    groups = ((gettext_lazy("Sources"), ("sources",)),)

    @classmethod
    def initial_of(cls, project: Project) -> dict[str, Any]:
        """Their addresses in order."""
        return {"sources": tuple(link.source.url for link in project.source_links.select_related("source"))}

    def given(self) -> ProjectInput:
        """The sources."""
        return ProjectInput(source_urls=self.cleaned_data["sources"])


class LicenceForm(SectionForm):
    """Under which terms the result can be taken over, and what has replaced it."""

    licence_state = forms.ChoiceField(
        label=gettext_lazy("What sources say about the licence"),
        choices=LicenceState.choices,
        help_text=gettext_lazy("The wording itself is a fact with its source: see “Facts with sources”."),
    )
    funding_state = forms.ChoiceField(label=gettext_lazy("Funding"), choices=FundingState.choices)
    superseded_by = forms.ModelChoiceField(
        Project.objects.none(),
        label=gettext_lazy("Replaced by this project"),
        required=False,
        empty_label=gettext_lazy("not replaced by a project of the register"),
    )
    superseded_note = forms.CharField(
        label=gettext_lazy("Replaced by something else"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For example a service of the Land; in a few words."),
    )
    groups = (
        (gettext_lazy("Licence and funding"), ("licence_state", "funding_state")),
        (gettext_lazy("Superseded"), ("superseded_by", "superseded_note")),
    )

    def prepare(self) -> None:
        """Any visible record but this one."""
        others = access.visible_to(self.by).exclude(publication=Publication.MERGED)
        present = Q(pk=self.project.superseded_by_id) if self.project.superseded_by_id else Q(pk__in=[])
        others = (others | Project.objects.filter(present)).exclude(pk=self.project.pk)
        _choose(self, "superseded_by", others.distinct().order_by("title"))

    @classmethod
    def initial_of(cls, project: Project) -> dict[str, Any]:
        """The stored values."""
        names = ("licence_state", "funding_state", "superseded_by", "superseded_note")
        return {name: getattr(project, name) for name in names}

    def given(self) -> ProjectInput:
        """Licence, funding, successor; 0 takes a successor back."""
        data = self.cleaned_data
        return ProjectInput(
            licence_state=data["licence_state"],
            funding_state=data["funding_state"],
            superseded_by_id=data["superseded_by"].pk if data["superseded_by"] else 0,
            superseded_note=data["superseded_note"],
        )


class ReasonForm(VersionedForm):
    """Why a record is taken off the public site."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Please give the reason.")},
        help_text=gettext_lazy("Stands in the history; colleagues will thank you."),
    )


class MergeForm(VersionedForm):
    """Into which record a duplicate goes."""

    target = forms.ModelChoiceField(
        Project.objects.none(),
        to_field_name="slug",
        label=gettext_lazy("Merge into"),
        empty_label=gettext_lazy("Please choose"),
    )

    def __init__(self, *args: Any, targets: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self, "target", targets)


def _choose(form: forms.Form, name: str, queryset: Any) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = queryset
