"""The office's forms for a call, for pitches, decisions and prizes; bounds and reasons are the rules'."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from strahlkraft.congress import texts
from strahlkraft.congress.models import Call, Occasion, Pitch, Prize
from strahlkraft.congress.queries import calls as queries
from strahlkraft.congress.rules import calls as rules
from strahlkraft.congress.rules.prize import Times
from strahlkraft.congress.rules.vocabulary import PitchKind
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.office.forms.base import LinesInput, OfficeForm
from strahlkraft.office.forms.rows import Row, Rows

MOST_CRITERIA = 8
_MOMENT = "%Y-%m-%dT%H:%M"
_PLAIN = {"autocomplete": "off"}
_EMAIL = {"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}
LANGUAGES = [("de", gettext_lazy("German")), ("en", gettext_lazy("English"))]
OPENERS = [
    (0, gettext_lazy("well")),
    (1, gettext_lazy("rather well")),
    (2, gettext_lazy("rather not")),
    (3, gettext_lazy("not at all")),
]
DEEDS = [
    ("accept", gettext_lazy("Offer a place")),
    ("wait", gettext_lazy("Put on the waiting list")),
    ("reject", gettext_lazy("Do not select")),
    ("undo", gettext_lazy("Take the decision back")),
]


class MomentInput(forms.DateTimeField):
    """A day and a time in Berlin."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
        super().__init__(widget=widget, **options)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CallForm(OfficeForm):
    """What is looked for, until when, for how many places."""

    text = forms.CharField(
        label=gettext_lazy("What you look for"),
        required=False,
        max_length=rules.CALL_LIMIT + 200,
        widget=forms.Textarea(attrs={"rows": 8, "aria-required": "true"}),
        help_text=gettext_lazy("Stands on the public page of the call. Headings with ##, lists with - are possible."),
    )
    opens_at = MomentInput(label=gettext_lazy("Opens"))
    closes_at = MomentInput(label=gettext_lazy("Closes"))
    decided_on = forms.DateField(
        label=gettext_lazy("Decisions by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    slides_until = MomentInput(label=gettext_lazy("Slides until"), required=False)
    places = forms.IntegerField(
        label=gettext_lazy("Places on stage"),
        required=False,
        min_value=0,
        max_value=2_000,
        help_text=gettext_lazy("Empty: no number is set."),
    )
    seconds = forms.IntegerField(label=gettext_lazy("Seconds per pitch"), initial=180, min_value=1, max_value=30_000)
    confirm_days = forms.IntegerField(
        label=gettext_lazy("Days to confirm an offered place"), initial=14, min_value=1, max_value=1_000
    )
    topics = LinesInput(
        label=gettext_lazy("Themes"),
        line_limit=160,
        most=40,
        help_text=gettext_lazy("One a line, in the order they are shown."),
    )
    blind = forms.BooleanField(
        label=gettext_lazy("Reviewers see neither people nor bodies"),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, call: Call | None, occasion: Occasion, **options: Any) -> None:
        super().__init__(data, **options)
        if call is not None and not self.is_bound:
            names = [name for name in self.fields if hasattr(call, name)]
            self.initial.update({name: getattr(call, name) for name in names})
        if not self.is_bound:
            self.initial["topics"] = list(occasion.topics.values_list("name", flat=True))

    def content(self, criteria: tuple[tuple[str, str, int], ...]) -> rules.CallContent:
        """What the rules judge."""
        names = ("text", "opens_at", "closes_at", "seconds", "places", "confirm_days", "slides_until", "decided_on")
        return rules.CallContent(
            **{name: self.cleaned_data[name] for name in names},
            criteria=criteria,
            topics=self.cleaned_data["topics"],
        )


class CriterionForm(Row):
    """One criterion with its weight."""

    name = forms.CharField(label=gettext_lazy("Criterion"), max_length=120, widget=forms.TextInput(attrs=_PLAIN))
    weight = forms.IntegerField(label=gettext_lazy("Weight"), min_value=1, max_value=9, initial=1)
    hint = forms.CharField(
        label=gettext_lazy("Explanation"), max_length=300, required=False, widget=forms.TextInput(attrs=_PLAIN)
    )


class Criteria(Rows):
    """Everything a pitch is judged by."""

    item = gettext_lazy("Criterion")
    one_more = gettext_lazy("Add a criterion")

    @classmethod
    def of_call(cls, call: Call | None, data: QueryDict | None) -> "Criteria":
        """The rows as stored with an empty one behind, or as sent."""
        stored = list(call.criteria.values("name", "weight", "hint")) if call else []
        rows = [{**row, DELETION_FIELD_NAME: False} for row in stored]
        made: Criteria = _CRITERIA(data, initial=rows if data is None else [], prefix="rows")
        made.extra = len(rows) + 1
        return made

    def criteria(self) -> tuple[tuple[str, str, int], ...]:
        """Name, explanation and weight of each."""
        return tuple((row["name"], row["hint"], row["weight"]) for _number, row in self.filled())

    def take_refusals(self, refusals: list[Refusal]) -> list[Refusal]:
        """Keep the reasons about criteria, and return the others."""
        self.non_form_errors().extend(sentence(row) for row in refusals if row.field == "criteria")
        return [row for row in refusals if row.field != "criteria"]


_CRITERIA: Any = formset_factory(
    CriterionForm,
    formset=Criteria,
    extra=1,
    max_num=MOST_CRITERIA,
    absolute_max=MOST_CRITERIA + 1,
    validate_max=True,
    can_delete=True,
    can_delete_extra=True,
)


class PitchFields(OfficeForm):
    """What a pitch says, as the office writes it."""

    title = forms.CharField(
        label=gettext_lazy("Title"), required=False, max_length=rules.TITLE_LIMIT + 200,
        widget=forms.TextInput(attrs=_PLAIN | {"aria-required": "true"}),
    )  # fmt: skip
    summary = forms.CharField(
        label=gettext_lazy("In one sentence"), required=False, max_length=rules.SUMMARY_LIMIT + 200, widget=_area(2)
    )
    description = forms.CharField(
        label=gettext_lazy("What is shown"), required=False, max_length=rules.DESCRIPTION_LIMIT + 200, widget=_area(7)
    )
    topic = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    organisation_name = forms.CharField(
        label=gettext_lazy("Body that presents it"), required=False, max_length=rules.BODY_LIMIT + 200
    )
    partners = LinesInput(
        label=gettext_lazy("Partners"), line_limit=200, most=20, help_text=gettext_lazy("One name a line.")
    )
    language = forms.ChoiceField(label=gettext_lazy("Language on stage"), choices=LANGUAGES)
    mode = forms.ChoiceField(
        label=gettext_lazy("Where they speak"),
        choices=list(texts.PITCH_MODES.items()),
        widget=forms.RadioSelect,
        initial="onsite",
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Needs on stage"),
        required=False,
        choices=list(texts.FEATURES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    needs_note = forms.CharField(
        label=gettext_lazy("What else is needed"), required=False, max_length=rules.NOTE_LIMIT + 200, widget=_area(2)
    )
    sign_language = forms.BooleanField(label=gettext_lazy("Sign language interpreter wanted"), required=False)
    for_prize = forms.BooleanField(label=gettext_lazy("Takes part in the prize"), required=False)
    person = forms.CharField(label=gettext_lazy("Whom to ask for"), required=False, max_length=rules.NAME_LIMIT + 200)

    def __init__(self, data: QueryDict | None = None, *, occasion: Occasion, **options: Any) -> None:
        super().__init__(data, **options)
        topics = list(occasion.topics.values_list("slug", "name"))
        self.fields["topic"] = forms.ChoiceField(
            label=gettext_lazy("Theme"), required=False, choices=[("", gettext_lazy("none")), *topics]
        )

    def content(self, pictures: Sequence[int] = ()) -> rules.PitchContent:
        """What the rules judge; pictures stay as they are."""
        names = {field for field in rules.PitchContent.__dataclass_fields__ if field in self.cleaned_data}
        values = {name: self.cleaned_data[name] for name in names}
        values["needs"] = tuple(values["needs"])
        return rules.PitchContent(**values, pictures=tuple(pictures))


class EditPitchForm(PitchFields):
    """An existing pitch; ``seen`` is the change that was shown."""

    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, pitch: Pitch, **options: Any) -> None:
        super().__init__(data, occasion=pitch.occasion, **options)
        if not self.is_bound:
            content = queries.content_of(pitch)
            self.initial.update({name: getattr(content, name) for name in self.fields if hasattr(content, name)})
            self.initial["seen"] = pitch.changed_at.isoformat()

    def seen_at(self) -> datetime | None:
        """The change that was shown."""
        value: datetime | None = self.cleaned_data["seen"]
        return value


class BehalfForm(PitchFields):
    """A pitch handed in for others, or a keynote."""

    field_order = ("kind", "project", "title")
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=list(texts.PITCH_KINDS.items()),
        initial=PitchKind.PITCH,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A keynote has its place at once; of it a title is enough."),
    )
    project = forms.ChoiceField(
        label=gettext_lazy("Take it from a project"),
        required=False,
        help_text=gettext_lazy("What you leave empty is taken from it."),
    )
    seconds = forms.IntegerField(
        label=gettext_lazy("Seconds"),
        required=False,
        min_value=1,
        max_value=30_000,
        help_text=gettext_lazy("Empty: as the call says."),
    )
    mailbox = forms.CharField(
        label=gettext_lazy("Mailbox of who hands it in"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs=_EMAIL),
        help_text=gettext_lazy("The private link goes there."),
    )
    speaker_name = forms.CharField(label=gettext_lazy("Who speaks"), required=False, max_length=rules.NAME_LIMIT + 200)
    speaker_mailbox = forms.CharField(
        label=gettext_lazy("Mailbox of who speaks"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs=_EMAIL),
        help_text=gettext_lazy("With it they are asked to agree; without it they count as agreed."),
    )

    def __init__(self, data: QueryDict | None = None, *, projects: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["project"].choices = [("", gettext_lazy("none")), *projects]  # type: ignore[attr-defined] # a ChoiceField, declared above

    def submission_given(self) -> rules.Submission:
        """What the rules judge."""
        values = self.cleaned_data
        speaker = rules.SpeakerContent(name=values["speaker_name"], mailbox=values["speaker_mailbox"])
        return rules.Submission(
            content=self.content(),
            people=(speaker,) if speaker.name or speaker.mailbox else (),
            mailbox=values["mailbox"],
            kind=values["kind"],
            seconds=values["seconds"],
            project=values["project"],
        )


class SpeakerForm(OfficeForm):
    """Somebody who is to speak."""

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=rules.NAME_LIMIT + 200)
    mailbox = forms.CharField(
        label=gettext_lazy("Mailbox"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs=_EMAIL),
        help_text=gettext_lazy("With it they are asked to agree; without it they count as agreed."),
    )

    def speaker(self) -> rules.SpeakerContent:
        """What the rules judge."""
        return rules.SpeakerContent(name=self.cleaned_data["name"], mailbox=self.cleaned_data["mailbox"])


class DecideForm(OfficeForm):
    """A decision on one pitch or on several."""

    deed = forms.ChoiceField(label=gettext_lazy("Decision"), choices=DEEDS)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=rules.REASON_LIMIT + 200,
        widget=_area(3),
        help_text=gettext_lazy("Stands in the letter. Needed when a pitch is not selected."),
    )


class PlaceForm(OfficeForm):
    """Another place on the waiting list."""

    place = forms.IntegerField(label=gettext_lazy("Place"), min_value=1, max_value=5_000)


class MarksForm(OfficeForm):
    """What only the organisers say of a pitch."""

    opener_penalty = forms.TypedChoiceField(
        label=gettext_lazy("How it suits as the first of a block"), choices=OPENERS, coerce=int
    )
    seconds = forms.IntegerField(label=gettext_lazy("Seconds"), min_value=1, max_value=30_000)


class NoteForm(OfficeForm):
    """A word in the discussion."""

    text = forms.CharField(
        label=gettext_lazy("Your word in the discussion"), required=False, max_length=4_200, widget=_area(3)
    )


class SlidesForm(OfficeForm):
    """Slides handed in for others."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".pdf,.pptx,.odp"}),
    )
    slides_public = forms.BooleanField(
        label=gettext_lazy("The speakers agreed that they are published after the event"), required=False
    )


class ReadForm(OfficeForm):
    """A table of pitches."""

    file = forms.FileField(
        label=gettext_lazy("Table (CSV)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=gettext_lazy("The first line names the columns: title, summary, description, theme, body, mailbox …"),
    )


class PrizeForm(OfficeForm):
    """A prize and its two votes."""

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=400)
    donor = forms.CharField(label=gettext_lazy("Given by"), required=False, max_length=400)
    text = forms.CharField(label=gettext_lazy("What it is for"), required=False, max_length=10_200, widget=_area(4))
    jury_opens_at = MomentInput(label=gettext_lazy("Jury votes from"), required=False)
    jury_closes_at = MomentInput(label=gettext_lazy("until"), required=False)
    audience_opens_at = MomentInput(label=gettext_lazy("Audience votes from"), required=False)
    audience_closes_at = MomentInput(label=gettext_lazy("until"), required=False)

    def __init__(self, data: QueryDict | None = None, *, prize: Prize | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        if prize is not None and not self.is_bound:
            self.initial.update({name: getattr(prize, name) for name in self.fields if hasattr(prize, name)})

    def given(self) -> dict[str, Any]:
        """What the action gets."""
        values = self.cleaned_data
        return {
            "name": values["name"],
            "donor": values["donor"],
            "text": values["text"],
            "jury": Times(values["jury_opens_at"], values["jury_closes_at"]),
            "audience": Times(values["audience_opens_at"], values["audience_closes_at"]),
            "submission": values["submission"],
        }


class TicketsForm(OfficeForm):
    """How many ticket codes to print."""

    first = forms.IntegerField(label=gettext_lazy("From number"), min_value=1, max_value=32_000, initial=1)
    count = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, max_value=5_000, initial=200)
