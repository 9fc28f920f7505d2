"""Articles: beginning one, writing it, handing it on; what is allowed is said by the rules."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from strahlkraft.design.fields import ShownVersion
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.working_days import year_fits
from strahlkraft.network.models import ContactPoint, Region
from strahlkraft.newsroom.models import Article
from strahlkraft.newsroom.queries import desk, pictures
from strahlkraft.newsroom.queries.contents import Name
from strahlkraft.newsroom.rules import articles as rules
from strahlkraft.newsroom.rules.articles import Given, Words
from strahlkraft.newsroom.rules.vocabulary import ArticleKind, Language
from strahlkraft.newsroom.texts.articles import KINDS, STATES
from strahlkraft.office import news
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.board import SheetForm
from strahlkraft.office.forms.markdown import MarkdownInput
from strahlkraft.office.forms.pictures import PicturePicker
from strahlkraft.projects.models import Project
from strahlkraft.reuse.access import projects_of

EDGE = 200  # characters above a limit that are still taken in, so that the rule can say how many there are
SEARCH_LIMIT = 100
_MOMENTS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y, %H:%M")


class NewsFilter(forms.Form):
    """The filters of the list, from the address."""

    q = forms.CharField(label=gettext_lazy("Headline or lead"), required=False, max_length=200)
    stand = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=[("", ""), *STATES.items()])
    region = forms.ModelChoiceField(
        Region.objects.none(),
        to_field_name="slug",
        label=gettext_lazy("Region"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    wer = forms.ChoiceField(
        label=gettext_lazy("Whose"),
        required=False,
        choices=[
            ("", gettext_lazy("all I may see")),
            ("meine", gettext_lazy("those I wrote on")),
            ("wartet", gettext_lazy("what waits for me")),
        ],
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "region", desk.regions(by))

    def value(self, name: str) -> Any:
        """A filter's value; one that makes no sense counts as not set."""
        return getattr(self, "cleaned_data", {}).get(name) or ""


def _offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


def home_regions(by: Actor, *, now: int | None = None) -> QuerySet[Region]:
    """Regions an article of theirs may belong to: their own, those of projects they carry, and where it stands."""
    carried = projects_of(by, Right.WRITE_NEWS).values("region")
    own = Q(pk__in=desk.regions(by).values("pk")) | Q(pk__in=carried)
    return Region.objects.filter(own | Q(pk=now)).distinct()


def _title(language: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Headline"),
        max_length=rules.TITLE_LIMIT + EDGE,
        required=required,
        error_messages={"required": gettext_lazy("A headline is missing.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "lang": language}),
    )


def _lead(language: str) -> forms.CharField:
    return forms.CharField(
        label=pgettext_lazy("article", "Lead"),
        required=False,
        max_length=rules.BODY_LIMIT + EDGE,
        help_text=gettext_lazy("Two or three sentences that stand alone: lists, feeds and cards show them."),
        widget=forms.Textarea(attrs={"rows": 3, "lang": language}),
    )


def _body(language: str) -> forms.CharField:
    widget = MarkdownInput(language=language, title=f"title_{language}", lead=f"lead_{language}")
    return forms.CharField(
        label=gettext_lazy("Text"), required=False, max_length=rules.BODY_LIMIT + EDGE, widget=widget
    )


class CreateForm(OfficeForm):
    """The few things that cannot wait; everything else is written on the next page."""

    title = _title(Language.GERMAN, required=True)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(KINDS.items()), initial=ArticleKind.NEWS)
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=gettext_lazy("Region"),
        required=False,
        empty_label=gettext_lazy("the whole programme"),
    )
    project = forms.ModelChoiceField(
        Project.objects.none(),
        to_field_name="slug",
        label=gettext_lazy("Project"),
        required=False,
        empty_label=gettext_lazy("not about a project"),
        help_text=gettext_lazy("Its figures can then be put in without typing them; more can be added later."),
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "region", home_regions(by))
        _offer(self, "project", projects_of(by, Right.WRITE_NEWS).exclude(publication="merged").order_by("title"))
        everywhere = by.region_ids(Right.WRITE_NEWS)
        if everywhere is not None:
            _needed(self, "region")
            if not everywhere:  # a partner: what they write is about a project of theirs
                _needed(self, "project")

    def given(self) -> Given:
        """What the action gets."""
        data = self.cleaned_data
        project = data["project"]
        return Given(
            texts={Language.GERMAN: Words(title=data["title"])},
            kind=data["kind"],
            region_id=data["region"].pk if data["region"] else None,
            links=(("project", project.slug),) if project else (),
        )

    def show_refusals(self, refusals: list[Any]) -> None:
        """The rules name the fields of the whole article; here the headline has no language yet."""
        places = {"title_de": "title", "links": "project"}
        for refusal in refusals:
            field = places.get(refusal.field, refusal.field)
            self.add_error(field if field in self.fields else None, sentence(refusal))


