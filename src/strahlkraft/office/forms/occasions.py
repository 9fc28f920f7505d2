"""What the office says of an event, of who invites and of who helps."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME, formset_factory
from django.http import QueryDict
from django.utils.timezone import is_aware, localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.congress import texts
from strahlkraft.congress.models import Occasion, Series
from strahlkraft.congress.rules.occasions import (
    LONGEST_REASON,
    LONGEST_WORDS,
    MOST_HOSTS,
    HostRow,
    OccasionInput,
    year_fits,
    year_refusal,
)
from strahlkraft.congress.rules.vocabulary import CrewRole, HostRole, Mode, OccasionState
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.network.models import Organisation, Region
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.rows import Row, Rows

FIELD_OF = {"starts_at": "day", "ends_at": "ends", "region_id": "region"}
"""Where the rules' names differ from the form's."""

_EMAIL = {"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}
_PLAIN = {"autocomplete": "off"}


def _date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _time_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class OccasionForm(OfficeForm):
    """Everything about an event but who invites."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=250, widget=forms.TextInput(attrs=_PLAIN))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(texts.OCCASION_KINDS.items()))
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may know of it"),
        choices=list(texts.VISIBILITIES.items()),
        widget=forms.RadioSelect,
        initial="public",
        help_text=gettext_lazy("Internal events stand in the shared calendar of the workspace only."),
    )
    region = forms.ModelChoiceField(
        Region.objects.none(), label=gettext_lazy("Region"), required=False, empty_label=gettext_lazy("the Land")
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=_date_input())
    begins = forms.TimeField(label=gettext_lazy("Begins"), widget=_time_input(), initial=time(9))
    ends = forms.TimeField(label=gettext_lazy("Ends"), widget=_time_input(), initial=time(17))
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=_date_input(),
        required=False,
        help_text=gettext_lazy("Only when it lasts several days."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How it takes place"),
        choices=list(texts.MODES.items()),
        widget=forms.RadioSelect,
        initial=Mode.ONSITE,
    )
    venue = forms.CharField(
        label=gettext_lazy("Venue"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("House and place, for example: Town hall, Example Town"),
        widget=forms.TextInput(attrs=_PLAIN),
    )
    access_notes = forms.CharField(
        label=gettext_lazy("Accessibility at the venue"),
        required=False,
        help_text=gettext_lazy("Entrances, lifts, seats for wheelchairs, sign language, quiet room."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    stream_url = forms.CharField(
        label=gettext_lazy("Address of the stream"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs=_PLAIN | {"inputmode": "url", "spellcheck": "false"}),
    )
    summary = forms.CharField(
        label=gettext_lazy("What it is about"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    series = forms.ChoiceField(label=gettext_lazy("Series"), required=False)
    new_series = forms.CharField(
        label=gettext_lazy("Or a new series"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For events that come again, for example every year."),
        widget=forms.TextInput(attrs=_PLAIN),
    )
    mailbox = forms.CharField(
        label=gettext_lazy("Function mailbox for questions"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Everybody sees it; no person's own address."),
        widget=forms.TextInput(attrs=_EMAIL),
    )
    note = forms.CharField(
        label=gettext_lazy("What those who come are told"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy(
            "Needed when name, time, place or mode change. Everybody who registered gets it by mail."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, regions: Iterable[Region], land: bool, occasion: Occasion | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        region: Any = self.fields["region"]
        region.queryset = Region.objects.filter(pk__in=[row.pk for row in regions])
        region.required, region.empty_label = not land, _("the Land") if land else _("Please choose")
        series: Any = self.fields["series"]
        series.choices = [("", _("no series")), *Series.objects.values_list("slug", "name")]
        if occasion is None or occasion.state != OccasionState.ANNOUNCED:
            del self.fields["note"]
        if occasion is not None and not self.is_bound:
            self.initial.update(stored_of(occasion))

    def clean(self) -> dict[str, Any]:
        """Days that can be meant, as moments in Berlin."""
        data = super().clean() or self.cleaned_data
        for name in ("day", "last_day"):
            if data.get(name) and not year_fits(data[name]):
                self.add_error(name, sentence(year_refusal(name)))
        return data

    def given(self, hosts: tuple[HostRow, ...] = ()) -> OccasionInput:
        """What the action gets."""
        data = self.cleaned_data
        same = ("name", "kind", "mode", "visibility", "series", "new_series", "venue", "summary", "access_notes")
        return OccasionInput(
            **{name: data[name] for name in same},
            starts_at=self.starts_at(),
            ends_at=self.ends_at(),
            region_id=data["region"].pk if data["region"] else None,
            stream_url=data["stream_url"],
            mailbox=data["mailbox"],
            hosts=hosts,
        )

    def starts_at(self) -> datetime:
        """When it begins."""
        return make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["begins"]))

    def ends_at(self) -> datetime:
        """When it ends, on the last day or else the same."""
        day = self.cleaned_data["last_day"] or self.cleaned_data["day"]
        return make_aware(datetime.combine(day, self.cleaned_data["ends"]))

    def seen_at(self) -> datetime | None:
        """The state of the event that was shown; None when the sheet was tampered with."""
        try:
            moment = datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None
        return moment if is_aware(moment) else None

    def show_refusals(self, refusals: list[Refusal]) -> None:
        """Each reason next to its field; the rules know moments where people see day and time."""
        for refusal in refusals:
            field = FIELD_OF.get(refusal.field, refusal.field)
            self.add_error(field if field in self.fields else None, sentence(refusal))


def stored_of(occasion: Occasion) -> dict[str, Any]:
    """What stands there, as the fields hold it."""
    start, end = localtime(occasion.starts_at), localtime(occasion.ends_at)
    names = (
        "name",
        "kind",
        "visibility",
        "region",
        "mode",
        "venue",
        "access_notes",
        "stream_url",
        "summary",
        "mailbox",
    )
    return {name: getattr(occasion, name) for name in names} | {
        "series": occasion.series.slug if occasion.series else "",
        "day": start.date(),
        "begins": start.time(),
        "ends": end.time(),
        "last_day": end.date() if end.date() != start.date() else None,
        "seen": occasion.changed_at.isoformat(),
    }


class HostForm(Row):
    """One body that invites: picked from the network by its name, or any other."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        widget=forms.TextInput(attrs=_PLAIN | {"list": "known-organisations"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=list(texts.HOST_ROLES.items()), initial=HostRole.HOST)


class Hosts(Rows):
    """Everybody who invites."""

    item = gettext_lazy("Host")
    one_more = gettext_lazy("Add a host")

    @classmethod
    def of_hosts(cls, rows: list[dict[str, Any]], data: QueryDict | None) -> "Hosts":
        """The rows as stored with an empty one behind, or as sent."""
        made: Hosts = _HOSTS(data, initial=rows if data is None else [], prefix="rows")
        made.extra = len(rows) + 1
        return made

    def hosts(self) -> tuple[HostRow, ...]:
        """What the action gets; a name the network knows is that body."""
        rows = [row for _number, row in self.filled()]
        known = {row.name.casefold(): row for row in Organisation.objects.only("pk", "name")} if rows else {}
        found = []
        for row in rows:
            body = known.get(" ".join(row["name"].split()).casefold())
            found.append(HostRow(body.name if body else row["name"], body.pk if body else None, row["role"]))
        return tuple(found)

    def take_refusals(self, refusals: list[Refusal]) -> list[Refusal]:
        """Keep the reasons about hosts, and return the others."""
        self.non_form_errors().extend(sentence(row) for row in refusals if row.field == "hosts")
        return [row for row in refusals if row.field != "hosts"]


_HOSTS: Any = formset_factory(
    HostForm,
    formset=Hosts,
    extra=1,
    max_num=MOST_HOSTS,
    absolute_max=MOST_HOSTS + 1,
    validate_max=True,
    can_delete=True,
    can_delete_extra=True,
)


def rows_of(occasion: Occasion) -> list[dict[str, Any]]:
    """The stored hosts, as the rows hold them."""
    return [{"name": row.name, "role": row.role, DELETION_FIELD_NAME: False} for row in occasion.hosts.all()]


class CancelForm(OfficeForm):
    """Why it does not take place."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Everybody who registered gets it by mail, and it stands on the public page."),
        widget=forms.Textarea(attrs={"rows": 3, "aria-required": "true"}),
    )


class TellForm(OfficeForm):
    """What those who come should know."""

    text = forms.CharField(
        label=gettext_lazy("What those who come are told"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=gettext_lazy("Everybody who registered gets it by mail, and it stands on the public page."),
        widget=forms.Textarea(attrs={"rows": 5, "aria-required": "true"}),
    )


class CrewForm(OfficeForm):
    """Somebody with a task at the event."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("So that you can tell the links apart; never public."),
        widget=forms.TextInput(attrs=_PLAIN | {"aria-required": "true"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Task"), choices=list(texts.CREW_ROLES.items()), initial=CrewRole.DOOR)
    mailbox = forms.CharField(
        label=gettext_lazy("Mailbox"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("The link is sent there at once. Empty: you hand the link over yourself."),
        widget=forms.TextInput(attrs=_EMAIL),
    )
