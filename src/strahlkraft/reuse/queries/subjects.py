"""The facts the readiness check needs, read from the register: of an offer, a project, software."""

from collections.abc import Iterable, Mapping
from datetime import date

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.network.models import ContactPoint
from strahlkraft.projects.models import LicenceState, Participation, Project, TruthKind
from strahlkraft.reuse import readiness
from strahlkraft.reuse.models import (
    OfferEffort,
    Reachability,
    ReadinessJudgement,
    ReuseCase,
    ReuseOffer,
    ReuseRequest,
    Software,
)
from strahlkraft.reuse.models.requests import RequestQuerySet
from strahlkraft.reuse.queries.cases import figures_of
from strahlkraft.reuse.rules.vocabulary import DocumentKind, ResultKind, Stated

FACT_SHEET = ("target_groups", "scope", "transfer_value", "stakeholders", "best_practice")
_TRUTH: Mapping[str, bool] = {Stated.YES: True, Stated.NO: False}


def subject_of_offer(offer: ReuseOffer) -> readiness.Subject:
    """What is known of an offer; its provider was asked for everything in the form."""
    links = _links(addresses_of_offer(offer))
    counted = figures_of(offer_id=offer.pk)
    last = _last_answer(ReuseRequest.objects.filter(offer=offer))
    description = _description(offer, links)
    return readiness.Subject(
        kind="offer",
        result_kind=offer.kind,
        asked=True,
        licence=offer.licence,
        repository=links.get(offer.repository_url),
        documents=tuple(
            readiness.Document(title=paper.title, purpose=paper.kind, link=links[paper.url])
            for paper in offer.papers.all()
        ),
        description=description,
        fact_sheet_missing=tuple(name for name in FACT_SHEET if not getattr(offer, name).strip()),
        amounts=tuple(amount for row in offer.efforts.all() for amount in _amounts(row)),
        products=_products_of(offer),
        standards=tuple(offer.standards),
        function_mailbox=bool(offer.mailbox or _has_mailbox(offer.project)),
        last_answer_on=last,
        answer_days=_whole(counted.days_to_answer.value),
        answers=counted.days_to_answer.n,
        last_change_on=_day(offer.last_change),
        last_release_on=_day(offer.last_release),
        status=offer.development_status,
        finished=_TRUTH.get(offer.finished),
        in_operation=_TRUTH.get(offer.in_operation),
        in_operation_since=offer.in_operation_since,
        reuses=counted.in_operation,
        data_protection=links.get(offer.data_protection_url),
        accessibility=links.get(offer.accessibility_url),
        superseded=bool(offer.superseded_by_id or offer.superseded_note),
        superseded_by=_successor(offer.superseded_by) or offer.superseded_note,
        superseded_checked_on=offer.published_at.date() if offer.published_at else None,
        small_towns=_TRUTH.get(offer.small_towns),
        judgements=_judgements(ReadinessJudgement.objects.filter(offer=offer)),
    )


def subject_of_project(project: Project) -> readiness.Subject:
    """What the register says of a project without an offer: its provider was never asked, much is unknown."""
    truths = {truth.kind: truth for truth in project.truths.filter(current=True).select_related("source")}
    operation = truths.get(TruthKind.OPERATION)
    counted = figures_of(project_id=project.pk)
    documents = list(project.documents.filter(removed=False))
    links = _links(document.url for document in documents if document.url)
    named = [fact.text for fact in project.facts.standing().filter(field="licence", preferred=True)]
    return readiness.Subject(
        kind="project",
        result_kind=_result_kind(project),
        licence=named[0] if named and project.licence_state == LicenceState.NAMED else "",
        licence_claim_only=project.licence_state == LicenceState.OPEN_UNNAMED,
        documents=tuple(
            readiness.Document(title=document.title, purpose="other", link=links[document.url])
            for document in documents
            if document.url
        ),
        function_mailbox=_has_mailbox(project) or None,
        last_answer_on=_last_answer(ReuseRequest.objects.filter(project=project)),
        answer_days=_whole(counted.days_to_answer.value),
        answers=counted.days_to_answer.n,
        in_operation=_TRUTH.get(operation.value) if operation else None,
        in_operation_since=operation.since if operation else "",
        in_operation_source=operation.source.url if operation and operation.source else "",
        reuses=counted.in_operation,
        superseded=True if project.superseded_by_id or project.superseded_note else None,
        superseded_by=_successor(project.superseded_by) or project.superseded_note,
        judgements=_judgements(ReadinessJudgement.objects.filter(project=project)),
    )


