"""Organisations, people who agreed to be named, the contact log, exchange groups; bounds and reasons are the rules'."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.network import rules, texts
from strahlkraft.network.models import (
    ContactLogEntry,
    ContactPoint,
    District,
    ExchangeGroup,
    GroupMeeting,
    Municipality,
    Organisation,
    OrganisationKind,
    Region,
)
from strahlkraft.office.forms.base import OfficeForm, VersionedForm, WebAddressInput
from strahlkraft.office.forms.documents import FILE_ENDINGS
from strahlkraft.office.forms.towns import official_key


def _needed(**attrs: str) -> forms.TextInput:
    """A field that must be filled; the rules say so in one place and in whole sentences."""
    return forms.TextInput(attrs={"aria-required": "true", "autocomplete": "off"} | attrs)


def _mailbox(label: Any, **options: Any) -> forms.CharField:
    attrs = {"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(label=label, max_length=254, widget=forms.TextInput(attrs=attrs), **options)


class TownInput(forms.CharField):
    """A municipality by its name or official key; clean gives the key."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=160, required=False, **options)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> Any:
        """The official key; a sentence says why there is none."""
        text = super().clean(value)
        return official_key(text) if text else ""


def town_text(town: Municipality | None) -> str:
    """How a municipality stands in the form: by its name, by its key when others share the name."""
    if town is None:
        return ""
    alone = Municipality.objects.filter(name__iexact=town.name, dissolved=False).count() == 1
    return town.name if alone else town.key


class OrganisationForm(VersionedForm):
    """One organisation; the function mailbox comes before any person."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("Please choose")), *OrganisationKind.choices]
    )
    municipality = TownInput(
        label=gettext_lazy("Its municipality"),
        help_text=gettext_lazy("For a municipality: which one it is, by name or official key."),
    )
    district = forms.ChoiceField(
        label=gettext_lazy("Its district"),
        required=False,
        help_text=gettext_lazy("For a district (Kreis): which one it is."),
    )
    seat = TownInput(
        label=gettext_lazy("Seat"), help_text=gettext_lazy("For all others: the municipality they have their seat in.")
    )
    mailbox = _mailbox(
        gettext_lazy("Function mailbox"),
        required=False,
        help_text=gettext_lazy("For example digitales@stadt-beispiel.de; no person's own address."),
    )
    website = WebAddressInput(label=gettext_lazy("Website"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        districts = District.objects.filter(state__key="05").order_by("name")
        self.fields["district"].choices = [  # type: ignore[attr-defined] # a ChoiceField, declared above
            ("", _("none")),
            *((row.key, row.title or row.official_name) for row in districts),
        ]

    @staticmethod
    def stored(row: Organisation) -> dict[str, Any]:
        """What stands in the register."""
        point = ContactPoint.objects.filter(organisation=row).first()
        return {
            "name": row.name,
            "kind": row.kind,
            "municipality": town_text(row.municipality),
            "district": row.district.key if row.district else "",
            "seat": town_text(row.seat),
            "mailbox": point.mailbox if point else "",
            "website": point.website if point else "",
            "version": row.version,
        }

    def given(self) -> rules.OrganisationInput:
        """What the action gets."""
        names = ("name", "kind", "municipality", "district", "seat", "mailbox", "website")
        return rules.OrganisationInput(**{name: self.cleaned_data[name] for name in names})


class PersonForm(OfficeForm):
    """A person beside the function mailbox, only with consent."""

    function = forms.CharField(label=gettext_lazy("Function"), max_length=120, required=False, widget=_needed())
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False, widget=_needed())
    mailbox = _mailbox(gettext_lazy("Mailbox of the person"), required=False)
    consent_on = DayInput(label=gettext_lazy("Consent given on"))
    consent_how = forms.CharField(
        label=gettext_lazy("How consent was given"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example: form of 3 March, in the file."),
        widget=_needed(),
    )
    ends_on = DayInput(
        label=gettext_lazy("Named until"),
        help_text=gettext_lazy("After this day name and mailbox are erased by themselves."),
    )

    def given(self) -> rules.PersonInput:
        """What the action gets."""
        names = ("function", "name", "mailbox", "consent_on", "consent_how", "ends_on")
        return rules.PersonInput(**{name: self.cleaned_data[name] for name in names})


class ExpertiseForm(OfficeForm):
    """Something an organisation knows."""

    words = forms.CharField(
        label=gettext_lazy("What it knows"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("In the words somebody would search for, for example: parking sensors."),
        widget=_needed(),
    )
    note = forms.CharField(label=gettext_lazy("How it comes to know it"), max_length=300, required=False)


class OrganisationMergeForm(OfficeForm):
    """Into which record another goes, and how somebody knows."""

    into = forms.ChoiceField(label=gettext_lazy("The record that stays"))
    reason = forms.CharField(
        label=gettext_lazy("How do you know that they are one?"),
        max_length=300,
        required=False,
        widget=_needed(),
    )

    def __init__(self, *args: Any, rows: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].choices = [("", _("Please choose")), *rows]  # type: ignore[attr-defined] # a ChoiceField, declared above


class ContactForm(OfficeForm):
    """One entry of the contact log."""

    region = forms.ModelChoiceField(Region.objects.none(), label=gettext_lazy("Region"), empty_label=None)
    on = DayInput(label=gettext_lazy("When"))
    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=list(texts.CHANNELS.items()))
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        to_field_name="slug",
        label=gettext_lazy("With which organisation"),
        required=False,
        empty_label=gettext_lazy("not in the list"),
    )
    function = forms.CharField(
        label=gettext_lazy("With whom there"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("The function, not the name: for example head of the IT department."),
    )
    text = forms.CharField(
        label=gettext_lazy("About what"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "aria-required": "true"}),
    )
    thing = forms.CharField(label=gettext_lazy("Belongs to"), required=False, max_length=200, widget=forms.Select)
    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=300, required=False)
    due_on = DayInput(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("The step then stands in the list of today."),
    )

    def __init__(self, *args: Any, regions: Any, things: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined] # a ModelChoiceField, declared above
        self.fields["thing"].widget = forms.Select(choices=[("", _("no particular record")), *things])
        if len(regions) == 1 and not self.is_bound:
            self.initial.setdefault("region", regions[0])

    @staticmethod
    def stored(entry: ContactLogEntry) -> dict[str, Any]:
        """What an entry says, to be corrected."""
        names = ("region", "on", "channel", "function", "text", "next_step", "due_on")
        thing = f"{entry.thing_kind}:{entry.thing_key}" if entry.thing_kind else ""
        organisation = entry.organisation.slug if entry.organisation else None
        return {name: getattr(entry, name) for name in names} | {"thing": thing, "organisation": organisation}

    def given(self, thing: tuple[str, str, str]) -> rules.ContactInput:
        """What the action gets."""
        data = self.cleaned_data
        return rules.ContactInput(
            on=data["on"],
            channel=data["channel"],
            text=data["text"],
            organisation_id=data["organisation"].pk if data["organisation"] else None,
            function=data["function"],
            thing=thing,
            next_step=data["next_step"],
            due_on=data["due_on"],
        )


class GroupForm(VersionedForm):
    """An exchange group."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    region = forms.ModelChoiceField(
        Region.objects.none(), label=gettext_lazy("Region whose office keeps it"), empty_label=None
    )
    ring = forms.ChoiceField(label=gettext_lazy("How far it reaches"), choices=list(texts.RINGS.items()))
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, regions: Any, group: ExchangeGroup | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined] # a ModelChoiceField, declared above
        if group is not None:
            del self.fields["region"]  # the office that began it keeps it
        elif len(regions) == 1 and not self.is_bound:
            self.initial.setdefault("region", regions[0])


