"""What is being typed about an offer: the draft, what the project already says, and how ready it would be."""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.projects.models import Participation, Project, TruthKind
from strahlkraft.reuse import readiness
from strahlkraft.reuse.importers.identity import canonical
from strahlkraft.reuse.models import OfferDraft, Reachability, ReuseOffer, Software
from strahlkraft.reuse.queries.subjects import FACT_SHEET, subject_of_offer
from strahlkraft.reuse.rules.content import Effort, OfferContent
from strahlkraft.reuse.rules.licences import read_licence
from strahlkraft.reuse.rules.vocabulary import Stated

_TRUTH: Mapping[str, bool] = {Stated.YES: True, Stated.NO: False}


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """The newest words on an offer: its open draft, or else its published version with ``revision`` 0.

    ``typed`` holds the steps of the form with an entry that cannot be read, field by field as typed.
    """

    content: OfferContent
    typed: Mapping[str, Mapping[str, list[str]]] = dataclasses.field(default_factory=dict)
    revision: int = 0
    saved_at: datetime | None = None
    saved_by: str = ""

    @property
    def is_open(self) -> bool:
        """Whether there is something that is not published."""
        return self.revision > 0


def draft_of(offer: ReuseOffer) -> Draft:
    """What the form shows of an offer."""
    kept = OfferDraft.objects.filter(offer=offer).first()
    if kept is None:
        return Draft(offer.content)
    return Draft(kept.said, kept.typed, kept.revision, kept.saved_at, kept.saved_by)


def project_content(project: Project) -> OfferContent:
    """What a project's record already says of its result, so that nothing is typed twice."""
    operation = project.truths.filter(current=True, kind=TruthKind.OPERATION).first()
    licences = [fact.text for fact in project.facts.standing().filter(field="licence", preferred=True)]
    lead = project.participations.filter(role=Participation.Role.LEAD, organisation__isnull=False).first()
    return OfferContent(
        title=project.title,
        scope=project.summary,
        description=project.benefit,
        licence=next((read for text in licences if (read := read_licence(text).expression)), ""),
        in_operation=operation.value if operation and operation.value in _TRUTH else Stated.UNKNOWN.value,
        in_operation_since=operation.since if operation else "",
        caretaker=lead.organisation.slug if lead and lead.organisation else "",
    )


def check_of_content(offer: ReuseOffer, content: OfferContent, *, today: date) -> readiness.Check:
    """How ready the offer would be if ``content`` were published today."""
    urls = [
        content.repository_url,
        content.data_protection_url,
        content.accessibility_url,
        *(paper.url for paper in content.papers),
    ]
    newer = ReuseOffer.objects.published().filter(slug=content.superseded_by).first() if content.superseded_by else None
    subject = subject_of_content(
        subject_of_offer(offer),
        content,
        links=_links(urls),
        description=_description(content.repository_url),
        successor=newer.title if newer else content.superseded_note,
        today=today,
    )
    return readiness.check(subject, today=today)


def subject_of_content(
    base: readiness.Subject,
    content: OfferContent,
    *,
    links: Mapping[str, readiness.Link],
    description: readiness.DescriptionFile | None,
    successor: str,
    today: date,
) -> readiness.Subject:
    """The facts of ``base`` (requests, reuses, judgements) with everything the draft says; pure.

    ``successor`` is the title of what replaces it, empty when nothing does; ``links`` knows the addresses ever tried.
    """
    return dataclasses.replace(
        base,
        result_kind=content.kind or base.result_kind,
        licence=read_licence(content.licence).expression,
        licence_claim_only=read_licence(content.licence).claim_only,
        repository=_link(links, content.repository_url),
        documents=tuple(
            readiness.Document(
                title=paper.title, purpose=paper.kind, link=links.get(paper.url) or readiness.Link(url=paper.url)
            )
            for paper in content.papers
            if paper.url
        ),
        description=description,
        fact_sheet_missing=tuple(name for name in FACT_SHEET if not getattr(content, name).strip()),
        amounts=tuple(amount for effort in content.efforts for amount in _amounts(effort)),
        products=_products(content),
        standards=content.standards,
        function_mailbox=bool(content.mailbox or base.function_mailbox),
        last_change_on=_day(content.last_change),
        last_release_on=_day(content.last_release),
        status=content.development_status,
        finished=_TRUTH.get(content.finished),
        in_operation=_TRUTH.get(content.in_operation),
        in_operation_since=content.in_operation_since if _day(content.in_operation_since) else "",
        data_protection=_link(links, content.data_protection_url),
        accessibility=_link(links, content.accessibility_url),
        superseded=bool(content.superseded_by or content.superseded_note),
        superseded_by=successor,
        superseded_checked_on=today,
        small_towns=_TRUTH.get(content.small_towns),
    )


def _link(links: Mapping[str, readiness.Link], url: str) -> readiness.Link | None:
    return (links.get(url) or readiness.Link(url=url)) if url else None


def _links(urls: Iterable[str]) -> dict[str, readiness.Link]:
    tried = Reachability.objects.filter(url__in={url for url in urls if url})
    return {
        row.url: readiness.Link(url=row.url, reached_on=row.last_ok_on, failed_on=row.last_failure_on) for row in tried
    }


def _description(repository: str) -> readiness.DescriptionFile | None:
    """The verdict on the publiccode.yml in the repository, if it was ever read."""
    identity = canonical(repository) if repository else ""
    found = Software.objects.listed().filter(identity=identity).first() if identity else None
    if found is None or not found.verdict:
        return None
    return readiness.DescriptionFile(
        url=found.source_url, verdict=found.verdict, reference_verdict=found.verdict, checked_on=found.checked_on
    )


def _products(content: OfferContent) -> tuple[readiness.Product, ...] | None:
    """What is presupposed; None when nobody said whether anything is."""
    rows = tuple(
        readiness.Product(name=row.name, proprietary=_TRUTH.get(row.proprietary), alternative=row.alternative)
        for row in content.products
    )
    return rows if rows or content.no_products else None


def _amounts(effort: Effort) -> list[readiness.Amount]:
    phases = (
        ("introduction", effort.introduction_days, effort.introduction_cost),
        ("operation", effort.yearly_days, effort.yearly_cost),
    )
    return [
        readiness.Amount(phase=phase, size_class=effort.size_class, year=effort.year, stated_by=effort.stated_by)
        for phase, days, cost in phases
        if days is not None or cost is not None
    ]


def _day(text: str) -> date | None:
    try:
        return PartialDate.parse(text).last_day if text else None
    except ValueError:
        return None
