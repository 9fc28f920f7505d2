"""Issues of the newsletter: their words, their parts, the steps of their way; what is allowed is said by the rules."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.network.models import Region
from strahlkraft.newsroom.models import Issue, IssueItem
from strahlkraft.newsroom.queries.newsletter import sending_regions
from strahlkraft.newsroom.rules.newsletter import SUBJECT_LIMIT, TEXT_LIMIT, Given, ItemGiven
from strahlkraft.newsroom.texts.articles import LANGUAGES
from strahlkraft.newsroom.texts.newsletter import KINDS
from strahlkraft.office.forms.board import EDGE, SheetForm
from strahlkraft.office.forms.news import MinuteInput, ReturnForm, StepForm
from strahlkraft.projects.models import FieldOfAction

__all__ = ["ApproveForm", "IssueForm", "ItemForm", "PickFilter", "ReturnForm", "ScheduleForm", "StepForm", "TestForm"]
MARKDOWN_HELP = gettext_lazy("Paragraphs, lists and links as Markdown: [words](https://…). Pictures are left out.")


def _line(label: Any, language: str, *, required: bool = False) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "lang": language})
    return forms.CharField(label=label, required=required, max_length=SUBJECT_LIMIT + EDGE, widget=widget)


def _text(label: Any, language: str, rows: int = 5, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "lang": language})
    return forms.CharField(label=label, required=False, max_length=TEXT_LIMIT + EDGE, widget=widget, help_text=hint)


class IssueForm(SheetForm):
    """What surrounds the parts of an issue, and for whom it is."""

    subject = _line(gettext_lazy("Subject"), "de", required=True)
    intro = _text(pgettext_lazy("newsletter", "Introduction"), "de", hint=MARKDOWN_HELP)
    subject_en = _line(gettext_lazy("Subject in English"), "en")
    intro_en = _text(gettext_lazy("Introduction in English"), "en")
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=gettext_lazy("For whom: region"),
        required=False,
        empty_label=gettext_lazy("the whole programme"),
        help_text=gettext_lazy("Goes to everybody who chose this region or none."),
    )
    topic = forms.ModelChoiceField(
        FieldOfAction.objects.all(),
        to_field_name="slug",
        label=gettext_lazy("For whom: topic"),
        required=False,
        empty_label=gettext_lazy("all topics"),
        help_text=gettext_lazy("Goes to everybody who chose this topic or none."),
    )

    def __init__(self, data: Any = None, *, by: Actor, issue: Issue | None = None, **options: Any) -> None:
        if issue is not None:
            options["initial"] = {
                "subject": issue.subject,
                "intro": issue.intro,
                "subject_en": issue.subject_en,
                "intro_en": issue.intro_en,
                "region": issue.region_id,
                "topic": issue.topic.slug if issue.topic else "",
                "version": issue.version,
            }
        super().__init__(data, **options)
        region: Any = self.fields["region"]
        region.queryset = sending_regions(by)
        if issue is None and by.region_ids(Right.PUBLISH_NEWS) is not None:
            self.initial["region"] = region.queryset.first()  # a letter to everybody is chosen, never slipped into

    def given(self) -> Given:
        """What the action gets."""
        data = self.cleaned_data
        names = ("subject", "intro", "subject_en", "intro_en")
        return Given(
            **{name: data[name] for name in names},
            region_id=data["region"].pk if data["region"] else None,
            topic=data["topic"].slug if data["topic"] else "",
        )


class ItemForm(SheetForm):
    """Own words of a part; of what is picked they may stay empty."""

    title = _line(gettext_lazy("Headline"), "de")
    text = _text(gettext_lazy("Text"), "de", 4, MARKDOWN_HELP)
    title_en = _line(gettext_lazy("Headline in English"), "en")
    text_en = _text(gettext_lazy("Text in English"), "en", 4)

    def __init__(self, data: Any = None, *, item: IssueItem | None = None, version: int, **options: Any) -> None:
        names = ("title", "text", "title_en", "text_en")
        words = {name: getattr(item, name) for name in names} if item else {}
        super().__init__(data, initial={**words, "version": version}, **options)

    def given(self) -> ItemGiven:
        """What the action gets."""
        return ItemGiven(**{name: self.cleaned_data[name] for name in ("title", "text", "title_en", "text_en")})


class PickFilter(forms.Form):
    """What to look for among the things an issue can pick."""

    q = forms.CharField(label=gettext_lazy("Part of the name"), required=False, max_length=100)
    art = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[("", gettext_lazy("all")), *KINDS.items()]
    )

    def value(self, name: str) -> str:
        """A filter's value; one that makes no sense counts as not set."""
        return str(getattr(self, "cleaned_data", {}).get(name) or "")


class TestForm(StepForm):
    """In which language the test comes."""

    __test__ = False  # no test of pytest's
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=list(LANGUAGES.items()))

    def given(self) -> dict[str, Any]:
        """The language."""
        return {"language": self.cleaned_data["language"]}


class _Minute(StepForm):
    """When an issue leaves."""

    when = forms.ChoiceField(
        label=gettext_lazy("When does it leave?"),
        choices=[
            ("minute", gettext_lazy("At a minute you choose")),
            ("now", gettext_lazy("Now")),
            ("later", gettext_lazy("Somebody sets the time later")),
        ],
        initial="minute",
        widget=forms.RadioSelect,
    )
    publish_at = MinuteInput(label=gettext_lazy("It leaves at"))

    def clean(self) -> dict[str, Any]:
        """Who chooses a minute names it."""
        data = super().clean() or self.cleaned_data
        if data.get("when") == "minute" and "publish_at" in data and data["publish_at"] is None:
            self.add_error("publish_at", _("Please name the minute, or choose another answer above."))
        return data

    def given(self) -> dict[str, Any]:
        """Minute, at once, or neither."""
        when = self.cleaned_data["when"]
        minute = self.cleaned_data["publish_at"] if when == "minute" else None
        return {"send_at": minute, "at_once": when == "now"}


class ApproveForm(_Minute):
    """Approving, and when it leaves."""


class ScheduleForm(_Minute):
    """Setting the time of what is approved."""

    def __init__(self, *args: Any, issue: Issue, **options: Any) -> None:
        super().__init__(*args, **options)
        if issue.send_at:
            self.initial["publish_at"] = timezone.localtime(issue.send_at)
