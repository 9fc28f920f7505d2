"""The forms of pitches and speakers; what is possible is said by the rules, not here."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from strahlkraft.congress import texts
from strahlkraft.congress.models import Occasion, Pitch
from strahlkraft.congress.queries import calls as queries
from strahlkraft.congress.rules import calls as rules
from strahlkraft.design.formats import day
from strahlkraft.public.asking.forms import EDGE, GuardedForm, ReasonedForm

ROWS = 3  # windows a form offers
LANGUAGES = [("de", _("German")), ("en", _("English"))]
_TIME = {"type": "time", "step": "300"}


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text without blank and repeated ones."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ListedForm(ReasonedForm):
    """A form some of whose fields take several values."""

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(None, **options)
        if data is not None:
            self.data, self.is_bound = data, True


class StartForm(GuardedForm):
    """Where the private link goes and what it is about."""

    project = forms.ChoiceField(
        label=_("Take it from a project"),
        required=False,
        help_text=_("Title, summary, partners and pictures come along; you change what you like."),
    )
    title = forms.CharField(label=_("Title of your pitch"), required=False, max_length=rules.TITLE_LIMIT + EDGE)
    mailbox = forms.CharField(
        label=_("Mailbox"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "aria-required": "true"}),
        help_text=_("Your private link goes there. You need no account."),
    )

    def __init__(self, data: QueryDict | None = None, *, projects: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(data, **options)
        self.titles = dict(projects)
        _choose(self, "project", [("", _("none, I begin anew")), *projects])

    def started(self, at: datetime) -> rules.StartForm:
        """What the rules judge; a project without words of one's own gives its title."""
        values = self.cleaned_data
        return rules.StartForm(
            mailbox=values["mailbox"],
            title=values["title"] or self.titles.get(values["project"], "")[: rules.TITLE_LIMIT],
            trap=values["website"],
            seconds=self.seconds(at),
        )


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
    field.choices = list(choices)


