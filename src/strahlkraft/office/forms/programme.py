"""What a programme is made of, as the office enters it: stages, blocks, topics, pairs, rules, and what is published."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.congress import texts
from strahlkraft.congress.actions.framing import RULE_FIELDS, Grid
from strahlkraft.congress.bridge.sentences import HINTS, TERMS
from strahlkraft.congress.models import Block, Occasion, Pitch, PlanningRules, Stage
from strahlkraft.congress.rules.planning import MOST_POINTS, weights
from strahlkraft.congress.rules.programme import MOST_SLOTS
from strahlkraft.office.forms.base import OfficeForm

_PLAIN = {"autocomplete": "off"}
_LONGEST_BLOCK = 600  # minutes


def _days(occasion: Occasion) -> list[tuple[str, str]]:
    """The days of an event, to choose from."""
    first, last = localtime(occasion.starts_at).date(), localtime(occasion.ends_at).date()
    days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    return [(day.isoformat(), f"{day:%d.%m.%Y}") for day in days[:31]]


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class StageForm(OfficeForm):
    """A stage and what it has."""

    name = forms.CharField(
        label=gettext_lazy("Name of the stage"), max_length=120, widget=forms.TextInput(attrs=_PLAIN)
    )
    features = forms.MultipleChoiceField(
        label=gettext_lazy("What it has"),
        choices=list(texts.FEATURES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A pitch that needs something only comes to a stage that has it."),
    )
    stream_url = forms.URLField(
        label=gettext_lazy("Address of the stream"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Only if this stage has a stream of its own."),
        widget=forms.URLInput(attrs=_PLAIN),
    )


class GridForm(OfficeForm):
    """Slots times stages: many blocks at once."""

    day = forms.ChoiceField(label=gettext_lazy("Day"))
    begins = forms.TimeField(label=gettext_lazy("First slot begins"), widget=_clock(), initial=time(9))
    slots = forms.IntegerField(label=gettext_lazy("Number of slots"), min_value=1, max_value=MOST_SLOTS, initial=4)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes of each"), min_value=5, max_value=_LONGEST_BLOCK, initial=60
    )
    pause = forms.IntegerField(label=gettext_lazy("Minutes between"), min_value=0, max_value=_LONGEST_BLOCK, initial=30)
    stages = forms.MultipleChoiceField(label=gettext_lazy("On these stages"), widget=forms.CheckboxSelectMultiple)
    intro_seconds = forms.IntegerField(
        label=gettext_lazy("Introduction (seconds)"), min_value=0, max_value=3600, initial=120
    )
    reserve_seconds = forms.IntegerField(
        label=gettext_lazy("Reserve (seconds)"),
        min_value=0,
        max_value=7200,
        initial=600,
        help_text=gettext_lazy("Kept free at the end; delays are absorbed by it first."),
    )
    max_remote = forms.IntegerField(
        label=gettext_lazy("Most pitches by video link"), min_value=0, max_value=99, initial=99
    )
    max_topics = forms.IntegerField(label=gettext_lazy("Most topics in a block"), min_value=1, max_value=9, initial=2)
    captions = forms.BooleanField(label=gettext_lazy("live captions"), required=False)
    sign_language = forms.BooleanField(label=gettext_lazy("sign language"), required=False)

    def __init__(self, *args: Any, occasion: Occasion, stages: Iterable[Stage], **options: Any) -> None:
        super().__init__(*args, **options)
        day: Any = self.fields["day"]
        day.choices = _days(occasion)
        chosen: Any = self.fields["stages"]
        chosen.choices = [(stage.slug, stage.name) for stage in stages]
        if not self.is_bound:
            self.initial = {
                **self.initial,
                "stages": [slug for slug, _name in chosen.choices],
                "begins": localtime(occasion.starts_at).time(),
            }

    def grid(self) -> Grid:
        """What the action gets."""
        data = self.cleaned_data
        same = (
            *("minutes", "pause", "slots", "intro_seconds", "reserve_seconds"),
            *("max_remote", "max_topics", "captions", "sign_language"),
        )
        first = make_aware(datetime.combine(date.fromisoformat(data["day"]), data["begins"]))
        return Grid(first=first, stages=tuple(data["stages"]), **{name: data[name] for name in same})


class BlockForm(OfficeForm):
    """One block: pitches, a keynote, a break or something else."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=200, required=False, widget=forms.TextInput(attrs=_PLAIN)
    )
    kind = forms.ChoiceField(label=gettext_lazy("What it is for"), choices=list(texts.BLOCK_KINDS.items()))
    stage = forms.ChoiceField(label=gettext_lazy("Stage"))
    day = forms.ChoiceField(label=gettext_lazy("Day"))
    begins = forms.TimeField(label=gettext_lazy("Begins"), widget=_clock())
    ends = forms.TimeField(label=gettext_lazy("Ends"), widget=_clock())
    intro_seconds = forms.IntegerField(
        label=gettext_lazy("Introduction (seconds)"), min_value=0, max_value=3600, initial=120
    )
    reserve_seconds = forms.IntegerField(
        label=gettext_lazy("Reserve (seconds)"), min_value=0, max_value=7200, initial=600
    )
    max_remote = forms.IntegerField(
        label=gettext_lazy("Most pitches by video link"), min_value=0, max_value=99, initial=99
    )
    max_topics = forms.IntegerField(label=gettext_lazy("Most topics in a block"), min_value=1, max_value=9, initial=2)
    moderator = forms.ChoiceField(label=gettext_lazy("Moderator"), required=False)
    captions = forms.BooleanField(label=gettext_lazy("live captions"), required=False)
    sign_language = forms.BooleanField(label=gettext_lazy("sign language"), required=False)

    def __init__(
        self,
        *args: Any,
        occasion: Occasion,
        stages: Iterable[Stage],
        moderators: Iterable[tuple[int, str]],
        block: Block | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["day"].choices = _days(occasion)
        fields["stage"].choices = [(stage.slug, stage.name) for stage in stages]
        fields["moderator"].choices = [("", _("nobody yet")), *((str(pk), name) for pk, name in moderators)]
        if block is not None and not self.is_bound:
            self.initial = {**self.initial, **_stored(block)}

    def given(self) -> dict[str, Any]:
        """What the action gets."""
        data = dict(self.cleaned_data)
        day = date.fromisoformat(data.pop("day"))
        opens, closes = (make_aware(datetime.combine(day, data.pop(name))) for name in ("begins", "ends"))
        return {**data, "opens_at": opens, "closes_at": closes}


def _stored(block: Block) -> dict[str, Any]:
    opens, closes = localtime(block.opens_at), localtime(block.closes_at)
    same = (
        *("title", "kind", "intro_seconds", "reserve_seconds", "max_remote", "max_topics"),
        *("captions", "sign_language"),
    )
    return {name: getattr(block, name) for name in same} | {
        "stage": block.stage.slug,
        "day": opens.date().isoformat(),
        "begins": opens.time(),
        "ends": closes.time(),
        "moderator": str(block.moderator_id or ""),
    }


class TopicForm(OfficeForm):
    """A topic of the programme."""

    name = forms.CharField(label=gettext_lazy("Topic"), max_length=160, widget=forms.TextInput(attrs=_PLAIN))
    colour = forms.TypedChoiceField(
        label=gettext_lazy("Colour"), choices=[(n, str(n)) for n in range(1, 9)], coerce=int, initial=1
    )


class PairForm(OfficeForm):
    """A rule on two pitches."""

    first = forms.ChoiceField(label=gettext_lazy("First pitch"))
    kind = forms.ChoiceField(label=gettext_lazy("Rule"), choices=list(texts.PAIR_KINDS.items()))
    second = forms.ChoiceField(label=gettext_lazy("Second pitch"))
    weight = forms.IntegerField(
        label=gettext_lazy("Points"),
        required=False,
        min_value=1,
        max_value=MOST_POINTS,
        help_text=gettext_lazy("Only for “rather not”: how much it matters beside the other wishes."),
    )

    def __init__(self, *args: Any, pitches: Iterable[Pitch], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("Please choose")), *((pitch.code, pitch.title) for pitch in pitches)]
        fields: Any = self.fields
        fields["first"].choices = fields["second"].choices = choices


