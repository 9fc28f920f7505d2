"""Pictures: taking one in, describing it, finding one, and choosing some inside another form."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from strahlkraft.kernel.actor import Actor
from strahlkraft.network.models import Region
from strahlkraft.newsroom.models import Picture
from strahlkraft.newsroom.queries import pictures as queries
from strahlkraft.newsroom.rules import pictures as rules
from strahlkraft.newsroom.texts.pictures import LICENCES
from strahlkraft.office.forms.base import OfficeForm, VersionedForm

SEARCH_LIMIT = 100
OFFERED = 12
"""Pictures offered at once beside those that are chosen."""
_CODE = re.compile(r"[A-Za-z0-9]{1,24}")


# ---- choosing inside another form


class PictureChoice(forms.Widget):
    """Pictures as tiles with a radio button, or with tick boxes and their place: chosen ones first, then what was looked for.

    Pages that hold it load ``office/css/pictures.css``. Without script its button ``search_pictures`` sends the form: the
    view then renders the page again without judging it, and the tiles are those of the words looked for.
    """

    template_name = "office/pictures/choice.html"
    use_fieldset = True

    def __init__(self, *, many: bool = False, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.many = many
        self.by: Actor | None = None
        self.words = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The codes that are chosen, in their order; what was looked for is remembered for drawing."""
        self.words = str(data.get(f"{name}-words", "")).replace("\0", "")[:SEARCH_LIMIT]
        if not self.many:
            return data.get(name, "")
        codes = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        places = {code: _place(data.get(f"{name}-place-{code}"), default) for default, code in enumerate(codes, 1)}
        return sorted(dict.fromkeys(codes), key=lambda code: places[code])

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Nothing chosen is a choice."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The tiles; three queries whatever their number."""
        context = super().get_context(name, value, attrs)
        codes = [code for code in _codes(value) if _CODE.fullmatch(str(code))]
        chosen = queries.by_code(self.by, codes) if self.by else []
        found = self._found(chosen)
        shown = queries.sources([*chosen, *found], get_language() or "de")
        context["widget"] |= {
            "many": self.many,
            "words": self.words,
            "none_chosen": not codes,
            "chosen": [_tile(one, shown, place) for place, one in enumerate(chosen, 1)],
            "found": [_tile(one, shown) for one in found],
            "limit": SEARCH_LIMIT,
        }
        return context

    def _found(self, chosen: Sequence[Picture]) -> list[Picture]:
        if self.by is None:
            return []
        rows = queries.listed(self.by, text=self.words).exclude(pk__in=[one.pk for one in chosen])
        return list(rows[:OFFERED])


def _tile(one: Picture, shown: Any, place: int = 0) -> dict[str, Any]:
    return {"picture": one, "shown": shown.get(one.pk), "title": queries.title_of(one), "place": place}


def _codes(value: Any) -> list[str]:
    return [value] if isinstance(value, str) and value else list(value or ())


def _place(text: Any, default: int) -> tuple[int, int]:
    """Where somebody wants a picture; those without a number keep their order."""
    typed = str(text or "").strip()
    return (int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < len("1000") else default), default