class MemberForm(OfficeForm):
    """An organisation joins."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), label=gettext_lazy("Organisation"), empty_label=gettext_lazy("Please choose")
    )
    mailbox = _mailbox(
        gettext_lazy("Function mailbox"),
        required=False,
        help_text=gettext_lazy("Empty: the one that stands at the organisation."),
    )
    joined_on = DayInput(label=gettext_lazy("Since"))

    def mailbox_meant(self) -> str:
        """What was typed, else the organisation's own."""
        data = self.cleaned_data
        point = ContactPoint.objects.filter(organisation=data["organisation"]).first()
        return str(data["mailbox"] or (point.mailbox if point else ""))


class MeetingForm(VersionedForm):
    """A meeting: first its agenda, later its minutes."""

    on = DayInput(label=gettext_lazy("Day"))
    begins = forms.TimeField(
        label=gettext_lazy("Begins"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    place = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A place, or the address of a video call."),
    )
    agenda = forms.CharField(
        label=gettext_lazy("Agenda"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    minutes = forms.CharField(
        label=gettext_lazy("Minutes"),
        max_length=20000,
        required=False,
        help_text=gettext_lazy("What came of it: functions instead of names."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    @staticmethod
    def stored(row: GroupMeeting) -> dict[str, Any]:
        """What stands there."""
        names = ("on", "begins", "place", "agenda", "minutes", "version")
        return {name: getattr(row, name) for name in names}


class ShareForm(OfficeForm):
    """A link or a file for the group."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False, widget=_needed())
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        max_length=200,
        help_text=gettext_lazy("%(types)s, at most %(limit)s MB."),
        widget=forms.FileInput(attrs={"accept": FILE_ENDINGS}),
    )
    url = WebAddressInput(label=gettext_lazy("Or a link"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        limit = settings.UPLOAD_LIMIT_BYTES // 1_048_576
        words = {"types": ", ".join(sorted(rules.UPLOAD_TYPES.values())), "limit": limit}
        self.fields["file"].help_text = str(self.fields["file"].help_text) % words


class MailingForm(OfficeForm):
    """A letter to all members of a group."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=150, required=False, widget=_needed())
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=8000,
        required=False,
        help_text=gettext_lazy("Plain text. Below it stands why they get it and how to end these letters."),
        widget=forms.Textarea(attrs={"rows": 12, "aria-required": "true"}),
    )
