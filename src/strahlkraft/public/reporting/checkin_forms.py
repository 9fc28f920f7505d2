"""The form of a check-in; what it must say is told by the rules."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from strahlkraft.design.fields import ShownVersion
from strahlkraft.public.asking.forms import EDGE, ReasonedForm
from strahlkraft.steering import texts
from strahlkraft.steering.models import CheckIn
from strahlkraft.steering.rules import checkins as rules

HINTS = {
    "achieved": _("“Nothing new” is an answer too."),
    "next_steps": _("The next step, best with a month."),
    "obstacles": _("Needed when a light is not green."),
    "help_wanted": _("The office reads this first."),
    "reuse_news": _("Who, and for what?"),
    "text": _(
        "The office may publish this, also on the page of the project. At most 600 characters, no names of people."
    ),
}


class CheckInForm(ReasonedForm):
    """Three lights, five answers, a text. Nothing is required of a draft."""

    revision = ShownVersion(required=False, widget=forms.HiddenInput(attrs={"id": False}))

    def __init__(self, data: QueryDict | None = None, *, checkin: CheckIn, answers: rules.Answers) -> None:
        """``answers`` are what the form begins with."""
        super().__init__(data, initial={**answers.as_dict(), "revision": checkin.version})
        for name in rules.LIGHTS:
            self.fields[name] = forms.ChoiceField(
                label=str(texts.LIGHT_NAMES[name]),
                choices=list(texts.LIGHTS.items()),
                required=False,
                widget=forms.RadioSelect,
            )
        for name in (*rules.QUESTIONS, "text"):
            limit = rules.TEXT_LIMIT if name == "text" else rules.ANSWER_LIMIT
            attributes: dict[str, Any] = {"rows": 5 if name == "text" else 3, "data-limit": limit}
            self.fields[name] = forms.CharField(
                label=str(texts.CHECKIN_QUESTIONS[name]),
                required=False,
                max_length=limit + EDGE,
                help_text=HINTS[name],
                widget=forms.Textarea(attrs=attributes),
            )

    def lights(self) -> list[dict[str, Any]]:
        """The three lights as the page draws them."""
        return [{"name": name, "field": self[name], "value": self[name].value() or ""} for name in rules.LIGHTS]

    def words(self) -> list[forms.BoundField]:
        """The five answers."""
        return [self[name] for name in rules.QUESTIONS]

    def answers(self) -> rules.Answers:
        """What the rules judge."""
        return rules.Answers(**{name: self.cleaned_data[name] for name in rules.NAMES})

    def seen(self) -> int:
        """Which version the page showed; 0 when it does not say."""
        return int(self.cleaned_data["revision"])

    def with_version(self, version: int) -> None:
        """Keep what was typed and take the present version, so that sending again writes knowingly over the other."""
        if self.is_bound:
            self.data = {**self.data, "revision": str(version)}
