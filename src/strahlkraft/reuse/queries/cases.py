"""Reading reuse cases: who reuses what, and what is counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.kernel.working_days import working_days_between
from strahlkraft.network.models import Municipality
from strahlkraft.reuse.models import CaseStep, ReuseCase, ReuseRequest
from strahlkraft.reuse.models.cases import CaseQuerySet
from strahlkraft.reuse.models.requests import RequestQuerySet
from strahlkraft.reuse.rules import cases as rules
from strahlkraft.reuse.rules.vocabulary import CaseOrigin, CaseState, Side


def last_words(case: ReuseCase) -> list[CaseStep]:
    """The last step each side has told, oldest first; a word of the office settles what was told before it."""
    last: dict[str, CaseStep] = {}
    for step in case.steps.all():  # in the order they were reported
        if step.side == Side.OFFICE:
            last = {}
        last.pop(step.side, None)
        last[step.side] = step
    return [step for step in last.values() if step.on] or list(last.values())


def disagreement(case: ReuseCase) -> list[CaseStep]:
    """The last words of provider and reuser when they contradict each other (see ``rules.disagreement``)."""
    steps = [step for step in last_words(case) if step.on]
    sides = {
        view.side
        for view in rules.disagreement(
            [rules.SideView(step.side, step.state, PartialDate.parse(step.on).first_day) for step in steps]
        )
    }
    return [step for step in steps if step.side in sides]


def with_page(cases: CaseQuerySet) -> CaseQuerySet:
    """What a list or page of cases shows, in a fixed number of queries."""
    return cases.select_related(
        "offer__project__region", "project__region", "software", "municipality__district", "source", "region", "request"
    ).prefetch_related("steps", "lessons")


def public_cases() -> CaseQuerySet:
    """Cases whose municipality is named in public, newest first."""
    return with_page(ReuseCase.objects.public())


def public_cases_in(municipality: Municipality) -> CaseQuerySet:
    """What a municipality reuses, as far as it is public."""
    return public_cases().filter(municipality=municipality)


def cases_of(
    *, offer_ids: Iterable[int] = (), project_ids: Iterable[int] = (), software_ids: Iterable[int] = ()
) -> CaseQuerySet:
    """Public cases of the given things; of a project also those of its offers."""
    return public_cases().filter(
        Q(offer_id__in=list(offer_ids))
        | Q(project_id__in=list(project_ids))
        | Q(offer__project_id__in=list(project_ids))
        | Q(software_id__in=list(software_ids))
    )


@dataclass(frozen=True, slots=True)
class ReuseFigures:
    """What is counted; medians with the number they rest on. Days: working days to the first answer, calendar days to operation."""

    requests: int
    answered: int
    refused: int
    waiting: int
    cases: int
    in_operation: int
    named: int
    days_to_answer: rules.Median
    days_to_reuse: rules.Median


def figures(*, region_id: int | None = None) -> ReuseFigures:
    """Requests, answers and reuses of all regions or one; software from elsewhere counts with all."""
    requests, cases = ReuseRequest.objects.confirmed(), ReuseCase.objects.all()
    if region_id is not None:
        requests, cases = requests.filter(region_id=region_id), cases.filter(region_id=region_id)
    return _figures(requests, cases)


def figures_of(*, offer_id: int | None = None, project_id: int | None = None) -> ReuseFigures:
    """The same for one offer, or for one project with its offers."""
    scope = Q(offer_id=offer_id) if offer_id else Q(project_id=project_id) | Q(offer__project_id=project_id)
    return _figures(ReuseRequest.objects.confirmed().filter(scope), ReuseCase.objects.filter(scope))


def _figures(requests: RequestQuerySet, cases: CaseQuerySet) -> ReuseFigures:
    rows = list(requests.values_list("state", "confirmed_at", "first_answer_at"))
    answered = [(start, end) for state, start, end in rows if start and end and state != "withdrawn"]
    reused = cases.in_operation()
    spans = [
        (PartialDate.parse(since).first_day - confirmed.date()).days
        for confirmed, since in reused.filter(request__isnull=False).values_list("request__confirmed_at", "state_since")
        if confirmed and since
    ]
    return ReuseFigures(
        requests=len(rows),
        answered=sum(1 for state, _, end in rows if end and state not in {"withdrawn", "refused"}),
        refused=sum(1 for state, *_ in rows if state == "refused"),
        waiting=sum(1 for state, *_ in rows if state in {"confirmed", "forwarded"}),
        cases=cases.of_public_things().exclude(origin=CaseOrigin.SOURCE).count(),
        in_operation=reused.count(),
        named=cases.public().filter(origin=CaseOrigin.SOURCE, state=CaseState.NAMED).count(),
        days_to_answer=rules.median_of(working_days_between(start.date(), end.date()) for start, end in answered),
        days_to_reuse=rules.median_of(spans),
    )
