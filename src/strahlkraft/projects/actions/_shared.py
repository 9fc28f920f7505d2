"""What several actions of the register need."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models.functions import Length

import strahlkraft.search.actions as search
from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.kernel.slug import first_free, slugify
from strahlkraft.network.rules import size_class
from strahlkraft.projects import readings
from strahlkraft.projects.documents import project_document
from strahlkraft.projects.models import (
    FieldOfAction,
    Participation,
    Phase,
    PhaseKind,
    Project,
    Publication,
    Source,
    Truth,
    TruthKind,
)
from strahlkraft.search.rules import Document


def source_of(url: str) -> Source:
    """The source with that address, made when new."""
    source = Source.objects.filter(url=url).first()
    if source is None:
        host = (urlsplit(url).hostname or "").removeprefix("www.").rstrip(".")
        digest = hashlib.sha256(url.encode()).hexdigest()[:8]
        source = Source.objects.create(url=url, publisher=host[:200], key=f"{slugify(host, limit=60)}-{digest}")
    return source


def field_of_action(name: str) -> FieldOfAction:
    """The Handlungsfeld of that name, made when new."""
    return FieldOfAction.objects.get_or_create(slug=slugify(name, limit=60), defaults={"name": name})[0]


def new_identifier() -> str:
    """The next free identifier ``SK-0001``; never used again."""
    numbers = Project.objects.order_by(Length("identifier").desc(), "-identifier")  # SK-10000 comes after SK-9999
    last = numbers.values_list("identifier", flat=True).first()
    return f"SK-{int(last[3:]) + 1 if last else 1:04d}"


def free_slug(title: str) -> str:
    """An address part for a new project; a number is added when the title's own is taken."""
    slug = slugify(title)
    return first_free(slug, Project.objects.filter(slug__startswith=slug).values_list("slug", flat=True))


def state_truth_row(
    project: Project,
    kind: str,
    value: str,
    *,
    at: datetime,
    since: str = "",
    as_of: str = "",
    wording: str = "",
    source: Source | None = None,
) -> bool:
    """Make a statement the current one when it differs; an empty ``value`` takes back (not known). Says if it changed."""
    current = Truth.objects.filter(project=project, kind=kind, current=True).select_related("source").first()
    stated = (value, since, as_of, wording, source)
    if current and (current.value, current.since, current.as_of, current.wording, current.source) == stated:
        return False
    if current:
        current.current = False
        current.save(update_fields=["current"])
    if value:
        Truth.objects.create(
            project=project,
            kind=kind,
            value=value,
            since=since,
            as_of=as_of,
            wording=wording,
            source=source,
            stated_at=at,
        )
    return bool(current or value)


def set_phase(project: Project, kind: str, *, planned: str = "", actual: str = "") -> None:
    """Keep one phase's dates; without any date the phase has no row."""
    if planned or actual:
        Phase.objects.update_or_create(project=project, kind=kind, defaults={"planned": planned, "actual": actual})
    else:
        Phase.objects.filter(project=project, kind=kind).delete()


def reindex(projects: Iterable[Project]) -> None:
    """Bring the search's copy of these projects up to date, in the same transaction."""
    documents, gone = [], []
    for project in projects:
        if project.publication == Publication.PUBLISHED:
            documents.append(_document(project))
        else:
            gone.append(project.slug)
    search.put_documents(documents)
    if gone:
        search.withdraw_documents("project", gone)


def _document(project: Project) -> Document:
    truths = {t.kind: t.value for t in project.truths.filter(current=True)}
    facts = list(project.facts.standing())
    people = list(project.participations.select_related("organisation__municipality", "organisation__seat"))
    phases = {p.kind: p.actual for p in project.phases.all()}
    places = {
        place
        for p in people
        if p.role == Participation.Role.LEAD and p.organisation and (place := p.organisation.municipality)
    }
    single = {f.field: f for f in facts if f.preferred}
    today = PartialDate.parse(f"{project.changed_at:%Y-%m-%d}")
    closed = truths.get(TruthKind.CLOSED, "unknown")
    fields = [f.name for f in project.fields_of_action.all()]
    facets = {
        "region": (project.region.slug, *(r.slug for r in project.also_regions.all())),
        "field": tuple(f.slug for f in project.fields_of_action.all()),
        "closed": (closed,),
        "operation": (truths.get(TruthKind.OPERATION, "unknown"),),
        "reusable": (truths.get(TruthKind.REUSABLE, "unknown"),),
        "reused": ("yes",) if any(p.role == Participation.Role.REUSER for p in people) else ("unknown",),
        "phase": (readings.phase_of(closed, phases, today),),
        "licence": (project.licence_state,),
        "result": tuple(project.result_kinds) or ("unknown",),
        "size": tuple(sorted({size_class(place.population) for place in places})) or ("unknown",),
        "kind": (project.kind,),
    }
    start = single["start"].date if "start" in single else phases.get(PhaseKind.PREPARATION, "")
    funding = single["funding"].amount if "funding" in single else None
    return project_document(
        slug=project.slug,
        title=project.title,
        aliases=[project.identifier, *(a.title for a in project.aliases.all())],
        summary=project.summary,
        texts=[
            project.benefit,
            project.unique_feature,
            project.notes,
            " · ".join(fields),
            project.region.name,
            " · ".join(p.stated_name for p in people),
            " · ".join(f.text for f in facts if f.field in ("transfer_asset", "licence", "status")),
            " · ".join(d.title for d in project.documents.filter(removed=False)),
        ],
        search_words=project.search_words,
        facets=facets,
        funding=float(funding) if funding is not None else None,
        changed=project.changed_at.timestamp(),
        start=start,
    )
