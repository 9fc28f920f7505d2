"""Telling citizens of results: a summary in Leichte Sprache, and what was before and is now."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from strahlkraft.kernel.actor import Actor
from strahlkraft.newsroom.models import Comparison, PlainSummary
from strahlkraft.newsroom.rules import telling as rules
from strahlkraft.newsroom.rules.telling import Compared
from strahlkraft.office.forms.base import PartialDateInput, VersionedForm, WebAddressInput
from strahlkraft.office.forms.pictures import PicturePicker

EDGE = 200  # characters above a limit that are still taken in, so that the rule can say how many there are
SEARCH_LIMIT = 100


class ResultFilter(forms.Form):
    """What is looked for in the list, from the address."""

    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=SEARCH_LIMIT)

    def text(self) -> str:
        """The words; what makes no sense counts as not given."""
        return str(getattr(self, "cleaned_data", {}).get("q") or "")


class SummaryForm(VersionedForm):
    """The whole of a summary."""

    text = forms.CharField(
        label=gettext_lazy("Summary in Leichte Sprache"),
        required=False,
        max_length=rules.SUMMARY_LIMIT + EDGE,
        help_text=gettext_lazy("Short sentences, each on a line of its own. Easy words. What has changed for people?"),
        widget=forms.Textarea(attrs={"rows": 12, "lang": "de", "aria-required": "true"}),
    )
    checked_by_readers = forms.BooleanField(
        label=gettext_lazy("People who need Leichte Sprache have read and understood it"), required=False
    )

    @classmethod
    def initial_of(cls, row: PlainSummary | None) -> dict[str, Any]:
        """What stands there."""
        if row is None:
            return {"version": 0}
        return {"version": row.version, "text": row.text, "checked_by_readers": row.checked_by_readers}


def _line(label: Any, limit: int, *, lang: str = "de", hint: Any = "", needed: bool = False) -> forms.CharField:
    attrs = {"lang": lang, "autocomplete": "off"} | ({"aria-required": "true"} if needed else {})
    return forms.CharField(
        label=label, required=False, max_length=limit + EDGE, help_text=hint, widget=forms.TextInput(attrs=attrs)
    )


def _text(label: Any, *, lang: str = "de", hint: Any = "", needed: bool = False) -> forms.CharField:
    attrs = {"rows": 3, "lang": lang} | ({"aria-required": "true"} if needed else {})
    return forms.CharField(
        label=label,
        required=False,
        max_length=rules.SIDE_LIMIT + EDGE,
        help_text=hint,
        widget=forms.Textarea(attrs=attrs),
    )


class ComparisonForm(VersionedForm):
    """One thing before and now, with its source."""

    topic = _line(
        gettext_lazy("What is compared"),
        rules.TOPIC_LIMIT,
        hint=gettext_lazy("In a few words, for example: waiting time for an appointment"),
        needed=True,
    )
    before_text = _text(
        gettext_lazy("Before"), hint=gettext_lazy("A number with its unit, or one sentence."), needed=True
    )
    before_on = PartialDateInput(
        label=gettext_lazy("Before: when"), help_text=gettext_lazy("A year, a month or a day; may stay empty.")
    )
    before = PicturePicker(label=gettext_lazy("Before: picture"))
    after_text = _text(gettext_lazy("Now"), hint=gettext_lazy("Measured in the same way as before."), needed=True)
    after_on = PartialDateInput(
        label=gettext_lazy("Now: when"), help_text=gettext_lazy("A year, a month or a day; may stay empty.")
    )
    after = PicturePicker(label=gettext_lazy("Now: picture"))
    source = _line(
        gettext_lazy("Source"),
        rules.SOURCE_LIMIT,
        hint=gettext_lazy("Who says so, and in what: a report, a count, a page. Readers see it."),
        needed=True,
    )
    source_url = WebAddressInput(label=gettext_lazy("Address of the source"))
    topic_en = _line(gettext_lazy("What is compared, in English"), rules.TOPIC_LIMIT, lang="en")
    before_text_en = _text(gettext_lazy("Before, in English"), lang="en")
    after_text_en = _text(gettext_lazy("Now, in English"), lang="en")
    position = forms.IntegerField(
        label=gettext_lazy("Place"),
        required=False,
        help_text=gettext_lazy("Comparisons of a project stand in the order of these numbers."),
        widget=forms.NumberInput(attrs={"min": 0, "max": rules.PLACE_LIMIT, "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("before", "after"):
            picker: Any = self.fields[name]
            picker.offer(by)

    @property
    def english_open(self) -> bool:
        """Whether something stands in the English part, or is wrong there."""
        names = ("topic_en", "before_text_en", "after_text_en")
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def english(self) -> list[forms.BoundField]:
        """The fields for English readers."""
        return [self[name] for name in ("topic_en", "before_text_en", "after_text_en")]

    @classmethod
    def initial_of(cls, row: Comparison) -> dict[str, Any]:
        """What stands there."""
        names = [name for name in cls.base_fields if name not in {"version", "submission", "before", "after"}]
        return {name: getattr(row, name) for name in names} | {
            "version": row.version,
            "before": row.before.code if row.before else "",
            "after": row.after.code if row.after else "",
        }

    def given(self) -> Compared:
        """What the action gets."""
        data = self.cleaned_data
        names = [name for name in self.base_fields if name not in {"version", "submission", "position"}]
        return Compared(**{name: data[name] for name in names}, position=data["position"] or 0)