def subject_of_software(software: Software) -> readiness.Subject:
    """What a publiccode.yml and our visits say of software from elsewhere."""
    links = _links([software.repository_url])
    depends = software.document.get("dependsOn")
    return readiness.Subject(
        kind="software",
        licence=software.licence,
        repository=links[software.repository_url],
        documents=_documents_of(software),
        description=readiness.DescriptionFile(
            url=software.source_url,
            verdict=software.verdict,
            reference_verdict=software.verdict,
            checked_on=software.checked_on,
        ),
        products=_products(depends) if isinstance(depends, dict) else None,
        last_change_on=software.last_change_on,
        last_release_on=_day(software.release_date),
        status="obsolete" if software.archived else software.development_status,
        reuses=ReuseCase.objects.in_operation().filter(software=software).count(),
        judgements=_judgements(ReadinessJudgement.objects.filter(software=software)),
    )


def _successor(newer: ReuseOffer | Project | None) -> str:
    """Its title, unless it is a draft or withdrawn: findings are public."""
    return newer.title if newer is not None and newer.publication == "published" else ""


def addresses_of_offer(offer: ReuseOffer) -> list[str]:
    """Every address of an offer that people shall be able to open."""
    papers = [paper.url for paper in offer.papers.all()]
    own = (offer.repository_url, offer.landing_url, offer.data_protection_url, offer.accessibility_url)
    return [url for url in (*own, *papers) if url]


def _links(urls: Iterable[str]) -> dict[str, readiness.Link]:
    wanted = {url for url in urls if url}
    known = {row.url: row for row in Reachability.objects.filter(url__in=wanted)}
    return {
        url: readiness.Link(
            url=url,
            reached_on=known[url].last_ok_on if url in known else None,
            failed_on=known[url].last_failure_on if url in known else None,
        )
        for url in wanted
    }


def _description(offer: ReuseOffer, links: dict[str, readiness.Link]) -> readiness.DescriptionFile | None:
    """The verdict on the publiccode.yml found in the offer's repository, if it was ever read."""
    found = Software.objects.listed().filter(identity=offer.identity).exclude(identity="").first()
    if found is None or not found.verdict:
        return None
    return readiness.DescriptionFile(
        url=found.source_url, verdict=found.verdict, reference_verdict=found.verdict, checked_on=found.checked_on
    )


def _amounts(row: OfferEffort) -> list[readiness.Amount]:
    phases = (
        ("introduction", row.introduction_days, row.introduction_cost),
        ("operation", row.yearly_days, row.yearly_cost),
    )
    return [
        readiness.Amount(phase=phase, size_class=row.size_class, year=row.year, stated_by=row.stated_by)
        for phase, days, cost in phases
        if days is not None or cost is not None
    ]


def _products_of(offer: ReuseOffer) -> tuple[readiness.Product, ...] | None:
    """What is presupposed; an empty tuple only when the provider said that it is nothing."""
    rows = tuple(
        readiness.Product(name=row.name, proprietary=_TRUTH.get(row.proprietary), alternative=row.alternative)
        for row in offer.products.all()
    )
    return rows if rows or offer.no_products else None


def _documents_of(software: Software) -> tuple[readiness.Document, ...]:
    descriptions = software.document.get("description")
    found = {}
    for described in descriptions.values() if isinstance(descriptions, dict) else ():
        if isinstance(described, dict):
            for name, purpose in (("documentation", DocumentKind.OPERATION), ("apiDocumentation", DocumentKind.OTHER)):
                if isinstance(url := described.get(name), str) and url:
                    found[url] = purpose
    links = _links(found)
    return tuple(
        readiness.Document(title=url, purpose=purpose, link=links[url]) for url, purpose in sorted(found.items())
    )


def _products(depends: dict[str, object]) -> tuple[readiness.Product, ...] | None:
    rows: list[readiness.Product] = []
    for name, proprietary in (("open", False), ("proprietary", True)):
        items = depends.get(name)
        rows += [
            readiness.Product(name=str(item["name"]), proprietary=proprietary)
            for item in (items if isinstance(items, list) else ())
            if isinstance(item, dict) and item.get("name")
        ]
    return tuple(rows) or None


def _has_mailbox(project: Project) -> bool:
    carriers = project.participations.filter(role=Participation.Role.LEAD, organisation__isnull=False)
    points = ContactPoint.objects.filter(organisation_id__in=carriers.values("organisation_id")).exclude(mailbox="")
    return points.exists() or ContactPoint.objects.filter(region=project.region).exclude(mailbox="").exists()


def _result_kind(project: Project) -> str:
    known = [kind for kind in project.result_kinds if kind in set(ResultKind)]
    return known[0] if known else ResultKind.SOFTWARE


def _last_answer(requests: RequestQuerySet) -> date | None:
    last = requests.exclude(first_answer_at=None).exclude(state="withdrawn").order_by("-first_answer_at").first()
    return last.first_answer_at.date() if last and last.first_answer_at else None


def _judgements(rows: Iterable[ReadinessJudgement]) -> tuple[readiness.Judgement, ...]:
    return tuple(
        readiness.Judgement(criterion=row.criterion, verdict=row.verdict, on=row.judged_at.date(), link=row.link)
        for row in rows
    )


def _day(text: str) -> date | None:
    try:
        return PartialDate.parse(text).last_day if text else None
    except ValueError:
        return None


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
