"""What stands in the workspace: own offers with their state, requests with their clock, cases with both sides' words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, F, Q, Value, When
from django.utils.timezone import localdate

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.projects.models import Participation, Project
from strahlkraft.reuse import access
from strahlkraft.reuse.models import CaseStep, OfferDraft, ReuseCase, ReuseOffer, ReuseRequest, Software
from strahlkraft.reuse.models.cases import CaseQuerySet
from strahlkraft.reuse.models.offers import OfferQuerySet
from strahlkraft.reuse.models.requests import RequestQuerySet
from strahlkraft.reuse.queries.cases import disagreement, last_words, with_page
from strahlkraft.reuse.queries.offers import current_runs, level_of
from strahlkraft.reuse.rules import requests as rules
from strahlkraft.reuse.rules.requests import WAITING, Clock
from strahlkraft.reuse.rules.vocabulary import CaseOrigin, CaseState, RequestState


def projects_for_offers(by: Actor) -> list[Project]:
    """Projects whose offers one may write, for choosing."""
    own = access.projects_of(by, Right.EDIT_OFFERS).exclude(publication="merged")
    return list(own.select_related("region").order_by("title"))


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer in the list of its editors. ``drafted_at`` is None without an open draft."""

    offer: ReuseOffer
    level: str
    drafted_at: datetime | None
    waiting: int


def offer_rows(by: Actor, *, publication: str = "", text: str = "") -> list[tuple[Project, list[OfferRow]]]:
    """The offers one may edit, project by project, in a fixed number of queries."""
    offers = access.offers_editable_by(by)
    if publication:
        offers = offers.filter(publication=publication)
    if text:
        offers = offers.filter(
            Q(title__icontains=text) | Q(identifier__iexact=text) | Q(project__title__icontains=text)
        )
    grouped: dict[int, tuple[Project, list[OfferRow]]] = {}
    for offer in _with_row(offers).order_by("project__title", "project_id", "title", "id"):
        draft = getattr(offer, "draft", None)
        row = OfferRow(offer, level_of(offer), draft.saved_at if draft else None, getattr(offer, "waiting", 0))
        grouped.setdefault(offer.project_id, (offer.project, []))[1].append(row)
    return list(grouped.values())


def _with_row(offers: OfferQuerySet) -> OfferQuerySet:
    waiting = Count("requests", filter=Q(requests__state__in=WAITING), distinct=True)
    return (
        offers.select_related("project__region", "superseded_by", "draft")
        .prefetch_related(current_runs())
        .annotate(waiting=waiting)
    )


def open_drafts(by: Actor) -> int:
    """How many own offers have words nobody outside can read yet."""
    return OfferDraft.objects.filter(offer__in=access.offers_editable_by(by)).count()


def successors_for(offer: ReuseOffer) -> list[tuple[str, str]]:
    """Slug and title of the published offers that may replace this one."""
    rows = ReuseOffer.objects.published().exclude(pk=offer.pk).order_by("title")
    return list(rows.values_list("slug", "title"))