_RULES: dict[str, tuple[Any, Any]] = {
    "changeover_onsite": (gettext_lazy("From stage to stage"), ""),
    "changeover_to_remote": (gettext_lazy("From stage to video link"), ""),
    "changeover_from_remote": (gettext_lazy("From video link to stage"), ""),
    "changeover_remote": (gettext_lazy("From video link to video link"), ""),
    "remote_blocks_parallel": (
        gettext_lazy("Blocks with video link at the same time"),
        gettext_lazy("As many as there are crews for it."),
    ),
    "sign_language_blocks_parallel": (
        gettext_lazy("Blocks with sign language at the same time"),
        gettext_lazy("As many as there are teams of interpreters."),
    ),
    "walk_seconds": (
        gettext_lazy("Way between two stages (seconds)"),
        gettext_lazy("So long somebody has who speaks on two stages."),
    ),
}
CHANGEOVERS = tuple(name for name in RULE_FIELDS if name.startswith("changeover"))
LIMITS = tuple(name for name in RULE_FIELDS if not name.startswith("changeover"))


class RulesForm(OfficeForm):
    """Changeovers, limits, and what each wish weighs."""

    def __init__(self, *args: Any, rules: PlanningRules, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, (label, hint) in _RULES.items():
            self.fields[name] = forms.IntegerField(
                label=label, help_text=hint, min_value=0, max_value=3600, initial=getattr(rules, name)
            )
        for name, points in weights(rules.weights).items():
            self.fields[f"weight_{name}"] = forms.IntegerField(
                label=TERMS[name], help_text=HINTS[name], min_value=0, max_value=MOST_POINTS, initial=points
            )

    @property
    def changeovers(self) -> list[Any]:
        """Seconds between two pitches."""
        return [self[name] for name in CHANGEOVERS]

    @property
    def limits(self) -> list[Any]:
        """What cannot be more at once."""
        return [self[name] for name in LIMITS]

    @property
    def wishes(self) -> list[Any]:
        """Points."""
        return [self[f"weight_{name}"] for name in weights({})]

    def given(self) -> dict[str, dict[str, int]]:
        """What the action gets."""
        data = self.cleaned_data
        return {
            "fields": {name: data[name] for name in RULE_FIELDS},
            "weights": {name: data[f"weight_{name}"] for name in weights({})},
        }


class RunForm(OfficeForm):
    """How long the planner may work."""

    seconds = forms.TypedChoiceField(
        label=gettext_lazy("How long"),
        coerce=int,
        choices=[
            (10, gettext_lazy("10 seconds")),
            (60, gettext_lazy("1 minute")),
            (180, gettext_lazy("3 minutes")),
            (600, gettext_lazy("10 minutes")),
        ],
        initial=60,
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What for"),
        choices=list(texts.RUN_PURPOSES.items()),
        initial="plan",
        required=False,
    )


class PublishForm(OfficeForm):
    """A new version of the programme."""

    note = forms.CharField(
        label=gettext_lazy("Note on this version"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Everybody reads it beside the list of changes, for example why something moved."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class NameForm(OfficeForm):
    """A plan's name."""

    name = forms.CharField(
        label=gettext_lazy("Name of the plan"), max_length=120, required=False, widget=forms.TextInput(attrs=_PLAIN)
    )


class MarkForm(OfficeForm):
    """A deed that needs nothing but its mark."""


class ImportForm(OfficeForm):
    """A schedule.xml of another programme."""

    file = forms.FileField(
        label=gettext_lazy("File schedule.xml"),
        help_text=gettext_lazy("As pretalx, frab and others give it. First you see what would be taken over."),
    )


class TakeOverForm(OfficeForm):
    """What was looked at, to be taken over; ``packed`` is the file itself, so that both are the same."""

    packed = forms.CharField(widget=forms.HiddenInput)
    named = forms.BooleanField(
        label=gettext_lazy("The people in it agreed to be named in our programme"),
        required=False,
        help_text=gettext_lazy("Otherwise their names stay within the workspace."),
    )
