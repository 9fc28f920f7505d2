"""Forms of closing, deadlines, handing over and posts; what is allowed is said by the rules."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from strahlkraft.design.fields import DayInput, ShownVersion
from strahlkraft.network.models import Organisation, Region
from strahlkraft.office.forms.base import OfficeForm, VersionedForm
from strahlkraft.projects.models import Project
from strahlkraft.steering.actions.closure import Settling
from strahlkraft.steering.actions.handover import Naming
from strahlkraft.steering.models import ClosureItem, Handover, Position, StoredFile
from strahlkraft.steering.rules.closure import EVIDENCE_LIMIT, RECIPIENT_LIMIT, Truths
from strahlkraft.steering.rules.deadlines import REASON_LIMIT, TITLE_LIMIT, ManualDeadline
from strahlkraft.steering.rules.staffing import PositionInput


def _text(label: Any, limit: int, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}), **options)


def _project(*, required: bool) -> Any:
    return forms.ModelChoiceField(
        Project.objects.none(),
        to_field_name="slug",
        label=gettext_lazy("Project"),
        required=required,
        empty_label=gettext_lazy("Please choose") if required else gettext_lazy("the whole region"),
    )


def _region() -> Any:
    return forms.ModelChoiceField(Region.objects.none(), label=gettext_lazy("Region"), empty_label=None)


class OfRegions(OfficeForm):
    """A form for the regions somebody steers; with one region there is nothing to choose."""

    def __init__(self, *args: Any, regions: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["region"]
        field.queryset = regions
        if len(regions) == 1:
            field.widget, field.initial = forms.HiddenInput(), regions[0].pk


# ---- closing


class BeginForm(OfficeForm):
    """Which project, or whose part of it."""

    project = _project(required=True)
    recipient = forms.CharField(
        label=gettext_lazy("Only for this recipient of the grant"),
        required=False,
        max_length=RECIPIENT_LIMIT,
        help_text=gettext_lazy(
            "Leave empty to close the whole project. A body with its own grant gets its own checklist."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    target_on = DayInput(label=gettext_lazy("To be closed by"), required=False)

    def __init__(self, *args: Any, projects: QuerySet[Project], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["project"]
        field.queryset = projects


class TargetForm(VersionedForm):
    """By when it is to be closed."""

    target_on = DayInput(label=gettext_lazy("To be closed by"), required=False)


class FinishForm(VersionedForm):
    """What shows that a line is done."""

    evidence = _text(gettext_lazy("What shows it?"), EVIDENCE_LIMIT, required=False)
    file = forms.ModelChoiceField(
        StoredFile.objects.none(),
        to_field_name="code",
        label=gettext_lazy("File of the project's record"),
        required=False,
        empty_label=gettext_lazy("no file"),
    )

    def __init__(self, *args: Any, files: QuerySet[StoredFile], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["file"]
        field.queryset = files

    def given(self) -> Settling:
        """What becomes of the line."""
        file = self.cleaned_data["file"]
        return Settling("finish", evidence=self.cleaned_data["evidence"], file=file.code if file else "")


class WhyForm(VersionedForm):
    """Why a line does not apply, or why it is opened again."""

    reason = _text(gettext_lazy("Why?"), REASON_LIMIT)


TRUTHS = (("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")), ("unknown", gettext_lazy("not known")))


class CloseForm(VersionedForm):
    """The three truths of the project, asked one by one."""

    closed_on = DayInput(label=gettext_lazy("Formally closed on"))
    in_operation = forms.ChoiceField(
        label=gettext_lazy("Is the result in operation?"), choices=TRUTHS, widget=forms.RadioSelect
    )
    reusable = forms.ChoiceField(
        label=gettext_lazy("Can others take it over?"), choices=TRUTHS, widget=forms.RadioSelect
    )

    def given(self) -> Truths:
        """What the closing says of the project."""
        data = self.cleaned_data
        return Truths(data["closed_on"], data["in_operation"], data["reusable"])


class ClosePartForm(VersionedForm):
    """One recipient's part says nothing of the project."""


# ---- deadlines


