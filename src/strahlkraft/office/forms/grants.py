"""Forms of grants: applying, early start, the steps, corrections; what is allowed is said by the rules."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.funding import texts
from strahlkraft.funding.models import Grant
from strahlkraft.funding.rules import grants as rules
from strahlkraft.funding.rules.grants import BEFORE_SETTLED, ConsentInput, GrantInput
from strahlkraft.funding.rules.vocabulary import GrantState
from strahlkraft.network.models import Organisation, Region
from strahlkraft.office.forms.base import AmountInput, OfficeForm, VersionedForm
from strahlkraft.projects.models import Project

FILE_ENDINGS = ".pdf,.png,.jpg,.jpeg,.webp,.zip,.docx,.xlsx,.pptx,.odt,.ods"


def day_field(label: Any, **options: Any) -> DayInput:
    """A day, chosen or typed."""
    options.setdefault("required", False)
    return DayInput(label=label, **options)


def line_field(label: Any, limit: int, **options: Any) -> forms.CharField:
    """One line of text."""
    return forms.CharField(
        label=label, max_length=limit, widget=forms.TextInput(attrs={"autocomplete": "off"}), **options
    )


def text_field(label: Any, limit: int, rows: int = 3, **options: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}), **options)


def file_field(label: Any, **options: Any) -> forms.FileField:
    """A paper of the record; its real type is looked at when it is kept."""
    return forms.FileField(
        label=label,
        required=False,
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": FILE_ENDINGS}),
        **options,
    )


class PercentInput(AmountInput):
    """A rate in percent with the separators of the language."""

    def clean(self, value: Any) -> Any:
        """The exact rate, None when empty."""
        try:
            return super().clean(value)
        except ValidationError as error:
            raise ValidationError(_("Please write a number, for example 80."), code="number") from error


class GrantForm(OfficeForm):
    """What is said about a grant when it is applied for."""

    region = forms.ModelChoiceField(Region.objects.none(), label=gettext_lazy("Region"), empty_label=None)
    title = line_field(gettext_lazy("What the money is for"), rules.TITLE_LIMIT)
    funding_object = forms.ChoiceField(
        label=gettext_lazy("What the guideline funds"), choices=list(texts.FUNDING_OBJECTS.items())
    )
    project = forms.ModelChoiceField(
        Project.objects.none(),
        to_field_name="slug",
        label=gettext_lazy("Project"),
        required=False,
        empty_label=gettext_lazy("none: the project office's own grant"),
    )
    recipient = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Recipient"), empty_label=gettext_lazy("Please choose")
    )
    recipient_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of recipient"),
        choices=list(texts.RECIPIENT_KINDS.items()),
        help_text=gettext_lazy("It decides on the side clauses and the highest rate."),
    )
    financing_mode = forms.ChoiceField(
        label=gettext_lazy("Kind of financing"), choices=list(texts.FINANCING_MODES.items())
    )
    parent = forms.ModelChoiceField(
        Grant.objects.none(),
        to_field_name="code",
        label=gettext_lazy("Forwarded from"),
        required=False,
        empty_label=gettext_lazy("from no other grant"),
        help_text=gettext_lazy("Only where the authority agreed that a recipient passes the money on."),
    )
    applied_on = day_field(gettext_lazy("Applied for on"))
    has_audit_office = forms.BooleanField(
        label=gettext_lazy("The recipient has an audit office of its own"), required=False, initial=True
    )
    deducts_input_tax = forms.BooleanField(
        label=gettext_lazy("The recipient may deduct input tax: net amounts count"), required=False
    )

    def __init__(self, *args: Any, regions: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        here: dict[str, Any] = dict(self.fields)
        here["region"].queryset = regions
        if len(regions) == 1:
            here["region"].widget, here["region"].initial = forms.HiddenInput(), regions[0].pk
        here["project"].queryset = Project.objects.filter(region__in=regions).order_by("title")
        here["recipient"].queryset = Organisation.objects.order_by("name")
        parents = Grant.objects.filter(region__in=regions, parent=None, state__in=BEFORE_SETTLED)
        here["parent"].queryset = parents.select_related("recipient", "project")

    def given(self) -> GrantInput:
        """What the rules and the action take."""
        data = self.cleaned_data
        project = data["project"]
        return GrantInput(
            title=data["title"],
            recipient=data["recipient"].pk,
            project=project.pk if project else None,
            funding_object=data["funding_object"],
            recipient_kind=data["recipient_kind"],
            financing_mode=data["financing_mode"],
            applied_on=data["applied_on"],
            has_audit_office=data["has_audit_office"],
            deducts_input_tax=data["deducts_input_tax"],
        )


class EditGrantForm(GrantForm):
    """The same for a grant that is there; after the decision only what the notice does not say."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, grant: Grant, **options: Any) -> None:
        super().__init__(*args, regions=Region.objects.filter(pk=grant.region_id), **options)
        del self.fields["parent"]
        self.grant = grant
        if grant.state != GrantState.APPLIED:
            for name in ("funding_object", "project", "recipient", "recipient_kind", "financing_mode", "applied_on"):
                self.fields[name].disabled = True


def initial_of(grant: Grant) -> dict[str, Any]:
    """A grant as the form shows it."""
    return {
        "region": grant.region_id,
        "title": grant.title,
        "funding_object": grant.funding_object,
        "project": grant.project.slug if grant.project else None,
        "recipient": grant.recipient_id,
        "recipient_kind": grant.recipient_kind,
        "financing_mode": grant.financing_mode,
        "applied_on": grant.applied_on,
        "has_audit_office": grant.has_audit_office,
        "deducts_input_tax": grant.deducts_input_tax,
        "version": grant.version,
    }


class EarlyStartForm(OfficeForm):
    """The authority's written consent to begin before the notice."""

    reference = line_field(gettext_lazy("Reference number"), 120)
    consented_on = day_field(gettext_lazy("Consented on"), required=True)
    starts_on = day_field(gettext_lazy("May begin from"), required=True)
    scope = line_field(gettext_lazy("For what"), rules.SCOPE_LIMIT, required=False)
    file = file_field(gettext_lazy("The written consent"))

    def given(self) -> ConsentInput:
        """What the rules and the action take."""
        data = self.cleaned_data
        return ConsentInput(data["reference"], data["consented_on"], data["starts_on"], data["scope"])


class BeginForm(VersionedForm):
    """On which day the work began."""

    on = day_field(gettext_lazy("The work began on"), required=True)


class EndForm(VersionedForm):
    """On which day the purpose was fulfilled, when that was before the end."""

    fulfilled_on = day_field(
        gettext_lazy("Purpose fulfilled on"),
        help_text=gettext_lazy("Leave empty when the end of the notice is reached."),
    )


class CorrectionForm(VersionedForm):
    """Into which state a grant belongs, and what was wrong."""

    to_state = forms.ChoiceField(label=gettext_lazy("State it belongs into"))
    reason = text_field(gettext_lazy("What was wrong?"), rules.REASON_LIMIT)

    def __init__(self, *args: Any, state: str, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["to_state"]
        field.choices = [(key, word) for key, word in texts.GRANT_STATES.items() if key != state]
