"""Handing a spreadsheet in, saying what its columns hold and which projects its rows mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.steering import texts
from strahlkraft.steering.rules.sheets import ITEM_OF, MOST_OF_A_KIND, NEW, PARTS, PHASE_DATES, SKIP, Field
from strahlkraft.steering.sheets.cells import Sheet, column_name
from strahlkraft.steering.sheets.filling import head_of
from strahlkraft.steering.sheets.mapping import split_key
from strahlkraft.steering.sheets.matching import Known
from strahlkraft.steering.sheets.planning import RowPlan
from strahlkraft.steering.sheets.values import plain

_SAMPLES = 3
_LEAST_PLACES = 3


class UploadForm(OfficeForm):
    """A file, and the region whose office reads it in (asked only of those who have several)."""

    file = forms.FileField(
        label=gettext_lazy("Your list of projects"),
        help_text=gettext_lazy("XLSX or CSV, at most 8 MB. First you see what would change; nothing happens before."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Region"), help_text=gettext_lazy("New projects become drafts of this region.")
    )

    def __init__(self, *args: Any, regions: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = list(regions.items())
        self.fields["region"] = forms.ChoiceField(
            label=self.fields["region"].label,
            help_text=self.fields["region"].help_text,
            choices=choices,
            widget=forms.Select if len(choices) > 1 else forms.HiddenInput,
            initial=choices[0][0] if choices else None,
        )


class ColumnsForm(OfficeForm):
    """For each column of the sheet what it holds."""

    def __init__(self, *args: Any, sheet: Sheet, columns: Mapping[int, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sheet = sheet
        choices = _field_choices(sheet, columns)
        for place, header in enumerate(sheet.headers):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=_("Column %(name)s “%(header)s” holds") % {"name": column_name(place), "header": header},
                choices=choices,
                required=False,
                initial=columns.get(place, ""),
            )

    def columns(self) -> dict[int, str]:
        """What was chosen, by column counted from 0."""
        return {place: self.cleaned_data[f"column-{place}"] for place in range(len(self.sheet.headers))}

    def lines(self) -> list[dict[str, Any]]:
        """The columns as the page draws them, with the first values of each."""
        rows = self.sheet.body
        return [
            {
                "name": column_name(place),
                "header": header,
                "samples": _samples(plain(self.sheet.value(row, place)) for row in rows),
                "field": self[f"column-{place}"],
            }
            for place, header in enumerate(self.sheet.headers)
        ]


def _samples(values: Any) -> list[str]:
    return list(dict.fromkeys(value[:60] for value in values if value))[:_SAMPLES]


def _field_choices(sheet: Sheet, columns: Mapping[int, str]) -> list[Any]:
    """Groups of fields; milestones, tasks and risks in as many places as the sheet may have."""
    words = texts.SHEET_FIELDS
    own = [(str(f), words[f]) for f in Field if f not in ITEM_OF and f not in PHASE_DATES and f not in _UNREAD]
    taken = max((split_key(key)[1] for key in columns.values()), default=0)
    unread = len(sheet.headers) - sum(bool(key) for key in columns.values())
    places = min(MOST_OF_A_KIND, max(_LEAST_PLACES, taken + 2, unread // 2))
    groups: list[Any] = [(str(f), words[f]) for f in _UNREAD]
    groups += [(_("Project"), own), (_("Phases"), [(name, words[name]) for name in PHASE_DATES])]
    labels = {str(name): str(word) for name, word in words.items()}
    for kind, parts in PARTS.items():
        keys = [f"{name}:{number}" for number in range(1, places + 1) for name in (kind, *parts)]
        groups.append((_GROUPS[kind], [(key, head_of(key, labels)) for key in keys]))
    return groups


_UNREAD = (Field.KEEP, Field.FORGET)
_GROUPS = {
    Field.MILESTONE: gettext_lazy("Milestones"),
    Field.TASK: gettext_lazy("Tasks"),
    Field.RISK: gettext_lazy("Risks"),
}


class DecisionsForm(forms.Form):
    """For each row whose project no name tells: which one it means, a new draft, or nothing."""

    def __init__(self, *args: Any, rows: Sequence[RowPlan], projects: Sequence[Known], **options: Any) -> None:
        super().__init__(*args, **options)
        titles = {known.slug: f"{known.title} ({known.identifier})" for known in projects}
        self.rows = rows
        for row in rows:
            alike = [(slug, titles[slug]) for slug in row.match.candidates]
            rest = [(slug, title) for slug, title in titles.items() if slug not in row.match.candidates]
            choices: list[Any] = [("", _("Please choose"))]
            choices += [(_("Similar names"), alike)] if alike else []
            deeds = [(NEW, _("a new project, as a draft"))] if row.title else []
            choices += [*deeds, (SKIP, _("leave this row out"))]
            choices += [(_("Other projects"), rest)] if rest else []
            self.fields[f"row-{row.number}"] = forms.ChoiceField(
                label=_("Row %(number)s “%(title)s” means") % {"number": row.number, "title": row.title},
                choices=choices,
                required=False,
            )

    def decisions(self) -> dict[int, str]:
        """What was decided, by row counted from 1."""
        return {row.number: value for row in self.rows if (value := self.cleaned_data.get(f"row-{row.number}"))}

    def lines(self) -> list[dict[str, Any]]:
        """The rows as the page draws them."""
        return [{"row": row, "field": self[f"row-{row.number}"]} for row in self.rows]


class ApplyForm(OfficeForm):
    """What was shown: of the whole dry run, and of each row."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
