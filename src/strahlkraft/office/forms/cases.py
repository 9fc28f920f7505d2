"""Where a reuse stands, how it is run, what was learnt."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.office.forms.base import OfficeForm, VersionedForm, read_partial_date
from strahlkraft.office.forms.towns import official_key
from strahlkraft.reuse import texts
from strahlkraft.reuse.models import ReuseCase, ReuseOffer, Software
from strahlkraft.reuse.queries.workspace import Things
from strahlkraft.reuse.rules.cases import StepReport
from strahlkraft.reuse.rules.vocabulary import CaseState

CHOOSE = ("", gettext_lazy("Please choose"))


class DayInput(forms.CharField):
    """A day as people write it; a month or year counts from its first day."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, **options)
        self.widget.attrs |= {"autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        """The day."""
        text = super().clean(value)
        try:
            return PartialDate.parse(read_partial_date(text)).first_day
        except ValueError as error:
            raise ValidationError(
                _("Please write a year, a month or a day, for example 2021, 09/2021 or 30.09.2021."), code="date"
            ) from error


def _choices(words: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(words.items())


class StepFields(forms.Form):
    """Where it stands since when; a reason when it ends."""

    state = forms.ChoiceField(label=gettext_lazy("Where does it stand?"))
    on = DayInput(label=gettext_lazy("Since"), help_text=gettext_lazy("For example 30.09.2025 or 09/2025."))
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason, if it ends"),
        choices=[CHOOSE, *_choices(texts.DROP_REASONS)],
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("In a few words"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def report(self) -> StepReport:
        """What the action gets."""
        data = self.cleaned_data
        return StepReport(data["state"], data["on"], data["reason"], data["text"])


class DetailFields(forms.Form):
    """How it is run and what it took; all of it may stay open."""

    version_used = forms.CharField(
        label=gettext_lazy("Version in use"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    modules = forms.CharField(
        label=gettext_lazy("Parts in use"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    operating_model = forms.ChoiceField(
        label=gettext_lazy("Who runs it"), choices=_choices(texts.OPERATING_MODELS), initial="unknown"
    )
    effort_days = forms.IntegerField(
        label=gettext_lazy("Effort in person days"),
        min_value=0,
        max_value=100_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    one_off_cost = forms.ChoiceField(
        label=gettext_lazy("Cost of the introduction"), choices=_choices(texts.COST_BANDS), initial="unknown"
    )
    yearly_cost = forms.ChoiceField(
        label=gettext_lazy("Cost of a year"), choices=_choices(texts.COST_BANDS), initial="unknown"
    )
    willing_to_talk = forms.ChoiceField(
        label=gettext_lazy("Ready to talk to others?"), choices=_choices(texts.STATED), initial="unknown"
    )
    pilot = forms.BooleanField(label=gettext_lazy("It is a pilot"), required=False)

    def details(self) -> dict[str, Any]:
        """What the action gets."""
        return {name: self.cleaned_data[name] for name in DetailFields.base_fields}


class ReportForm(StepFields, VersionedForm):
    """One side says where the case stands."""

    def __init__(self, *args: Any, case: ReuseCase, states: list[str], **options: Any) -> None:
        super().__init__(*args, initial={"version": case.version}, **options)
        self.fields["state"].choices = [CHOOSE, *((state, texts.CASE_STATES[state]) for state in states)]  # type: ignore[attr-defined] # a ChoiceField, declared above


class DetailsForm(DetailFields, VersionedForm):
    """How it is run and what it took, without a new step."""

    def __init__(self, *args: Any, case: ReuseCase, **options: Any) -> None:
        stored = {name: getattr(case, name) for name in DetailFields.base_fields}
        super().__init__(*args, initial=stored | {"version": case.version}, **options)


class LessonForm(OfficeForm):
    """What was learnt; honest failures included."""

    helped = forms.CharField(
        label=gettext_lazy("What helped"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    hindered = forms.CharField(
        label=gettext_lazy("What hindered"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    advice = forms.CharField(
        label=gettext_lazy("What we would do differently"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    public = forms.BooleanField(
        label=gettext_lazy("May be shown publicly"),
        required=False,
        help_text=gettext_lazy("Only together with a case that is public itself."),
    )


class LinkForm(OfficeForm):
    """To which mailbox the link is sent once more."""

    side = forms.ChoiceField(
        label=gettext_lazy("To whom"),
        choices=[("reuser", texts.SIDES["reuser"]), ("provider", texts.SIDES["provider"])],
    )
    mailbox = forms.CharField(
        label=gettext_lazy("Mailbox"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Empty: the one we know. The address is used for this letter and not kept."),
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}),
    )


class ConfirmForm(VersionedForm):
    """This is true as it stands."""


class RecordForm(StepFields, DetailFields, OfficeForm):
    """A reuse one knows of; it counts once the reusing body has confirmed it."""

    thing = forms.ChoiceField(label=gettext_lazy("What is reused"))
    municipality = forms.CharField(
        label=gettext_lazy("Which municipality"),
        max_length=300,
        help_text=gettext_lazy("Its name, or its official key with eight digits. Example: Soest"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    mailbox = forms.CharField(
        label=gettext_lazy("Mailbox of the municipality"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("A letter with a link to confirm goes there; the address is not kept."),
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, things: Things, **options: Any) -> None:
        super().__init__(*args, **options)
        self.known: dict[str, Any] = {
            **{f"offer:{row.slug}": row for row in things.offers},
            **{f"project:{row.slug}": row for row in things.projects},
            **{f"software:{row.slug}": row for row in things.software},
        }
        groups = [
            (_("Offers"), [(f"offer:{row.slug}", row.title) for row in things.offers]),
            (_("Projects"), [(f"project:{row.slug}", row.title) for row in things.projects]),
            (_("Software from elsewhere"), [(f"software:{row.slug}", row.name) for row in things.software]),
        ]
        choices: list[Any] = [CHOOSE, *((title, rows) for title, rows in groups if rows)]
        self.fields["thing"].choices = choices  # type: ignore[attr-defined] # a ChoiceField, declared above
        states = [state for state in CaseState if state is not CaseState.NAMED]
        self.fields["state"].choices = [CHOOSE, *((state, texts.CASE_STATES[state]) for state in states)]  # type: ignore[attr-defined] # the same

    def clean_municipality(self) -> str:
        """The official key of the one municipality that is meant."""
        return official_key(self.cleaned_data["municipality"])

    def thing_chosen(self) -> ReuseOffer | Any | Software:
        """The offer, project or software."""
        return self.known[self.cleaned_data["thing"]]