class PicturePicker(forms.Field):
    """One picture by its code (empty: none), or with ``many`` a tuple of codes in their order.

    The form says for whom by :meth:`offer`; whether a code is a picture that may stand there, the action says.
    """

    def __init__(self, *, many: bool = False, **options: Any) -> None:
        options.setdefault("required", False)
        self.many = many
        super().__init__(widget=PictureChoice(many=many), **options)

    def offer(self, by: Actor) -> None:
        """Offer the pictures of somebody's desk."""
        widget: Any = self.widget
        widget.by = by

    def clean(self, value: Any) -> Any:
        """Code or codes; what can be no code is refused."""
        codes = _codes(value)
        if any(not _CODE.fullmatch(str(code)) for code in codes):
            raise ValidationError(_("Choose from the list."), code="picture")
        if self.required and not codes:
            raise ValidationError(_("Choose a picture."), code="required")
        return tuple(codes) if self.many else (codes[0] if codes else "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other pictures are meant."""
        return _codes(initial) != _codes(data)


# ---- the collection


class PictureFilter(forms.Form):
    """The filters of the collection, from the address."""

    q = forms.CharField(label=gettext_lazy("What is to be seen, caption or credit"), required=False, max_length=200)
    region = forms.ModelChoiceField(
        Region.objects.none(),
        to_field_name="slug",
        label=gettext_lazy("Region"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    stand = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("offered")), ("zurueckgezogen", gettext_lazy("no longer offered"))],
    )

    def __init__(self, *args: Any, regions: QuerySet[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["region"]
        field.queryset = regions

    def value(self, name: str) -> Any:
        """A filter's value; one that makes no sense counts as not set."""
        return getattr(self, "cleaned_data", {}).get(name) or ""


def _alternative(label: Any, hint: Any, language: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=rules.ALTERNATIVE_LIMIT,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
    )


def _caption(label: Any, language: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=rules.CAPTION_LIMIT,
        help_text=gettext_lazy(
            "Optional. Stands below the picture and says what cannot be seen: where, when, who by function."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
    )


class _Said(forms.Form):
    """What is said of a picture."""

    alternative_text = _alternative(
        gettext_lazy("What is to be seen"),
        gettext_lazy("For people who cannot see it: what matters in one or two sentences, without “picture of”."),
        "de",
    )
    decorative = forms.BooleanField(
        label=gettext_lazy("Decorative: says nothing the text does not say"),
        required=False,
        help_text=gettext_lazy("Then the field above stays empty, and screen readers pass it by."),
    )
    caption = _caption(gettext_lazy("Caption"), "de")
    credit = forms.CharField(
        label=gettext_lazy("Credit"),
        max_length=rules.CREDIT_LIMIT,
        help_text=gettext_lazy("Who made it, as they want to be named. Stands below the picture."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    licence = forms.ChoiceField(
        label=gettext_lazy("Licence"),
        required=False,
        choices=list(LICENCES.items()),
        help_text=gettext_lazy("Under which licence others may use it. Only pictures with one go into the press kit."),
    )
    alternative_text_en = _alternative(
        gettext_lazy("What is to be seen, in English"), gettext_lazy("Optional, for English readers."), "en"
    )
    caption_en = _caption(gettext_lazy("Caption in English"), "en")

    def said(self) -> dict[str, Any]:
        """What the actions get of it."""
        data = self.cleaned_data
        return {name: data[name] for name in _Said.base_fields}

    @property
    def german(self) -> Iterable[Any]:
        """The fields every picture needs, in their order."""
        return [self[name] for name in ("alternative_text", "decorative", "caption", "credit", "licence")]

    @property
    def english(self) -> Iterable[Any]:
        """The fields for English readers."""
        return [self["alternative_text_en"], self["caption_en"]]

    @property
    def english_open(self) -> bool:
        """Whether something is said, or wrong, in English."""
        return any(field.value() or field.errors for field in self.english)


class AddPictureForm(_Said, OfficeForm):
    """A file with what it must say."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        max_length=200,
        help_text=gettext_lazy(
            "%(types)s, at most %(limit)s MB. Place, camera and everything else a file carries beside its pixels is removed."
        ),
    )
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=gettext_lazy("Region"),
        required=False,
        empty_label=gettext_lazy("the whole programme"),
    )
    field_order = ["file"]

    def __init__(
        self, *args: Any, limit: int, types: dict[str, str], regions: QuerySet[Region], everywhere: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        words = {"types": ", ".join(types.values()), "limit": limit // 1_048_576}
        file, region = self.fields["file"], self.fields["region"]
        file.help_text = str(file.help_text) % words
        file.widget.attrs |= {"accept": ",".join(types), "aria-required": "true"}
        chosen: Any = region
        chosen.queryset, chosen.required = regions, not everywhere
        chosen.empty_label = chosen.empty_label if everywhere else None
        own = list(regions[:2])
        if len(own) == 1:
            self.initial.setdefault("region", own[0].pk)

    def clean_file(self) -> Any:
        """A file was chosen; what is wrong with it the rules say."""
        file = self.cleaned_data["file"]
        if file is None:
            raise ValidationError(_("Choose a file."), code="required")
        return file


class EditPictureForm(_Said, VersionedForm):
    """What is said of a picture, and where it is held while it is cut."""

    focal_x = forms.IntegerField(
        label=gettext_lazy("From the left, in percent"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"step": 5, "inputmode": "numeric"}),
    )
    focal_y = forms.IntegerField(
        label=gettext_lazy("From the top, in percent"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"step": 5, "inputmode": "numeric"}),
    )

    def said(self) -> dict[str, Any]:
        """With the place that is held."""
        return super().said() | {name: self.cleaned_data[name] for name in ("focal_x", "focal_y")}


class PictureStepForm(VersionedForm):
    """A press of a button on the picture as the page showed it."""


def initial_of(picture: Picture) -> dict[str, Any]:
    """What is stored, field by field."""
    names = (*_Said.base_fields, "focal_x", "focal_y", "version")
    return {name: getattr(picture, name) for name in names}