class PitchForm(ListedForm):
    """What a pitch says. Nothing is required of a draft; what is missing is told when it is handed in."""

    title = forms.CharField(label=_("Title"), required=False, max_length=rules.TITLE_LIMIT + EDGE)
    summary = forms.CharField(
        label=_("In one sentence"),
        required=False,
        max_length=rules.SUMMARY_LIMIT + EDGE,
        widget=_area(2),
        help_text=_("It stands in the programme. At most 300 characters."),
    )
    description = forms.CharField(
        label=_("What you will show"),
        required=False,
        max_length=rules.DESCRIPTION_LIMIT + EDGE,
        widget=_area(8),
        help_text=_("What is solved for whom, how it works, what others can take over."),
    )
    topic = forms.ChoiceField(label=_("Theme"), required=False)
    organisation_name = forms.CharField(
        label=_("Body that presents it"), required=False, max_length=rules.BODY_LIMIT + EDGE
    )
    partners = forms.CharField(label=_("Partners"), required=False, widget=_area(3), help_text=_("One name a line."))
    pictures = forms.TypedMultipleChoiceField(
        label=_("Pictures of the project"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They come with their description and credit."),
    )
    language = forms.ChoiceField(label=_("Language on stage"), choices=LANGUAGES)
    mode = forms.ChoiceField(
        label=_("Where you speak"), choices=list(texts.PITCH_MODES.items()), widget=forms.RadioSelect
    )
    needs = forms.MultipleChoiceField(
        label=_("What you need on stage"),
        required=False,
        choices=list(texts.FEATURES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    needs_note = forms.CharField(
        label=_("What else you need"), required=False, max_length=rules.NOTE_LIMIT + EDGE, widget=_area(2)
    )
    sign_language = forms.BooleanField(label=_("A sign language interpreter is wanted"), required=False)
    for_prize = forms.BooleanField(label=_("It takes part in the prize"), required=False)
    person = forms.CharField(
        label=_("Whom to ask for"),
        required=False,
        max_length=rules.NAME_LIMIT + EDGE,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Seen by the organisers only."),
    )
    revision = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput(attrs={"id": False}))

    def __init__(self, data: QueryDict | None = None, *, pitch: Pitch, prize: bool = False, **options: Any) -> None:
        """``prize``: whether there is one to take part in."""
        super().__init__(data, **options)
        topics = list(pitch.occasion.topics.values_list("slug", "name"))
        pictures = [(row.pk, row.alternative_text or row.title) for row in queries.pictures_of(pitch.project)]
        _choose(self, "topic", [("", _("Please choose")), *topics])
        _choose(self, "pictures", pictures)
        for name, there in (("topic", topics), ("pictures", pictures), ("for_prize", prize)):
            if not there:
                del self.fields[name]
        content = queries.content_of(pitch)
        self.kept = content
        if not self.is_bound:
            self.initial.update({name: getattr(content, name) for name in self.fields if hasattr(content, name)})
            self.initial["partners"] = "\n".join(content.partners)
            self.initial["revision"] = pitch.changed_at.isoformat()

    def content(self) -> rules.PitchContent:
        """What the rules judge; fields this form does not show keep what was there."""
        values = {name: self.cleaned_data[name] for name in self.fields if hasattr(self.kept, name)}
        values["partners"] = lines_of(values["partners"])
        values["needs"] = tuple(values["needs"])
        values["pictures"] = tuple(values.get("pictures", self.kept.pictures))
        values.setdefault("topic", self.kept.topic)
        values.setdefault("for_prize", self.kept.for_prize)
        return rules.PitchContent(**values)

    def seen(self) -> datetime | None:
        """Which change the page showed; None when it does not say."""
        try:
            return datetime.fromisoformat(self.cleaned_data["revision"])
        except ValueError:
            return None


class SpeakerForm(ReasonedForm):
    """Somebody who is to speak."""

    name = forms.CharField(label=_("Name"), required=False, max_length=rules.NAME_LIMIT + EDGE)
    mailbox = forms.CharField(
        label=_("Mailbox"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The invitation goes there, unless it is the mailbox of this pitch."),
    )

    def speaker(self) -> rules.SpeakerContent:
        """What the rules judge."""
        return rules.SpeakerContent(name=self.cleaned_data["name"], mailbox=self.cleaned_data["mailbox"])


class WindowsForm(ListedForm):
    """Rows of day, from and until; the last row is the wish. Mix in before a form with other fields."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        occasion: Occasion,
        windows: Sequence[rules.Window] = (),
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.days = _days(occasion)
        possible = [window for window in windows if not window.preferred]
        wish = [window for window in windows if window.preferred]
        self.names = [f"window{number}" for number in range(max(ROWS, len(possible)))] + ["wish"]
        given = dict(zip(self.names, possible, strict=False)) | dict(zip(["wish"], wish, strict=False))
        choices = [(str(one), day(one)) for one in self.days]
        for name in self.names:
            widget_of_day: forms.Widget = forms.HiddenInput() if len(choices) == 1 else forms.Select()
            self.fields[f"{name}_day"] = forms.ChoiceField(
                label=_("Day"), choices=choices, required=False, widget=widget_of_day
            )
            for part, label in (("from", _("From")), ("until", _("Until"))):
                widget = forms.TimeInput(attrs=_TIME, format="%H:%M")
                self.fields[f"{name}_{part}"] = forms.TimeField(label=label, required=False, widget=widget)
            self.initial.update(_initial(name, given.get(name), str(self.days[0])))

    @property
    def window_rows(self) -> list[dict[str, Any]]:
        """The rows as the page draws them."""
        return [
            {
                "fields": [self[f"{name}_{part}"] for part in ("day", "from", "until")],
                "wish": name == "wish",
                "number": number,
            }
            for number, name in enumerate(self.names, start=1)
        ]

    def clean(self) -> dict[str, Any]:
        """Both times of a row, or none."""
        values = super().clean() or self.cleaned_data
        for name in self.names:
            begins, ends = values.get(f"{name}_from"), values.get(f"{name}_until")
            if (begins is None) != (ends is None) and not self.errors.keys() & {f"{name}_from", f"{name}_until"}:
                missing = f"{name}_until" if ends is None else f"{name}_from"
                self.add_error(missing, forms.ValidationError(_("Give both times or none."), "half"))
        return values

    def windows(self) -> tuple[rules.Window, ...]:
        """What was typed, in the time of Berlin."""
        found = []
        for name in self.names:
            begins, ends = self.cleaned_data.get(f"{name}_from"), self.cleaned_data.get(f"{name}_until")
            if begins is not None and ends is not None:
                on = date.fromisoformat(self.cleaned_data.get(f"{name}_day") or str(self.days[0]))
                found.append(rules.Window(_moment(on, begins), _moment(on, ends), preferred=name == "wish"))
        return tuple(found)


def _initial(name: str, window: rules.Window | None, first: str) -> dict[str, Any]:
    if window is None:
        return {f"{name}_day": first}
    begins, ends = timezone.localtime(window.starts_at), timezone.localtime(window.ends_at)
    return {f"{name}_day": str(begins.date()), f"{name}_from": begins.time(), f"{name}_until": ends.time()}


def _days(occasion: Occasion) -> list[date]:
    first, last = timezone.localdate(occasion.starts_at), timezone.localdate(occasion.ends_at)
    return [first + timedelta(days=n) for n in range(min((last - first).days, 13) + 1)]


def _moment(on: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, at))


class PlaceForm(WindowsForm):
    """Taking the place that was offered: how one speaks, when one can, what one needs."""

    mode = forms.ChoiceField(
        label=_("Where you speak"), choices=list(texts.PITCH_MODES.items()), widget=forms.RadioSelect
    )
    needs = forms.MultipleChoiceField(
        label=_("What you need on stage"),
        required=False,
        choices=list(texts.FEATURES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    needs_note = forms.CharField(
        label=_("What else you need"), required=False, max_length=rules.NOTE_LIMIT + EDGE, widget=_area(2)
    )
    sign_language = forms.BooleanField(label=_("A sign language interpreter is wanted"), required=False)
    slides_public = forms.BooleanField(label=_("Our slides may be published after the event"), required=False)

    def given(self, *, with_windows: bool) -> rules.StageNeeds:
        """What the rules judge."""
        values = self.cleaned_data
        return rules.StageNeeds(
            mode=values["mode"],
            needs=tuple(values["needs"]),
            needs_note=values["needs_note"],
            sign_language=values["sign_language"],
            slides_public=values["slides_public"],
            windows=self.windows() if with_windows else None,
        )


class SlidesForm(forms.Form):
    """A file with slides."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".pdf,.pptx,.odp"}),
    )
    slides_public = forms.BooleanField(label=_("Our slides may be published after the event"), required=False)


class BackForm(ReasonedForm):
    """Giving something back, with a word why."""

    reason = forms.CharField(
        label=_("Would you tell us why?"), required=False, max_length=rules.REASON_LIMIT + EDGE, widget=_area(2)
    )


class AboutSpeakerForm(WindowsForm):
    """What somebody on stage says of themselves."""

    name = forms.CharField(label=_("Name"), required=False, max_length=rules.NAME_LIMIT + EDGE)
    organisation_name = forms.CharField(label=_("Organisation"), required=False, max_length=rules.BODY_LIMIT + EDGE)
    biography = forms.CharField(
        label=_("About you"),
        required=False,
        max_length=rules.BIOGRAPHY_LIMIT + EDGE,
        widget=_area(4),
        help_text=_("Two or three sentences, as they may stand in the programme."),
    )
    named = forms.BooleanField(
        label=_("My name and what I say about me may be published"),
        required=False,
        help_text=_("Without it the programme names your organisation only. You can change it at any time."),
    )

    def said(self, mailbox: str) -> rules.SpeakerContent:
        """What the rules judge."""
        values = self.cleaned_data
        return rules.SpeakerContent(
            name=values["name"],
            mailbox=mailbox,
            organisation_name=values["organisation_name"],
            biography=values["biography"],
            named=values["named"],
        )
