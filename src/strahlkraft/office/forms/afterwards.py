"""Recordings at pitches, chapters of a long video, thanks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from strahlkraft.congress import texts
from strahlkraft.congress.models import Occasion
from strahlkraft.congress.rules.after import TEXT_LIMIT, TITLE_LIMIT
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.calls import MomentInput

EDGE = 200  # characters above a limit that are still taken in, so that the rule can say how many there are
_WEB = {"inputmode": "url", "autocomplete": "off", "spellcheck": "false", "aria-required": "true"}


def _url() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=1_000 + EDGE,
        help_text=gettext_lazy("The whole address, beginning with https://."),
        widget=forms.TextInput(attrs=_WEB),
    )


class RecordingForm(OfficeForm):
    """A recording, slides or a page of one pitch."""

    pitch = forms.ChoiceField(label=gettext_lazy("Pitch"))
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=list(texts.RECORDING_KINDS.items()))
    url = _url()
    title = forms.CharField(
        label=gettext_lazy("Title"),
        required=False,
        max_length=TITLE_LIMIT + EDGE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, pitches: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        pitch: Any = self.fields["pitch"]
        pitch.choices = pitches


class ChaptersForm(OfficeForm):
    """One long video of a stage."""

    stage = forms.ChoiceField(label=gettext_lazy("Stage"))
    url = _url()
    video_starts_at = MomentInput(
        label=gettext_lazy("When the video begins"),
        help_text=gettext_lazy("By the clock on the wall; each pitch's chapter follows from when it really began."),
    )
    seconds = forms.IntegerField(
        label=gettext_lazy("and seconds"),
        required=False,
        min_value=0,
        max_value=59,
        initial=0,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, occasion: Occasion, **options: Any) -> None:
        super().__init__(*args, **options)
        stage: Any = self.fields["stage"]
        stage.choices = list(occasion.stages.values_list("slug", "name"))
        self.initial.setdefault("video_starts_at", occasion.starts_at)


class ThanksForm(OfficeForm):
    """A few words to those who spoke and those who came."""

    text = forms.CharField(
        label=gettext_lazy("Your words"),
        required=False,
        max_length=TEXT_LIMIT + EDGE,
        help_text=gettext_lazy("Greeting, certificate and the link to the recordings are added by themselves."),
        widget=forms.Textarea(attrs={"rows": 7, "aria-required": "true"}),
    )
    to_speakers = forms.BooleanField(label=gettext_lazy("To those who spoke"), required=False, initial=True)
    to_guests = forms.BooleanField(label=gettext_lazy("To those who came"), required=False, initial=True)
