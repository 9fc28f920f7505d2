"""The sections of a project as pages: which there are, and how two versions of one are told apart."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from strahlkraft.kernel.actor import Actor
from strahlkraft.office.describing import row_shown, shown
from strahlkraft.office.forms.projects import (
    BasicsForm,
    LicenceForm,
    SectionForm,
    SourcesForm,
    StateForm,
)
from strahlkraft.office.forms.rows import Facts, Partners, Rows
from strahlkraft.projects.forms_data import ProjectInput
from strahlkraft.projects.models import Project

_MARKS = {"version", "submission"}


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the guided form: fields, or rows of fields."""

    key: str
    title: Any
    lead: Any
    form: type[SectionForm] | None = None
    rows: type[Rows] | None = None


SECTIONS = (
    Section(
        "grunddaten",
        gettext_lazy("Basics"),
        gettext_lazy("What is it called, where does it belong, what is it?"),
        BasicsForm,
    ),
    Section(
        "stand",
        gettext_lazy("Truths and phases"),
        gettext_lazy(
            "Formally closed, in operation and reusable are three separate facts. Leave open what no source says. "
            "Dates may be a year, a month or a day."
        ),
        StateForm,
    ),
    Section(
        "fakten",
        gettext_lazy("Facts with sources"),
        gettext_lazy("Each fact names where it stands. Values that disagree stand side by side; one is shown first."),
        rows=Facts,
    ),
    Section(
        "beteiligte",
        gettext_lazy("Taking part"),
        gettext_lazy("Lead, partners, contact and those who reuse the result: organisations, never persons."),
        rows=Partners,
    ),
    Section("quellen", gettext_lazy("Sources"), gettext_lazy("The pages everything here was read from."), SourcesForm),
    Section(
        "lizenz",
        gettext_lazy("Licence and reuse"),
        gettext_lazy("May others take the result over, and is there something newer?"),
        LicenceForm,
    ),
)
BY_KEY = {section.key: section for section in SECTIONS}


class RowsMark(SectionForm):
    """The version and the mark of a page of rows."""

    @classmethod
    def initial_of(cls, project: Project) -> dict[str, Any]:  # noqa: ARG003 - the same call for every section
        """Nothing but the marks."""
        return {}


@dataclass(slots=True)
class Sheet:
    """A section as one person has it before them."""

    section: Section
    project: Project
    by: Actor
    form: SectionForm
    rows: Rows | None = None
    data: QueryDict | None = None

    @classmethod
    def of(cls, section: Section, project: Project, by: Actor, data: QueryDict | None = None) -> "Sheet":
        """The stored values, or those sent."""
        form = (section.form or RowsMark)(data, by=by, project=project)
        rows = section.rows.of(project, data) if section.rows else None
        return cls(section, project, by, form, rows, data)

    def is_valid(self) -> bool:
        """Whether everything on the page can be read."""
        good = self.form.is_valid()
        return (self.rows.is_valid() if self.rows is not None else True) and good

    def given(self) -> ProjectInput:
        """What the action gets."""
        return self.rows.given() if self.rows is not None else self.form.given()

    def without_verdict(self) -> None:
        """Show what was typed without judging it yet."""
        self.form.without_verdict()
        if self.rows is not None:
            self.rows.without_verdict()

    def show_refusals(self, refusals: list[Any]) -> None:
        """Put each reason where it belongs."""
        self.form.show_refusals(self.rows.show_refusals(refusals, "facts") if self.rows is not None else refusals)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in two versions; ``kept``: only the other one changed it, so it was taken over."""

    label: str
    yours: list[str]
    theirs: list[str]
    kept: bool = False


def compare(sheet: Sheet, current: Project) -> tuple[QueryDict, list[Difference]]:
    """What this person sent against what stands there now; ``sheet`` is valid.

    Returns the data for the page: the person's own input, the other's values in fields the person left alone,
    and the version now stored, so that saving again is a choice made knowingly.
    """
    data = (sheet.data or QueryDict()).copy()
    data["version"] = str(current.version)
    if sheet.rows is not None:
        return data, _row_differences(sheet, current)
    fresh = type(sheet.form)(by=sheet.by, project=current)
    touched, found = set(sheet.form.changed_data), []
    for name, field in fresh.fields.items():
        if name in _MARKS:
            continue
        yours = shown(field, sheet.form.cleaned_data.get(name)).splitlines()
        theirs = shown(field, fresh.initial.get(name)).splitlines()
        if name not in touched:
            _put(data, name, fresh[name].value())
        if yours != theirs:
            found.append(Difference(label_of(fresh, name), yours, theirs, kept=name not in touched))
        _put(data, f"initial-{name}", fresh[name].value())
    return data, found


def _row_differences(sheet: Sheet, current: Project) -> list[Difference]:
    assert sheet.rows is not None  # noqa: S101 - asked for rows only; tells the type checker
    form = sheet.rows.empty_form
    yours = [row_shown(form, row) for _number, row in sheet.rows.filled()]
    theirs = [row_shown(form, row) for row in type(sheet.rows).rows_of(current)]
    if yours == theirs:
        return []
    return [
        Difference(
            str(sheet.section.title),
            [line for line in yours if line not in theirs],
            [line for line in theirs if line not in yours],
        )
    ]


def _put(data: QueryDict, name: str, value: Any) -> None:
    if isinstance(value, bool):
        data.setlist(name, ["on"] if value else [])
    elif isinstance(value, list | tuple):
        data.setlist(name, [str(row) for row in value])
    else:
        data.setlist(name, ["" if value is None else str(value)])


def label_of(form: SectionForm, name: str) -> str:
    """A field's label with the heading it stands under where labels repeat."""
    label = str(form.fields[name].label)
    repeated = sum(1 for field in form.fields.values() if str(field.label) == label) > 1
    heading = next((str(title) for title, names in form.groups if name in names), "")
    return f"{heading} {label}" if repeated and heading else label


def steps(project_url: Any, current: str) -> list[dict[str, Any]]:
    """The sections for the stepper; ``project_url`` makes an address of a section's key."""
    return [
        {
            "label": section.title,
            "url": project_url(section.key),
            "state": "current" if section.key == current else "todo",
        }
        for section in SECTIONS
    ]


def following(key: str) -> Section | None:
    """The section after this one."""
    place = SECTIONS.index(BY_KEY[key]) + 1
    return SECTIONS[place] if place < len(SECTIONS) else None
