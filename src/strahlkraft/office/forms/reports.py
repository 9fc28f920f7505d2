"""Forms of reports and of the question builder; what is allowed is said by the rules."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.network.models import Region
from strahlkraft.office.forms.base import OfficeForm, VersionedForm
from strahlkraft.projects.models import Project
from strahlkraft.reports import texts
from strahlkraft.reports.rules.definitions import DEFINITIONS, Code, Grouping
from strahlkraft.reports.rules.questions import Question, figures_from
from strahlkraft.reports.rules.reports import INTRODUCTION_LIMIT, QUESTION_LIMIT, TITLE_LIMIT
from strahlkraft.reports.rules.vocabulary import ReportKind


def last_quarter(today: date) -> date:
    """The last day of the last full quarter."""
    first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    return first - timedelta(days=1)


def _as_of() -> DayInput:
    return DayInput(
        label=gettext_lazy("As of"),
        help_text=gettext_lazy(
            "What was known, booked and legally effective at the end of this day; any day since 2018."
        ),
    )


def _example() -> forms.BooleanField:
    return forms.BooleanField(
        label=gettext_lazy("Count the invented examples, not the real records"),
        required=False,
        help_text=gettext_lazy("A report counts either; it says which."),
    )


class _OfRegion(forms.Form):
    """A choice among the regions somebody writes about; ``whole``: may ask for the whole programme."""

    def set_regions(self, regions: QuerySet[Region], *, whole: bool) -> None:
        field: Any = self.fields["region"]
        field.queryset, field.required = regions, not whole
        field.empty_label = _("the whole programme") if whole else None
        if len(regions) == 1 and not whole:
            field.widget, field.initial = forms.HiddenInput(), regions[0].slug


class ReportForm(_OfRegion, OfficeForm):
    """Which report, about what, as of which day."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Which report"),
        choices=[(key, words) for key, words in texts.REPORT_KINDS.items() if key != ReportKind.PARLIAMENT],
        widget=forms.RadioSelect,
    )
    region = forms.ModelChoiceField(Region.objects.none(), to_field_name="slug", label=gettext_lazy("Region"))
    project = forms.ModelChoiceField(
        Project.objects.none(),
        to_field_name="slug",
        label=gettext_lazy("Project"),
        required=False,
        empty_label=gettext_lazy("all of the region"),
        help_text=gettext_lazy(
            "For a project on one page and for a file for audit; other reports count a whole region."
        ),
    )
    as_of = _as_of()
    example = _example()

    def __init__(
        self, *args: Any, regions: QuerySet[Region], projects: QuerySet[Project], whole: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.set_regions(regions, whole=whole)
        project: Any = self.fields["project"]
        project.queryset = projects


class QuestionForm(_OfRegion):
    """Which figures, divided by what, as of which day; asked by address, so that an answer can be kept as a bookmark."""

    zahlen = forms.MultipleChoiceField(
        label=gettext_lazy("Figures"),
        choices=[(str(code), gettext_lazy(one.name)) for code, one in DEFINITIONS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    nach = forms.ChoiceField(
        label=gettext_lazy("Divided"), choices=[(str(key), words) for key, words in texts.GROUPINGS.items()]
    )
    region = forms.ModelChoiceField(Region.objects.none(), to_field_name="slug", label=gettext_lazy("Region"))
    as_of = _as_of()
    example = _example()

    def __init__(self, *args: Any, regions: QuerySet[Region], whole: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.set_regions(regions, whole=whole)

    def question(self) -> Question:
        """What is asked, after ``is_valid``."""
        data = self.cleaned_data
        figures: tuple[Code, ...] = figures_from(data["zahlen"])
        region = data["region"].slug if data["region"] else ""
        return Question(figures, Grouping(data["nach"]), data["as_of"], region, data["example"])


class DraftAnswerForm(OfficeForm):
    """The answer on the page becomes a draft; what was asked stands in the address."""


class WordsForm(VersionedForm):
    """Title and introduction of a draft."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=TITLE_LIMIT)
    introduction = forms.CharField(
        label=gettext_lazy("Introduction"),
        max_length=INTRODUCTION_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Stands before the figures. No names of people."),
    )


class DeedForm(VersionedForm):
    """One press: computed again, handed in, discarded."""


class ReleaseForm(VersionedForm):
    """The second person releases just what the page shows."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class AnswerForm(VersionedForm):
    """The answer to a query of the authority."""

    answer = forms.CharField(
        label=gettext_lazy("Answer"), max_length=QUESTION_LIMIT, widget=forms.Textarea(attrs={"rows": 4})
    )
