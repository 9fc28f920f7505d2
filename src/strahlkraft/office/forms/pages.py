"""Editable pages: beginning one, writing it, moving it, a menu's order; what is allowed is said by the rules."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import ShownVersion
from strahlkraft.design.refusals import sentence
from strahlkraft.newsroom.models import Page
from strahlkraft.newsroom.rules import pages as rules
from strahlkraft.newsroom.rules.pages import Words
from strahlkraft.newsroom.rules.vocabulary import Language, PageKind
from strahlkraft.newsroom.texts.pages import KINDS
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.markdown import MarkdownInput
from strahlkraft.office.forms.news import EDGE, StepForm

_DEED = re.compile(r"(up|down|out|in):(\d{1,9})")
_NUMBERS = re.compile(r"(?:\d{1,9}(?:,\d{1,9}){0,99})?")


def _title(language: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Headline"),
        max_length=rules.TITLE_LIMIT + EDGE,
        required=required,
        error_messages={"required": gettext_lazy("A headline is missing.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "lang": language}),
    )


def _body(language: str) -> forms.CharField:
    widget = MarkdownInput(language=language, title=f"title_{language}")
    return forms.CharField(
        label=gettext_lazy("Text"), required=False, max_length=rules.BODY_LIMIT + EDGE, widget=widget
    )


class CreatePageForm(OfficeForm):
    """What kind of page it is and what it is called; everything else is written on the next page."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        initial=PageKind.FREE,
        help_text=gettext_lazy("Kinds that exist once and are begun already are not offered."),
    )
    title = _title(Language.GERMAN, required=True)

    def __init__(self, *args: Any, kinds: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        offered: Any = self.fields["kind"]
        offered.choices = [(kind, KINDS[kind]) for kind in kinds]

    def texts(self) -> dict[str, Words]:
        """What the action gets."""
        return {str(Language.GERMAN): Words(self.cleaned_data["title"])}

    def show_refusals(self, refusals: list[Any]) -> None:
        """The rules name the fields of the whole page; here the headline has no language yet."""
        for refusal in refusals:
            field = "title" if refusal.field == "title_de" else refusal.field
            self.add_error(field if field in self.fields else None, sentence(refusal))


class WritePageForm(OfficeForm):
    """The whole page; ``revision`` is the version that was shown (the name the script of saving knows)."""

    revision = ShownVersion(required=False)
    title_de = _title(Language.GERMAN, required=True)
    body_de = _body(Language.GERMAN)
    title_en = _title(Language.ENGLISH, required=False)
    body_en = _body(Language.ENGLISH)

    def __init__(self, data: QueryDict | None = None, *, page: Page, texts: dict[str, Words], **options: Any) -> None:
        self.stored = texts  # as it stood when the page was made
        parts = {
            f"{part}_{language}": getattr(texts.get(language, Words()), part)
            for language in Language
            for part in ("title", "body")
        }
        options["initial"] = {"revision": page.version, **parts}
        super().__init__(data, **options)

    def look_again(self, version: int) -> None:
        """Take the present version, which the page shows now; what was typed stays."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["revision"] = str(version)
        self.data = typed

    def words(self, language: str) -> Words:
        """The text in one language as it stands on the page, judged or not."""
        return Words(*(str(self[f"{part}_{language}"].value() or "") for part in ("title", "body")))

    def texts(self) -> dict[str, Words]:
        """What the action gets."""
        return {
            str(language): Words(*(self.cleaned_data[f"{part}_{language}"] for part in ("title", "body")))
            for language in Language
        }


class RenameForm(StepForm):
    """Another address."""

    slug = forms.CharField(
        label=gettext_lazy("New address"),
        required=False,
        max_length=rules.SLUG_LIMIT + EDGE,
        help_text=gettext_lazy("The part behind /seiten/. Who follows the former address is led on to the new one."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def given(self) -> dict[str, Any]:
        """The address, without what a copied one may carry around it."""
        slug = self.cleaned_data["slug"].strip()
        return {"slug": slug.removeprefix("/seiten/").strip("/")}


class MenuForm(OfficeForm):
    """One press of a button in the order of a menu: what with which page, and the order the page showed."""

    deed = forms.CharField(max_length=20)
    known = forms.CharField(required=False, max_length=1000)

    def clean_deed(self) -> tuple[str, int]:
        """What with which page."""
        match = _DEED.fullmatch(self.cleaned_data["deed"])
        if match is None:
            raise ValidationError(_("Choose from the list."), code="deed")
        return match[1], int(match[2])

    def clean_known(self) -> list[int]:
        """The order the page showed, by number."""
        text = self.cleaned_data["known"]
        if not _NUMBERS.fullmatch(text):
            raise ValidationError(_("Choose from the list."), code="known")
        return [int(part) for part in text.split(",") if part]
