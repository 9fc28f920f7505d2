"""Seats and dates of registration, somebody registered by phone, what is taken out of the list."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from strahlkraft.congress import texts
from strahlkraft.congress.models import Occasion
from strahlkraft.congress.rules import registration as rules
from strahlkraft.congress.rules.vocabulary import Channel
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.calls import MomentInput
from strahlkraft.office.forms.towns import official_key

EDGE = 200  # characters above a limit that are still taken in, so that the rule can say how many there are
ORDERS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "neu": (gettext_lazy("Last registered first"), ("-created_at", "-pk")),
    "name": (gettext_lazy("Name"), ("name", "pk")),
    "liste": (gettext_lazy("Order of the waiting list"), ("channel", "ticket", "pk")),
}
SPECIAL = [
    ("", gettext_lazy("no matter")),
    ("bedarf", gettext_lazy("with needs")),
    ("brief", gettext_lazy("letter not delivered")),
    ("drin", gettext_lazy("came in")),
    ("fehlt", gettext_lazy("not there yet")),
]


class ListFilter(forms.Form):
    """The filters of the list, from the address; what makes no sense counts as not set."""

    q = forms.CharField(label=gettext_lazy("Name, mailbox or body"), required=False, max_length=200)
    stand = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("all")), *texts.REGISTRATION_STATES.items()],
    )
    weg = forms.ChoiceField(
        label=gettext_lazy("How"), required=False, choices=[("", gettext_lazy("all")), *texts.CHANNELS.items()]
    )
    merkmal = forms.ChoiceField(label=gettext_lazy("What matters"), required=False, choices=SPECIAL)
    sortierung = forms.ChoiceField(
        label=gettext_lazy("Order"), required=False, choices=[(key, label) for key, (label, _names) in ORDERS.items()]
    )

    def value(self, name: str) -> str:
        """A filter's value."""
        return str(getattr(self, "cleaned_data", {}).get(name) or "")

    @property
    def any(self) -> bool:
        """Whether anything is filtered."""
        return any(self.value(name) for name in self.fields if name != "sortierung")


def _seats(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class SeatsForm(OfficeForm):
    """How many can come, and when people can register."""

    seats_onsite = _seats(gettext_lazy("Seats on site"), gettext_lazy("Empty: no limit."))
    seats_online = _seats(gettext_lazy("Seats online"), gettext_lazy("Empty: no limit."))
    registration_opens_at = MomentInput(
        label=gettext_lazy("Registration opens"),
        required=False,
        help_text=gettext_lazy("Both dates empty: people cannot register by themselves."),
    )
    registration_closes_at = MomentInput(label=gettext_lazy("Registration closes"), required=False)

    def __init__(self, *args: Any, occasion: Occasion, **options: Any) -> None:
        super().__init__(*args, **options)
        possible = rules.channels(occasion.mode)
        for channel, name in ((Channel.ONSITE, "seats_onsite"), (Channel.ONLINE, "seats_online")):
            if channel not in possible:
                del self.fields[name]
        if not self.is_bound:
            self.initial.update({name: getattr(occasion, name) for name in self.fields if name != "submission"})


class PhoneForm(OfficeForm):
    """Somebody who asked by phone."""

    channel = forms.ChoiceField(label=gettext_lazy("How do they take part?"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=rules.NAME_LIMIT + EDGE,
        help_text=gettext_lazy("It stands on the badge."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "aria-required": "true"}),
    )
    mailbox = forms.CharField(
        label=gettext_lazy("Mailbox"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("The letter with badge, changes and cancellation goes there. Please read it back."),
        widget=forms.TextInput(
            attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false", "aria-required": "true"}
        ),
    )
    seats = forms.IntegerField(
        label=gettext_lazy("Number of people"),
        initial=1,
        widget=forms.NumberInput(attrs={"min": 1, "max": rules.MOST_SEATS, "inputmode": "numeric"}),
    )
    companion = forms.BooleanField(
        label=gettext_lazy("One of them accompanies a person with a disability"), required=False
    )
    municipality = forms.CharField(
        label=gettext_lazy("Municipality"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Its name, or its official key with eight digits. Example: Soest"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    organisation = forms.CharField(
        label=gettext_lazy("Or another body"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("What they need"),
        required=False,
        choices=list(texts.ACCESS_NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    needs_note = forms.CharField(
        label=gettext_lazy("Anything else to prepare"),
        required=False,
        max_length=rules.NOTE_LIMIT + EDGE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    photo_consent = forms.BooleanField(
        label=gettext_lazy("They agreed that photos and films may be published"), required=False
    )
    online_instead = forms.BooleanField(
        label=gettext_lazy("If no seat becomes free, they take part online"), required=False
    )

    def __init__(self, *args: Any, occasion: Occasion, **options: Any) -> None:
        super().__init__(*args, **options)
        possible = rules.channels(occasion.mode)
        channel: Any = self.fields["channel"]
        channel.choices = [(way, texts.CHANNELS[way]) for way in possible]
        self.initial.setdefault("channel", possible[0])
        if len(possible) == 1:
            del self.fields["online_instead"]

    def clean_municipality(self) -> str:
        """The official key; empty when none was typed."""
        typed = self.cleaned_data["municipality"]
        return official_key(typed) if typed.strip() else ""

    def registered(self) -> rules.RegistrationForm:
        """What the rules judge."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in {"submission", "needs"}}
        return rules.RegistrationForm(**data, needs=tuple(self.cleaned_data["needs"]))


class TakeForm(forms.Form):
    """The list as a file."""

    form = forms.ChoiceField(choices=[("csv", "CSV"), ("xlsx", "XLSX")])


class BadgesForm(forms.Form):
    """All badges, or those since the last time."""

    which = forms.ChoiceField(choices=[("all", "all"), ("new", "new")])