def _needed(form: forms.Form, name: str) -> None:
    field: Any = form.fields[name]
    field.required, field.empty_label = True, None
    field.widget.is_required = True


class ThingsInput(forms.Field):
    """What an article is about, as ticked boxes; names that can be none are refused, what is there the action says."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> tuple[Name, ...]:
        """Kinds and keys in the order of the page."""
        names = [news.name_of(str(one)) for one in value or ()]
        if None in names:
            raise ValidationError(
                _("Choose only what the platform knows; something in the list is not there."), code="thing"
            )
        return tuple(dict.fromkeys(name for name in names if name))


class ContactChoice(forms.ModelChoiceField):
    """A function mailbox by whose it is."""

    def label_from_instance(self, obj: Any) -> str:
        """Name of the body, then the mailbox."""
        return f"{obj.organisation or obj.region}: {obj.mailbox}"


def _note(label: Any, language: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=rules.NOTE_LIMIT + EDGE,
        help_text=gettext_lazy("Readers see this sentence below the text, with the day."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "lang": language}),
    )


class WriteForm(OfficeForm):
    """The whole article; ``revision`` is the version that the page showed (the name the script of saving knows)."""

    revision = ShownVersion(required=False)
    title_de = _title(Language.GERMAN, required=True)
    lead_de = _lead(Language.GERMAN)
    body_de = _body(Language.GERMAN)
    title_en = _title(Language.ENGLISH, required=False)
    lead_en = _lead(Language.ENGLISH)
    body_en = _body(Language.ENGLISH)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(KINDS.items()))
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=gettext_lazy("Region"),
        required=False,
        empty_label=gettext_lazy("the whole programme"),
    )
    topic = forms.ModelChoiceField(
        desk.topics(),
        to_field_name="slug",
        label=gettext_lazy("Topic"),
        required=False,
        empty_label=gettext_lazy("no topic"),
    )
    press_contact = ContactChoice(
        ContactPoint.objects.none(),
        label=gettext_lazy("Whom the press may ask"),
        required=False,
        empty_label=gettext_lazy("nobody named"),
        help_text=gettext_lazy("A function mailbox, never a person's own address."),
    )
    links = ThingsInput(label=gettext_lazy("What it is about"), required=False)
    lead_picture = PicturePicker(label=gettext_lazy("Lead picture"))
    gallery = PicturePicker(many=True, label=gettext_lazy("Gallery"))
    note = _note(gettext_lazy("What is corrected"), Language.GERMAN)
    note_en = _note(gettext_lazy("What is corrected, in English"), Language.ENGLISH)
    # searches of the page itself; they are no part of the article
    find = forms.CharField(required=False, max_length=SEARCH_LIMIT)
    figures = forms.CharField(required=False, max_length=SEARCH_LIMIT)

    def __init__(
        self, data: QueryDict | None = None, *, by: Actor, article: Article, given: Given, **options: Any
    ) -> None:
        self.stored = given  # as it stood when the page was made
        options["initial"] = {"revision": article.version, **_initial(given)}
        super().__init__(data, **options)
        _offer(self, "region", home_regions(by, now=article.region_id))
        _offer(self, "press_contact", desk.press_contacts())
        for name in ("lead_picture", "gallery"):
            picker: Any = self.fields[name]
            picker.offer(by)
        codes = (given.lead_picture, *given.gallery)
        self.elsewhere = {code for code in codes if code} - {row.code for row in pictures.by_code(by, codes)}
        everywhere = by.region_ids(Right.WRITE_NEWS) is None
        if not everywhere and article.region_id is not None:
            _needed(self, "region")
        if article.current_id is None:
            del self.fields["note"], self.fields["note_en"]

    def look_again(self, version: int) -> None:
        """Take the present version, which the page shows now; what was typed stays."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["revision"] = str(version)
        self.data = typed

    def words(self, language: str) -> Words:
        """The text in one language as it stands on the page, judged or not."""
        return Words(*(str(self[f"{part}_{language}"].value() or "") for part in ("title", "lead", "body")))

    def given(self) -> Given:
        """What the action gets; pictures the picker does not offer this person stay where they are."""
        data, lead = self.cleaned_data, self.stored.lead_picture
        texts = {
            str(language): Words(*(data[f"{part}_{language}"] for part in ("title", "lead", "body")))
            for language in Language
        }
        return Given(
            texts={language: words for language, words in texts.items() if language == "de" or not words.empty},
            kind=data["kind"],
            region_id=data["region"].pk if data["region"] else None,
            topic=data["topic"].slug if data["topic"] else "",
            links=data["links"],
            lead_picture=data["lead_picture"] or (lead if lead in self.elsewhere else ""),
            gallery=(*data["gallery"], *(code for code in self.stored.gallery if code in self.elsewhere)),
            press_contact=data["press_contact"].pk if data["press_contact"] else None,
            note=data.get("note", ""),
            note_en=data.get("note_en", ""),
        )