class DeadlineForm(OfRegions):
    """A deadline somebody types."""

    region = _region()
    project = _project(required=False)
    title = forms.CharField(
        label=gettext_lazy("What is due?"),
        max_length=TITLE_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    latest_on = DayInput(label=gettext_lazy("At the latest"))
    target_on = DayInput(
        label=gettext_lazy("Our own target"),
        required=False,
        help_text=gettext_lazy("Left empty: the last working day before."),
    )
    legal = forms.BooleanField(
        label=gettext_lazy("A right or money is lost when it is missed"),
        required=False,
        help_text=gettext_lazy("It then stands first on the list of the day and cannot be put off beyond its day."),
    )
    reason = _text(
        gettext_lazy("Where does it come from?"),
        REASON_LIMIT,
        rows=2,
        help_text=gettext_lazy(
            "For example the notice with its file reference. Deadlines that can be computed need no typing."
        ),
    )

    def __init__(self, *args: Any, projects: QuerySet[Project], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["project"]
        field.queryset = projects

    def clean(self) -> dict[str, Any]:
        """The project lies in the region."""
        data = super().clean() or {}
        project, region = data.get("project"), data.get("region")
        if project and region and project.region_id != region.pk:
            self.add_error("project", _("This project belongs to another region."))
        return data

    def given(self) -> ManualDeadline:
        """The deadline as typed."""
        data = self.cleaned_data
        return ManualDeadline(data["title"], data["latest_on"], data["reason"], data["target_on"], data["legal"])


# ---- handing over


class BodyForm(OfficeForm):
    """The body for a region's remaining matters, or for one project's."""

    project = _project(required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Body"), empty_label=gettext_lazy("Please choose")
    )
    mailbox = forms.EmailField(
        label=gettext_lazy("Function mailbox"),
        max_length=254,
        help_text=gettext_lazy("For example digitales@stadt-beispiel.de; no person's own address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    from_on = DayInput(label=gettext_lazy("Responsible from"))
    note = _text(gettext_lazy("What the body should know"), 2000, required=False)

    def __init__(self, *args: Any, projects: QuerySet[Project], bodies: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        of: Any = self.fields["project"]
        of.queryset = projects
        body: Any = self.fields["organisation"]
        body.queryset = bodies

    @staticmethod
    def initial_of(row: Handover) -> dict[str, Any]:
        """What is named already, to be changed."""
        return {
            "project": row.project.slug if row.project else None,
            "organisation": row.organisation_id,
            "mailbox": row.mailbox,
            "from_on": row.from_on,
            "note": row.note,
        }

    def given(self) -> Naming:
        """The body as named."""
        data = self.cleaned_data
        return Naming(data["organisation"].pk, data["mailbox"], data["from_on"], data["note"])

    def project_slug(self) -> str:
        """The project it is for; empty for the whole region."""
        project = self.cleaned_data["project"]
        return project.slug if project else ""


class ConfirmBodyForm(OfficeForm):
    """Confirms what stood on the page."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=254)


class BundleForm(OfficeForm):
    """The whole region, or one recipient."""

    recipient = forms.ChoiceField(label=gettext_lazy("For"), required=False)

    def __init__(self, *args: Any, recipients: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["recipient"]
        field.choices = [("", _("the whole region")), *((name, name) for name in recipients)]


# ---- posts


class PositionForm(OfRegions):
    """A post of the office; never a person."""

    region = _region()
    label = forms.CharField(
        label=gettext_lazy("Post"),
        max_length=120,
        help_text=gettext_lazy("The post, for example “project management”; no person's name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Employer"),
        required=False,
        empty_label=gettext_lazy("not known"),
    )
    share = forms.DecimalField(
        label=gettext_lazy("Share of a full post"),
        max_digits=3,
        decimal_places=2,
        localize=True,
        help_text=gettext_lazy("1 is a full post, 0.5 a half one."),
    )
    funded_rate = forms.DecimalField(
        label=gettext_lazy("Funded share in percent"), max_digits=5, decimal_places=2, required=False, localize=True
    )
    starts_on = DayInput(label=pgettext_lazy("date", "From"))
    ends_on = DayInput(label=gettext_lazy("Until"), required=False)
    version = ShownVersion(required=False)

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organisation"]
        field.queryset = bodies

    @staticmethod
    def initial_of(row: Position) -> dict[str, Any]:
        """The post as it is stored."""
        names = ("label", "share", "funded_rate", "starts_on", "ends_on", "version")
        stored = {name: getattr(row, name) for name in names}
        return stored | {"region": row.region_id, "organisation": row.organisation_id}

    def given(self) -> PositionInput:
        """The post as typed."""
        data = self.cleaned_data
        return PositionInput(
            label=data["label"].strip(),
            share=data["share"] or Decimal(0),
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            funded_rate=data["funded_rate"],
            organisation_id=data["organisation"].pk if data["organisation"] else None,
        )


def forms_of_item(
    item: ClosureItem, version: int, files: QuerySet[StoredFile], data: Any = None, deed: str = ""
) -> dict[str, OfficeForm]:
    """By deed: what can become of a line as it stands; ``data`` goes to the one that was sent."""
    initial = {"version": version}
    if item.state != "open":
        return {"reopen": WhyForm(data, initial=initial, prefix="reopen")}
    return {
        "finish": FinishForm(data if deed == "finish" else None, initial=initial, files=files, prefix="finish"),
        "rule_out": WhyForm(data if deed == "rule_out" else None, initial=initial, prefix="rule_out"),
    }
