"""What stands in the office's lists: filters, what is missing, in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.network.models import Region
from strahlkraft.network.queries import regions_of
from strahlkraft.projects import access
from strahlkraft.projects.models import (
    Alias,
    Contradiction,
    FieldOfAction,
    LicenceState,
    Participation,
    Project,
    ProjectSource,
    Publication,
    RecordKind,
    Truth,
    TruthKind,
)
from strahlkraft.projects.queries import listed

PAGE_SIZE = 25
ALIVE = (Publication.DRAFT, Publication.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that waits for the office: ``urgency`` good, info, warn, bad as of badges; ``needs`` says what to do."""

    label: Any
    needs: Any
    urgency: str
    condition: Q


def _without(rows: QuerySet[Any]) -> Q:
    return Q(~Exists(rows.filter(project=OuterRef("pk"))))


def _with(rows: QuerySet[Any]) -> Q:
    return Q(Exists(rows.filter(project=OuterRef("pk"))))


def _truth_missing() -> Q:
    missing = Q()
    for kind in TruthKind:
        missing |= _without(Truth.objects.filter(current=True, kind=kind))
    return missing


_ALIVE = Q(publication__in=ALIVE)
# Most urgent first: what keeps a record from the public, then what misleads readers, then what they miss.
GAPS: Mapping[str, Gap] = {
    "entwurf": Gap(
        gettext_lazy("Drafts"),
        gettext_lazy("Finish and publish them."),
        "bad",
        Q(publication=Publication.DRAFT),
    ),
    "quelle": Gap(
        gettext_lazy("No source named"),
        gettext_lazy("Without a source nobody can check the record."),
        "bad",
        _ALIVE & _without(ProjectSource.objects.all()),
    ),
    "kurzfassung": Gap(
        gettext_lazy("No summary in plain words"),
        gettext_lazy("Two or three sentences are enough."),
        "bad",
        _ALIVE & Q(summary=""),
    ),
    "widerspruch": Gap(
        gettext_lazy("Sources disagree"),
        gettext_lazy("Ask the lead which statement holds."),
        "warn",
        _ALIVE & _with(Contradiction.objects.all()),
    ),
    "titel": Gap(
        gettext_lazy("Title not confirmed"),
        gettext_lazy("Find the official title in a source."),
        "warn",
        _ALIVE & Q(title_confirmed=False),
    ),
    "wahrheit": Gap(
        gettext_lazy("Closed, in operation, reusable: an answer is missing"),
        gettext_lazy("Ask the lead and note the date."),
        "info",
        _ALIVE & _truth_missing(),
    ),
    "lizenz": Gap(
        gettext_lazy("No licence named"),
        gettext_lazy("Without a licence nobody may take the result over."),
        "info",
        _ALIVE & ~Q(licence_state=LicenceState.NAMED),
    ),
    "ansprechstelle": Gap(
        gettext_lazy("No contact named"),
        gettext_lazy("Interested municipalities do not know whom to ask."),
        "info",
        _ALIVE & _without(Participation.objects.filter(role=Participation.Role.CONTACT)),
    ),
    "leitung": Gap(
        gettext_lazy("No lead named"),
        gettext_lazy("Say who carries the project."),
        "info",
        _ALIVE & _without(Participation.objects.filter(role=Participation.Role.LEAD)),
    ),
}


def gaps_of(by: Actor) -> list[tuple[str, Gap, int]]:
    """What waits for this person in the projects they may edit, most urgent first, each with its number of projects."""
    counts = access.editable_by(by).aggregate(**{key: Count("pk", filter=gap.condition) for key, gap in GAPS.items()})
    return [(key, gap, counts[key]) for key, gap in GAPS.items() if counts[key]]


ORDERS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "geaendert": (gettext_lazy("Last changed first"), ("-changed_at", "title")),
    "titel": (gettext_lazy("Title"), ("title", "pk")),
    "region": (gettext_lazy("Region"), ("region__name", "title")),
    "stand": (gettext_lazy("Publication"), ("publication", "title")),
}


