"""Who answers for which project, the filters of the grid, what the office says of a check-in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.office.forms.base import OfficeForm, VersionedForm
from strahlkraft.steering import texts
from strahlkraft.steering.actions.checkins import ContactInput
from strahlkraft.steering.models import CheckIn
from strahlkraft.steering.queries import checkins as queries
from strahlkraft.steering.rules import checkins as rules

EDGE = 200  # characters above a limit that are still taken in, so that the rule can say how many there are
NEVER_ASKED = "none"


def _mailbox(label: Any, **options: Any) -> forms.CharField:
    attributes = {"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=label, required=False, max_length=254, widget=widget, **options)


class ContactsForm(OfficeForm):
    """One line per project: the mailbox that answers, and until when it pauses."""

    for_all = _mailbox(
        gettext_lazy("One mailbox for all that have none"),
        help_text=gettext_lazy("Goes into every empty line below when you save."),
    )

    def __init__(self, data: QueryDict | None, *, rows: Sequence[queries.ContactRow]) -> None:
        super().__init__(data)
        self.rows = rows
        for row in rows:
            slug, contact = row.project.slug, row.contact
            hidden = forms.HiddenInput(attrs={"id": False})
            known = contact.mailbox if contact else ""
            paused = contact.paused_until if contact else None
            self.fields |= {
                f"mailbox-{slug}": _mailbox(
                    _("Mailbox for %(project)s") % {"project": row.project.title}, initial=known or row.suggested
                ),
                f"paused-{slug}": DayInput(
                    label=_("No check-ins for %(project)s until") % {"project": row.project.title},
                    required=False,
                    initial=paused,
                ),
                f"seen-{slug}": forms.CharField(required=False, max_length=254, widget=hidden, initial=known),
                f"seen_paused-{slug}": DayInput(required=False, widget=hidden, initial=paused),
            }

    def lines(self) -> list[dict[str, Any]]:
        """The lines as the page draws them."""
        return [
            {
                "row": row,
                "mailbox": self[f"mailbox-{row.project.slug}"],
                "paused": self[f"paused-{row.project.slug}"],
                "hidden": [self[f"seen-{row.project.slug}"], self[f"seen_paused-{row.project.slug}"]],
                "suggested": bool(row.suggested and not row.contact),
            }
            for row in self.rows
        ]

    def take_present(self, refusals: Iterable[Refusal]) -> None:
        """Where somebody else was quicker: keep what was typed, so that saving again writes knowingly over it."""
        stale = {refusal.field.removeprefix("mailbox-") for refusal in refusals if refusal.code == "stale"}
        present: dict[str, str] = {}
        for row in self.rows:
            if row.project.slug in stale:
                paused = row.contact.paused_until if row.contact else None
                present[f"seen-{row.project.slug}"] = row.contact.mailbox if row.contact else ""
                present[f"seen_paused-{row.project.slug}"] = paused.isoformat() if paused else ""
        self.data = {**dict(self.data.items()), **present}

    def given(self) -> list[ContactInput]:
        """What was typed; the mailbox for all goes where none is and none was."""
        data, found = self.cleaned_data, []
        for row in self.rows:
            slug = row.project.slug
            seen, mailbox = data[f"seen-{slug}"], data[f"mailbox-{slug}"]
            if not mailbox and not seen and not row.closed:
                mailbox = data["for_all"]
            paused = data[f"paused-{slug}"] if mailbox else None
            found.append(ContactInput(slug, mailbox, paused, seen, data[f"seen_paused-{slug}"]))
        return found


class GridFilter(forms.Form):
    """The filters of the grid, from the address; what makes no sense counts as not set."""

    q = forms.CharField(label=gettext_lazy("Project"), required=False, max_length=200)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    licht = forms.ChoiceField(
        label=gettext_lazy("Light"), required=False, choices=[("", gettext_lazy("all")), *texts.SHINES.items()]
    )
    stand = forms.ChoiceField(
        label=gettext_lazy("This month"),
        required=False,
        choices=[
            ("", gettext_lazy("all")),
            *texts.CHECKIN_STATES.items(),
            (NEVER_ASKED, gettext_lazy("not asked for")),
        ],
    )

    def __init__(self, data: QueryDict, *, regions: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; tells the type checker
        field.choices = [("", _("all")), *regions]

    def wanted(self) -> queries.GridFilter:
        """What the grid shows."""
        self.is_valid()
        value = {name: str(self.cleaned_data.get(name) or "") for name in self.fields}
        return queries.GridFilter(value["q"].strip(), value["region"], value["licht"], value["stand"])


class ReviewForm(OfficeForm):
    """Ticks and notes on everything that came in; a reason when one is sent back."""

    def __init__(self, data: QueryDict | None, *, rows: Sequence[queries.ToReview]) -> None:
        super().__init__(data)
        self.rows = rows
        hidden = forms.HiddenInput(attrs={"id": False})
        for row in rows:
            code = row.checkin.code
            self.fields |= {
                f"tick-{code}": forms.BooleanField(required=False, initial=not row.calls),
                f"note-{code}": forms.CharField(
                    label=_("Note, for the office only"),
                    required=False,
                    max_length=rules.NOTE_LIMIT,
                    initial=row.checkin.office_note,
                    widget=forms.Textarea(attrs={"rows": 2}),
                ),
                f"seen-{code}": forms.CharField(
                    required=False, widget=hidden, initial=row.checkin.office_note, strip=False
                ),
                f"reason-{code}": forms.CharField(
                    label=_("What the project is asked to look at again"),
                    required=False,
                    max_length=rules.REASON_LIMIT + EDGE,
                    widget=forms.Textarea(attrs={"rows": 2}),
                ),
            }

    def ticked(self) -> list[str]:
        """The codes of what is to be looked through or published."""
        return [row.checkin.code for row in self.rows if self.cleaned_data[f"tick-{row.checkin.code}"]]

    def notes(self) -> Mapping[str, str]:
        """Notes that were changed, by code."""
        data = self.cleaned_data
        return {
            code: data[f"note-{code}"]
            for code in (row.checkin.code for row in self.rows)
            if data[f"note-{code}"].split() != data[f"seen-{code}"].split()
        }

    def reason(self, code: str) -> str:
        """Why one is sent back."""
        return str(self.cleaned_data.get(f"reason-{code}", ""))


class ReasonForm(OfficeForm):
    """Why a check-in is sent back or dropped."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=rules.REASON_LIMIT + EDGE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CorrectionForm(VersionedForm):
    """What was published, to be corrected by a newer number."""

    def __init__(self, data: QueryDict | None, *, checkin: CheckIn) -> None:
        answers = queries.answers_of(checkin).as_dict()
        super().__init__(data, initial={**answers, "version": checkin.version})
        for name in rules.LIGHTS:
            self.fields[name] = forms.ChoiceField(
                label=str(texts.LIGHT_NAMES[name]), choices=list(texts.LIGHTS.items()), widget=forms.RadioSelect
            )
        for name in (*rules.QUESTIONS, "text"):
            limit = rules.TEXT_LIMIT if name == "text" else rules.ANSWER_LIMIT
            self.fields[name] = forms.CharField(
                label=str(texts.CHECKIN_QUESTIONS[name]),
                required=False,
                max_length=limit + EDGE,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.fields["reason"] = forms.CharField(
            label=_("Why it is corrected"),
            required=False,
            max_length=rules.REASON_LIMIT + EDGE,
            help_text=_("Stands in the newer number."),
            widget=forms.Textarea(attrs={"rows": 2, "aria-required": "true"}),
        )

    def take_present(self, checkin: CheckIn) -> None:
        """Keep what was typed and take the present version, so that saving again writes knowingly over it."""
        self.data = {**dict(self.data.items()), "version": str(checkin.version)}

    def answers(self) -> rules.Answers:
        """What the rules judge."""
        return rules.Answers(**{name: self.cleaned_data[name] for name in rules.NAMES})
