"""The forms of people who come; what is possible is said by the rules, not here."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from strahlkraft.congress import texts
from strahlkraft.congress.models import Registration
from strahlkraft.congress.rules import registration as rules
from strahlkraft.congress.rules.vocabulary import Channel
from strahlkraft.public.asking.forms import EDGE, ReasonedForm, TownForm

NEEDS = list(texts.ACCESS_NEEDS.items())


def _several(form: forms.Form, data: QueryDict | None, name: str) -> None:
    """The one field of these forms that takes several values."""
    if data is not None:
        form.data = {**form.data, name: data.getlist(name)}


def _needs() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("What we should prepare"), required=False, choices=NEEDS, widget=forms.CheckboxSelectMultiple
    )


def _needs_note() -> forms.CharField:
    return forms.CharField(
        label=_("Anything else we should know"),
        required=False,
        max_length=rules.NOTE_LIMIT + EDGE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only what the organisers need to prepare; please no diagnoses."),
    )


def _photo_consent() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Photos and films that show me may be published"),
        required=False,
        help_text=_("You can come without this. Your badge then asks photographers to leave you out."),
    )


def _online_instead() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("If no seat becomes free, I take part online"),
        required=False,
        help_text=_("When registration closes, you get the access by mail."),
    )


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        required=False,
        max_length=rules.NAME_LIMIT + EDGE,
        widget=forms.TextInput(attrs={"autocomplete": "name", "aria-required": "true"}),
        help_text=_("It stands on your badge."),
    )


class RegistrationSheet(TownForm):
    """What somebody types who wants to come."""

    field_order = ("channel", "name", "mailbox", "seats", "companion", "needs", "needs_note", "photo_consent")
    channel = forms.ChoiceField(label=_("How do you take part?"), widget=forms.RadioSelect)
    name = _name()
    mailbox = forms.CharField(
        label=_("Mailbox"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "aria-required": "true"}),
        help_text=_("The link that confirms your registration goes there."),
    )
    seats = forms.IntegerField(
        label=_("Number of people"),
        initial=1,
        widget=forms.NumberInput(attrs={"min": 1, "max": rules.MOST_SEATS, "inputmode": "numeric"}),
        help_text=_("You and everybody who comes with you."),
    )
    companion = forms.BooleanField(
        label=_("One of us accompanies a person with a disability"),
        required=False,
        help_text=_("Please count them among the people."),
    )
    needs = _needs()
    needs_note = _needs_note()
    photo_consent = _photo_consent()
    online_instead = _online_instead()

    def __init__(self, data: QueryDict | None = None, *, mode: str, town: str = "", **options: Any) -> None:
        super().__init__(data, town=town, **options)
        _several(self, data, "needs")
        possible = rules.channels(mode)
        channel: Any = self.fields["channel"]
        channel.choices = [(way, texts.CHANNELS[way]) for way in possible]
        self.initial.setdefault("channel", possible[0])
        if len(possible) == 1:
            channel.widget = forms.HiddenInput()
            del self.fields["online_instead"]
        if Channel.ONSITE not in possible:
            del self.fields["companion"]
            del self.fields["photo_consent"]
        town_field, body = self.fields["municipality"], self.fields["organisation"]
        town_field.required, town_field.help_text = False, _("Name, official key or postcode; it stands on your badge.")
        body.help_text = _("If you come for an office, a company, an association.")

    def registered(self, at: datetime) -> rules.RegistrationForm:
        """What the rules judge."""
        values = self.cleaned_data
        possible = [way for way, _words in self.fields["channel"].choices]  # type: ignore[attr-defined]  # a ChoiceField
        return rules.RegistrationForm(
            name=values["name"],
            mailbox=values["mailbox"],
            channel=values["channel"] or possible[0],
            seats=values["seats"],
            organisation=values["organisation"],
            municipality=values["municipality"],
            companion=values.get("companion", False),
            needs=tuple(values["needs"]),
            needs_note=values["needs_note"],
            photo_consent=values.get("photo_consent", False),
            online_instead=values.get("online_instead", False),
            trap=values["website"],
            seconds=self.seconds(at),
        )


class DetailsForm(ReasonedForm):
    """What somebody who is registered changes by themselves."""

    name = _name()
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=200)
    needs = _needs()
    needs_note = _needs_note()
    photo_consent = _photo_consent()
    online_instead = _online_instead()

    def __init__(self, data: QueryDict | None = None, *, row: Registration, **options: Any) -> None:
        known = {name: getattr(row, name) for name in self.base_fields if hasattr(row, name)}
        known["organisation"] = row.organisation_name
        super().__init__(data, initial=known | options.pop("initial", {}), **options)
        _several(self, data, "needs")
        if row.channel != Channel.ONSITE or len(rules.channels(row.occasion.mode)) == 1:
            del self.fields["online_instead"]
        if row.channel != Channel.ONSITE:
            del self.fields["photo_consent"]

    def details(self, row: Registration) -> rules.Details:
        """What the rules judge; what the sheet does not ask stays as it is."""
        values = self.cleaned_data
        return rules.Details(
            name=values["name"],
            organisation=values["organisation"],
            needs=tuple(values["needs"]),
            needs_note=values["needs_note"],
            photo_consent=values.get("photo_consent", row.photo_consent),
            online_instead=values.get("online_instead", row.online_instead),
        )
