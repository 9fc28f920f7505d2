"""The forms of the newsletter; what may be asked for is said by the rules of the room."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from strahlkraft.design.fields import as_seen
from strahlkraft.newsroom.queries.newsletter import interests
from strahlkraft.newsroom.rules.newsletter import CONSENT
from strahlkraft.newsroom.texts.articles import LANGUAGES
from strahlkraft.newsroom.texts.newsletter import CONSENT_WORDS
from strahlkraft.public.asking.forms import GuardedForm, ReasonedForm

SEVERAL = ("regions", "topics")


class InterestFields(forms.Form):
    """What somebody wants to hear of; nothing ticked means everything."""

    regions = forms.MultipleChoiceField(
        label=_("Regions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none to hear of all of them."),
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none to hear of all of them."),
    )

    def offer_interests(self, data: QueryDict | None) -> None:
        """Fill in what can be ticked, and what was: the base of these forms keeps one value of each field."""
        regions, topics = interests()
        self._offer("regions", [(row.slug, row.name) for row in regions])
        self._offer("topics", [(row.slug, row.name) for row in topics])
        if data is not None:
            seen = as_seen(data)
            self.data = {**self.data, **{name: seen.getlist(name) for name in SEVERAL}}

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - tells the type checker
        field.choices = choices

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Slugs of regions and topics."""
        return {name: tuple(self.cleaned_data[name]) for name in SEVERAL}


class SubscribeForm(InterestFields, GuardedForm):
    """Asking for the newsletter: the mailbox, what of, and the yes."""

    mailbox = forms.CharField(
        label=_("Your mailbox"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The newsletter comes here, after you have pressed a link in a first letter."),
    )
    consent = forms.BooleanField(
        label=CONSENT_WORDS[CONSENT],
        error_messages={"required": _("Please say that you want the newsletter; without your yes we may not send it.")},
    )
    field_order = ("mailbox", *SEVERAL, "consent")

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.offer_interests(data)


class ChoicesForm(InterestFields, ReasonedForm):
    """Choosing anew, by the link of a letter."""

    language = forms.ChoiceField(label=_("Language of the letters"), choices=list(LANGUAGES.items()))
    field_order = (*SEVERAL, "language")

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.offer_interests(data)