def carriers_first(offer: ReuseOffer, rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Slugs and names of organisations, those of the offer's project in front."""
    carriers = set(
        Participation.objects.filter(project=offer.project_id, organisation__isnull=False).values_list(
            "organisation__slug", flat=True
        )
    )
    return sorted(rows, key=lambda row: (row[0] not in carriers, row[1]))


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request with its clock; ``clock`` is None when nobody confirmed it (then nobody sees it either)."""

    request: ReuseRequest
    clock: Clock | None
    urgency: str  # bad: the office was told or should be; warn: reminded or soon; info: waits; empty: answered


def clock_of(request: ReuseRequest, *, today: date) -> Clock | None:
    """How long a request has waited; days as the calendar of the page counts them."""
    if request.confirmed_at is None:
        return None
    answered = localdate(request.first_answer_at) if request.first_answer_at else None
    return rules.clock(confirmed_on=localdate(request.confirmed_at), first_answer_on=answered, today=today)


def request_row(request: ReuseRequest, *, today: date) -> RequestRow:
    """A request as a list and its page show it."""
    clock = clock_of(request, today=today)
    if clock is None or not clock.running:
        return RequestRow(request, clock, "")
    if today >= clock.escalate_on:
        return RequestRow(request, clock, "bad")
    return RequestRow(request, clock, "warn" if today >= clock.remind_on else "info")


def requests(by: Actor, *, state: str = "", text: str = "") -> RequestQuerySet:
    """The requests one may see: those that wait in front, longest first, then the newest."""
    rows = access.requests_visible_to(by)
    if state == "waiting":
        rows = rows.waiting()
    elif state in set(RequestState):
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(
            Q(municipality__official_name__icontains=text)
            | Q(organisation_name__icontains=text)
            | Q(need__icontains=text)
            | Q(offer__title__icontains=text)
            | Q(project__title__icontains=text)
            | Q(software__name__icontains=text)
        )
    waits = Q(state__in=WAITING)
    return (
        with_request(rows)
        .annotate(waits=_flag(waits))
        .order_by("-waits", _oldest_waiting(waits), "-confirmed_at", "-pk")
    )


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0))


def _oldest_waiting(condition: Q) -> Case:
    """The day of confirmation for those that wait, nothing for the others."""
    return Case(When(condition, then=F("confirmed_at")))


def with_request(rows: RequestQuerySet) -> RequestQuerySet:
    """All that a list or page of requests shows, in a fixed number of queries."""
    return rows.select_related(
        "offer__project__region",
        "offer__caretaker",
        "project__region",
        "software",
        "region",
        "municipality__district",
        "better_offer",
        "case",
    )


def waiting_requests(by: Actor) -> int:
    """How many requests wait for an answer of this person or their region."""
    return access.requests_visible_to(by).waiting().count()


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with what both sides last said; ``apart`` when provider and reuser contradict each other."""

    case: ReuseCase
    words: tuple[CaseStep, ...]
    apart: tuple[CaseStep, ...]


def case_row(case: ReuseCase) -> CaseRow:
    """A case as a list and its page show it; read by ``with_page``."""
    words = last_words(case)
    return CaseRow(case, tuple(words), tuple(disagreement(case)))


def cases(by: Actor, *, state: str = "", text: str = "") -> CaseQuerySet:
    """The cases one may report on, the last changed first; ``state`` may be ``unconfirmed``."""
    rows = access.cases_reportable_by(by)
    if state == "unconfirmed":
        rows = unconfirmed(rows)
    elif state in set(CaseState):
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(
            Q(stated_name__icontains=text)
            | Q(offer__title__icontains=text)
            | Q(project__title__icontains=text)
            | Q(software__name__icontains=text)
        )
    return with_page(rows)


def unconfirmed(rows: CaseQuerySet) -> CaseQuerySet:
    """Those that wait for the reusing body's word; what only a source names waits for nobody."""
    return rows.filter(confirmed_at=None).exclude(origin=CaseOrigin.SOURCE).exclude(state=CaseState.DROPPED)


@dataclass(frozen=True, slots=True)
class Things:
    """What one may record a reuse of."""

    offers: tuple[ReuseOffer, ...]
    projects: tuple[Project, ...]
    software: tuple[Software, ...]


def things_to_reuse(by: Actor) -> Things:
    """Published offers and projects of the own scope, and for offices the software from elsewhere."""
    projects = access.projects_of(by, Right.REPORT_CASES).filter(publication="published")
    offers = ReuseOffer.objects.published().filter(project__in=projects.values("pk"))
    software = Software.objects.listed() if by.holds(Right.MANAGE_SOFTWARE) else Software.objects.none()
    return Things(
        tuple(offers.order_by("title")), tuple(projects.order_by("title")), tuple(software.order_by("name", "pk"))
    )
