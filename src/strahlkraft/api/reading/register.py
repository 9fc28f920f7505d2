"""From sources, events, programme, figures and the trail to their shapes."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from strahlkraft.api.reading import common as read
from strahlkraft.api.schemas import register as shape
from strahlkraft.api.schemas.common import none
from strahlkraft.audit.models import AuditEntry
from strahlkraft.congress.models import Occasion
from strahlkraft.congress.rules.vocabulary import OccasionState
from strahlkraft.congress.texts import VERBS
from strahlkraft.kernel.label import Label
from strahlkraft.projects import queries, readings
from strahlkraft.projects.models import Event, Fact, Programme, Source, Truth
from strahlkraft.reuse.queries import cases, news

_MODES = {"online": "online", "offline": "onsite", "mixed": "hybrid"}


def sources(rows: QuerySet[Source]) -> list[shape.Source]:
    """Sources with what they support; ``rows`` come from :func:`public_sources`."""
    return [shape.Source(**_source(row)) for row in rows]


def public_sources() -> QuerySet[Source]:
    """Sources on which something public rests: a published project, an event, a region, the programme."""
    return news.sources()


def source(row: Source) -> shape.SourceDetail:
    """A source with everything public that rests on it."""
    uses = queries.uses_of(row)
    facts = subject_facts(public_facts().filter(sources=row))
    return shape.SourceDetail(
        **_source(row),
        used_by_projects=[read.project_ref(project) for project in uses.projects],
        used_by_events=[event.slug for event in uses.events],
        used_for=facts,
    )


def _source(row: Source) -> dict[str, Any]:
    counts = cast("Any", row)
    return {
        "key": row.key,
        "url": row.url,
        "publisher": row.publisher,
        "title": none(row.title),
        "read_on": row.read_on,
        "page": read.page_url(row.label),
        "projects": counts.projects,
        "events": counts.events,
        "facts": counts.stated,
    }


def public_facts() -> QuerySet[Fact]:
    """Standing values of published projects, regions, the programme and events."""
    return Fact.objects.standing().filter(Q(project=None) | Q(project__publication="published"))


def subject_facts(rows: QuerySet[Fact]) -> list[shape.SubjectFact]:
    """Values with what they are about, in a constant number of queries."""
    full = rows.select_related("project", "region", "programme", "event").prefetch_related("sources")
    return [_subject_fact(row) for row in full]


def _subject_fact(row: Fact) -> shape.SubjectFact:
    subject: Any = row.project or row.region or row.programme or row.event
    label: Label = subject.label
    return shape.SubjectFact(
        **read.fact(row).model_dump(),
        subject=cast("Any", label.kind),
        subject_key=label.key,
        subject_name=label.title,
    )


def events(rows: QuerySet[Event]) -> list[shape.Event]:
    """Events with facts and sources, and with what their organisers say; ``rows`` come from ``projects.queries.events``."""
    full = rows.select_related("occasion").prefetch_related("occasion__hosts__organisation")
    return [
        shape.Event(
            slug=row.slug,
            name=row.name,
            url=read.page_url(row.label),
            date=none(row.date),
            format=none(row.format),
            venue=none(row.venue),
            organisers=list(row.organisers),
            **_organised(row),
            blocks=list(row.blocks),
            notes=none(row.notes),
            facts=read.facts(cast("Any", row).standing_facts),
            sources=[read.source_ref(link.source) for link in row.source_links.all()],
        )
        for row in full
    ]


def _organised(row: Event) -> dict[str, Any]:
    """What the organisers of an event say of it; of most events only the register knows."""
    occasion: Occasion | None = getattr(row, "occasion", None)
    if occasion is None:
        mode = readings.attendance_mode(row.format)
        said = {"mode": _MODES.get(mode), "starts_at": None, "ends_at": None}
        return said | {"hosts": [], "cancelled": False, "demonstration": False}
    return {
        "hosts": [
            shape.EventHost(
                name=host.name,
                organisation=host.organisation.slug if host.organisation else None,
                role=cast("Any", host.role),
            )
            for host in occasion.hosts.all()
        ],
        "mode": occasion.mode,
        "starts_at": occasion.starts_at,
        "ends_at": occasion.ends_at,
        "cancelled": occasion.state == OccasionState.CANCELLED,
        "demonstration": occasion.demonstration,
    }


def programme(row: Programme) -> shape.Programme:
    """The programme with what sources state about it."""
    return shape.Programme(
        slug=row.slug,
        name=row.name,
        abbreviation=none(row.abbreviation),
        url=read.page_url(row.label),
        start=none(row.start),
        original_end=none(row.original_end),
        end=none(row.end),
        facts=read.facts(cast("Any", row).standing_facts),
    )


def changes(rows: Iterable[AuditEntry]) -> list[shape.Change]:
    """Public changes: what, when, of which thing; never who."""
    return [
        shape.Change(
            sequence=row.sequence,
            at=row.at,
            verb=row.verb,
            label=str(VERBS.get(row.verb, row.verb)),
            kind=row.subject_kind,
            key=row.subject_key,
            title=row.subject_title,
            url=read.page_url(Label(row.subject_kind, row.subject_key)) or None,
        )
        for row in rows
    ]


def public_changes() -> QuerySet[AuditEntry]:
    """Changes everybody may see; those of what is not public (any more) are left out."""
    return news.public_changes()


def figures() -> list[shape.Figure]:
    """Every figure of the register with the number of records it rests on."""
    row = queries.figures()
    stated = Counter(
        Truth.objects.filter(current=True, project__publication="published").values_list("kind", flat=True)
    )
    everything = [
        ("records", _("Published records"), row.records, row.records),
        ("projects", _("Projects"), row.projects, row.records),
        ("subprojects", _("Sub-projects, counted with their project"), row.subprojects, row.records),
        ("offices", _("Project offices"), row.offices, row.records),
        ("unfunded", _("Found worthy, without funds"), row.unfunded, row.records),
        ("sums_known", _("Records with a stated funding"), row.sums_known, row.records),
        ("sums_approximate", _("Records whose stated funding is rounded"), row.sums_approximate, row.sums_known),
        ("licence_named", _("Records that name a licence"), row.licence_named, row.records),
        ("called_open", _("Records called open without a licence"), row.called_open, row.records),
        ("contradicting", _("Records whose sources disagree"), row.contradicting, row.records),
        ("reused", _("Records whose result is known to be reused"), row.reused, row.records),
        ("formally_closed", _("Formally closed"), row.closed, stated["formally_closed"]),
        ("in_operation", _("In operation"), row.in_operation, stated["in_operation"]),
        ("reusable", _("Reusable as stated"), row.reusable, stated["reusable"]),
    ]
    return [
        _figure("funding", _("Known funding"), row.funding.amount, "EUR", row.funding.known, row.funding.of,
                row.funding.approximate),
        _figure("regions", _("Regions with records"), row.regions, "regions", row.records, row.records),
        *(_figure(name, label, value, "records", rests_on, row.records) for name, label, value, rests_on in everything),
        *_reuse_figures(),
    ]  # fmt: skip


def _reuse_figures() -> list[shape.Figure]:
    """Requests, answers and reuses; a median that rests on nothing is left out."""
    row = cases.figures()
    medians = [
        ("days_to_answer", _("Half of the first answers within"), row.days_to_answer, "working days", row.requests),
        ("days_to_reuse", _("Half of the reuses in operation within"), row.days_to_reuse, "days", row.cases),
    ]
    return [
        _figure("requests", _("Confirmed requests"), row.requests, "requests", row.requests, row.requests),
        _figure("requests_answered", _("Answered requests"), row.answered, "requests", row.requests, row.requests),
        _figure("requests_refused", _("Refused requests"), row.refused, "requests", row.requests, row.requests),
        _figure("requests_waiting", _("Requests without an answer"), row.waiting, "requests", row.requests, row.requests),
        _figure("reuses_in_operation", _("Reuses in operation, confirmed"), row.in_operation, "reuses", row.cases, row.cases),
        _figure("reuses_named", _("Reuses that only a source names"), row.named, "reuses", row.named, row.named),
        *(_figure(name, label, median.value, unit, median.n, of) for name, label, median, unit, of in medians if median.n),
    ]  # fmt: skip


def _figure(name: str, label: str, value: Any, unit: Any, rests_on: int, of: int, approximate: int = 0) -> shape.Figure:
    return shape.Figure(
        name=name, label=label, value=value, unit=unit, rests_on=rests_on, of=of, approximate=approximate
    )