def _regions_of(by: Actor) -> QuerySet[Region]:
    """The regions of somebody's rights: those of a role, and those of the own organisation's projects."""
    carried = Participation.objects.filter(
        organisation_id__in=by.organisation_ids(Right.READ_DRAFTS),
        role__in=(Participation.Role.LEAD, Participation.Role.PARTNER),
    )
    ruled = regions_of(by, Right.READ_DRAFTS)
    return Region.objects.filter(Q(pk__in=ruled.values("pk")) | Q(pk__in=carried.values("project__region")))


class ProjectFilter(forms.Form):
    """The filters of the project list, from the address."""

    q = forms.CharField(label=gettext_lazy("Title, other name or identifier"), required=False, max_length=200)
    stand = forms.ChoiceField(
        label=gettext_lazy("Publication"), required=False, choices=[("", gettext_lazy("all")), *Publication.choices]
    )
    region = forms.ModelChoiceField(
        Region.objects.none(),
        to_field_name="slug",
        label=gettext_lazy("Region"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    feld = forms.ModelChoiceField(
        FieldOfAction.objects.all(),
        to_field_name="slug",
        label=gettext_lazy("Field of action"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    art = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[("", gettext_lazy("all")), *RecordKind.choices]
    )
    fehlt = forms.ChoiceField(
        label=gettext_lazy("What needs work"),
        required=False,
        choices=[("", gettext_lazy("no matter")), *((key, gap.label) for key, gap in GAPS.items())],
    )
    meine = forms.ChoiceField(
        label=gettext_lazy("Whose"),
        required=False,
        choices=[("", gettext_lazy("all I may see")), ("1", gettext_lazy("those I may edit"))],
    )
    sortierung = forms.ChoiceField(
        label=gettext_lazy("Order"), required=False, choices=[(key, label) for key, (label, _names) in ORDERS.items()]
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by = by
        regions = _regions_of(by)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined] # a ModelChoiceField, declared above
        if not regions:
            del self.fields["region"]

    def value(self, name: str) -> Any:
        """A filter's value; one that makes no sense counts as not set."""
        return getattr(self, "cleaned_data", {}).get(name) or ""

    def projects(self) -> QuerySet[Project]:
        """The projects that fit, with what a row of the list shows, in a constant number of queries."""
        self.is_valid()
        rows = access.editable_by(self.by) if self.value("meine") else access.visible_to(self.by)
        if text := self.value("q"):
            other = Exists(Alias.objects.filter(project=OuterRef("pk"), title__icontains=text))
            rows = rows.filter(Q(title__icontains=text) | Q(identifier__iexact=text) | Q(other))
        rows = rows.filter(publication=self.value("stand")) if self.value("stand") else rows
        rows = rows.filter(region=self.value("region")) if self.value("region") else rows
        rows = rows.filter(fields_of_action=self.value("feld")) if self.value("feld") else rows
        rows = rows.filter(kind=self.value("art")) if self.value("art") else rows
        rows = rows.filter(GAPS[self.value("fehlt")].condition) if self.value("fehlt") else rows
        order = ORDERS[self.value("sortierung") or "geaendert"][1]
        current = Truth.objects.filter(current=True).select_related("source")
        return (
            rows.select_related("region", "merged_into")
            .prefetch_related(listed("truths", current, "standing_truths"))
            .order_by(*order)
        )

    def active(self) -> list[tuple[str, str, str]]:
        """The filters in use: name, label, value in words."""
        found = []
        for name, field in self.fields.items():
            value = self.value(name)
            if value and name != "sortierung":
                words = dict(getattr(field, "choices", ())) if not isinstance(field, forms.ModelChoiceField) else {}
                found.append((name, str(field.label), str(words.get(value, value))))
        return found