def _initial(given: Given) -> dict[str, Any]:
    """What is stored, field by field."""
    texts = {
        f"{part}_{language}": getattr(given.texts.get(language, Words()), part)
        for language in Language
        for part in ("title", "lead", "body")
    }
    return texts | {
        "kind": given.kind,
        "region": given.region_id,
        "topic": given.topic,
        "press_contact": given.press_contact,
        "links": [news.value_of(kind, key) for kind, key in given.links],
        "lead_picture": given.lead_picture,
        "gallery": list(given.gallery),
        "note": given.note,
        "note_en": given.note_en,
    }


# ---- handing it on


class MinuteInput(forms.CharField):
    """A day and a time as the clock on the wall shows it; the moment itself, or None when empty."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENTS[0])
        super().__init__(max_length=40, required=False, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        """The moment; a minute that never comes and what is no minute is told at the field."""
        text = super().clean(value)
        if not text:
            return None
        local = _read(text)
        if local is None:
            raise ValidationError(_("Please give a day and a time, for example 2027-03-02 09:00."), code="minute")
        if not year_fits(local.date()):
            raise ValidationError(_("Please check the year of this date."), code="year")
        moment, refusals = rules.minute(local, timezone.get_current_timezone())
        if refusals:
            raise ValidationError([sentence(refusal) for refusal in refusals])
        return moment


def _read(text: str) -> datetime | None:
    for form in _MOMENTS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the clock on the wall; the rule adds the zone
        except ValueError:
            continue
    return None


def _remark(label: Any, hint: Any = "", *, required: bool = False) -> forms.CharField:
    attrs = {"rows": 3} | ({"aria-required": "true"} if required else {})
    return forms.CharField(
        label=label, required=False, max_length=4000, help_text=hint, widget=forms.Textarea(attrs=attrs)
    )


class StepForm(SheetForm):
    """A press of a button on the article as the page showed it."""

    def given(self) -> dict[str, Any]:
        """What the action gets beside who, when, which article and which version."""
        return {}


class ReturnForm(StepForm):
    """Why it goes back."""

    remark = _remark(
        gettext_lazy("What is to be done"), gettext_lazy("The writer finds it in today's list."), required=True
    )

    def given(self) -> dict[str, Any]:
        """The remark."""
        return {"remark": self.cleaned_data["remark"]}


class ReasonForm(StepForm):
    """Why, if it is worth saying."""

    reason = _remark(gettext_lazy("Reason"), gettext_lazy("Stands in the history; colleagues will thank you."))

    def given(self) -> dict[str, Any]:
        """The reason."""
        return {"reason": self.cleaned_data["reason"]}


class ScheduleForm(StepForm):
    """The minute it appears."""

    publish_at = MinuteInput(
        label=gettext_lazy("It appears at"), help_text=gettext_lazy("Empty: it waits for somebody to publish it.")
    )

    def __init__(self, *args: Any, article: Article, **options: Any) -> None:
        super().__init__(*args, **options)
        if article.publish_at:
            self.initial["publish_at"] = timezone.localtime(article.publish_at)

    def given(self) -> dict[str, Any]:
        """The minute."""
        return {"publish_at": self.cleaned_data["publish_at"]}


class ApproveForm(StepForm):
    """When it appears, and a word for the writer."""

    when = forms.ChoiceField(
        label=gettext_lazy("When does it appear?"),
        choices=[
            ("minute", gettext_lazy("At a minute you choose")),
            ("now", gettext_lazy("Now")),
            ("later", gettext_lazy("Somebody publishes it later")),
        ],
        initial="minute",
        widget=forms.RadioSelect,
    )
    publish_at = MinuteInput(label=gettext_lazy("It appears at"))
    remark = _remark(gettext_lazy("Remark"), gettext_lazy("A word for the writer, if you like."))

    def __init__(self, *args: Any, publishes: bool, corrects: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if corrects or not publishes:
            del self.fields["when"], self.fields["publish_at"]

    def clean(self) -> dict[str, Any]:
        """Who chooses a minute names it."""
        data = super().clean() or self.cleaned_data
        if data.get("when") == "minute" and "publish_at" in data and data["publish_at"] is None:
            self.add_error("publish_at", _("Please name the minute, or choose another answer above."))
        return data

    def given(self) -> dict[str, Any]:
        """Minute, at once, or neither."""
        data = self.cleaned_data
        when = data.get("when", "later")
        return {
            "remark": data["remark"],
            "publish_at": data["publish_at"] if when == "minute" else None,
            "at_once": when == "now",
        }


def names_in(values: Iterable[str]) -> list[Name]:
    """The things behind the values of tick boxes; what is none is left out."""
    return [name for value in values if (name := news.name_of(str(value)))]
