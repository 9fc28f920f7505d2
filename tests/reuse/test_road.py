"""The road through the actions: request, answer, case, steps of both sides, counted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import ContactPoint
from strahlkraft.reuse import access, actions
from strahlkraft.reuse.models import ReuseCase, ReuseEvent, ReuseRequest
from strahlkraft.reuse.queries.cases import disagreement, figures
from strahlkraft.reuse.rules.cases import Median, StepReport
from strahlkraft.reuse.rules.requests import RequestForm
from strahlkraft.reuse.rules.vocabulary import Side
from tests.factories.network import MunicipalityFactory
from tests.factories.reuse import OfferFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _asked(**more: str) -> ReuseRequest:
    offer = OfferFactory(mailbox="angebote@beispiel.example")
    ContactPoint.objects.create(region=offer.project.region, mailbox="buero@beispiel.example")
    town = MunicipalityFactory()
    form = RequestForm(
        need="Wir suchen ein Beispiel für unsere Bürgerdienste.",
        mailbox="digitales@beispielstadt.example",
        municipality=town.key,
        **more,
    )
    return actions.ask(by=NOBODY, at=MONDAY, thing_kind="offer", thing_key=offer.slug, form=form, language="de")


def _letters() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("to", flat=True))


def test_road_from_request_to_operation_is_counted() -> None:
    request = _asked()
    assert _letters() == ["digitales@beispielstadt.example"]
    actions.confirm(by=NOBODY, at=MONDAY, code=request.code)
    assert _letters()[1:] == ["angebote@beispiel.example", "buero@beispiel.example"]
    provider = access.LinkHolder(Side.PROVIDER, request.code)
    actions.answer(by=provider, at=MONDAY + timedelta(days=1), code=request.code, text="Gern, rufen Sie an.")
    case = actions.open_case_from_request(by=provider, at=MONDAY + timedelta(days=2), code=request.code)
    reuser = access.LinkHolder(Side.REUSER, case.code)
    later = MONDAY + timedelta(days=30)
    case = actions.report_step(
        by=access.LinkHolder(Side.PROVIDER, case.code),
        at=later,
        code=case.code,
        report=StepReport("in_operation", later.date()),
        version=case.version,
    )
    assert (case.state, [step.state for step in disagreement(case)]) == ("in_operation", [])
    assert figures().in_operation == 0  # nothing is counted on one side's word
    case = actions.confirm_case(by=reuser, at=later, code=case.code, version=case.version)
    counted = figures()
    assert (counted.requests, counted.answered, counted.in_operation) == (1, 1, 1)
    assert (counted.days_to_answer, counted.days_to_reuse) == (Median(1, 1), Median(30, 1))
    assert list(ReuseCase.objects.public()) == [case]
    assert list(ReuseEvent.objects.values_list("kind", flat=True)) == ["case.in_operation"]


def test_sides_disagree_the_earlier_step_counts_until_the_office_settles() -> None:
    request = _asked()
    actions.confirm(by=NOBODY, at=MONDAY, code=request.code)
    provider = access.LinkHolder(Side.PROVIDER, request.code)
    actions.answer(by=provider, at=MONDAY, code=request.code, text="Gern.")
    case = actions.open_case_from_request(by=provider, at=MONDAY, code=request.code)
    day = date(2026, 3, 20)
    at = MONDAY + timedelta(days=20)
    for side, state in ((Side.REUSER, "evaluating"), (Side.PROVIDER, "in_operation")):
        case = actions.report_step(
            by=access.LinkHolder(side, case.code),
            at=at,
            code=case.code,
            report=StepReport(state, day),
            version=case.version,
        )
        at += timedelta(minutes=1)
    assert (case.state, {(s.side, s.state) for s in disagreement(case)}) == (
        "evaluating",
        {("reuser", "evaluating"), ("provider", "in_operation")},
    )
    case = actions.report_step(
        by=SYSTEM, at=at, code=case.code, report=StepReport("introducing", day), version=case.version
    )
    assert (case.state, disagreement(case)) == ("introducing", [])


def test_reuser_further_than_the_provider_last_knew_is_no_contradiction() -> None:
    request = _asked()
    actions.confirm(by=NOBODY, at=MONDAY, code=request.code)
    provider = access.LinkHolder(Side.PROVIDER, request.code)
    actions.answer(by=provider, at=MONDAY, code=request.code, text="Gern.")
    case = actions.open_case_from_request(by=provider, at=MONDAY, code=request.code)
    later = MONDAY + timedelta(days=30)
    case = actions.report_step(
        by=access.LinkHolder(Side.REUSER, case.code),
        at=later,
        code=case.code,
        report=StepReport("in_operation", later.date()),
        version=case.version,
    )
    assert (case.state, disagreement(case), figures().in_operation) == ("in_operation", [], 1)


def test_request_is_chased_after_five_and_ten_working_days_once_each() -> None:
    request = _asked()
    actions.confirm(by=NOBODY, at=MONDAY, code=request.code)
    due = [actions.chase_request(at=MONDAY + timedelta(days=days), code=request.code) for days in range(20)]
    assert [(day, letter) for day, letter in enumerate(due) if letter] == [(7, "remind"), (14, "escalate")]


def test_unconfirmed_request_is_erased_after_seven_days() -> None:
    _asked()
    assert actions.erase_unconfirmed(at=MONDAY + timedelta(days=6)) == 0
    assert actions.erase_unconfirmed(at=MONDAY + timedelta(days=8)) == 1
    assert not ReuseRequest.objects.exists()


def test_mailbox_and_name_of_a_request_taken_back_are_erased_after_a_year_what_was_asked_stays() -> None:
    request, other = _asked(), _asked()
    for code in (request.code, other.code):
        actions.confirm(by=NOBODY, at=MONDAY, code=code)
    actions.withdraw(by=access.LinkHolder(Side.REUSER, request.code), at=MONDAY, code=request.code)

    assert actions.forget_people(at=MONDAY + timedelta(days=365)) == 0
    assert [actions.forget_people(at=MONDAY + timedelta(days=366)) for _ in range(2)] == [1, 0]

    rows = {row.code: row for row in ReuseRequest.objects.all()}
    assert (rows[request.code].mailbox, rows[request.code].person, rows[request.code].need) == ("", "", request.need)
    assert (rows[other.code].mailbox, rows[other.code].need) == (other.mailbox, other.need)


def test_refusal_needs_a_reason_of_the_closed_list() -> None:
    request = _asked()
    actions.confirm(by=NOBODY, at=MONDAY, code=request.code)
    provider = access.LinkHolder(Side.PROVIDER, request.code)
    with pytest.raises(Refused) as refused:
        actions.refuse(by=provider, at=MONDAY, code=request.code, reason="keine Lust")
    assert [r.field for r in refused.value.refusals] == ["reason"]
    done = actions.refuse(by=provider, at=MONDAY, code=request.code, reason="not_finished", text="Erst im Herbst.")
    assert (done.state, done.refusal_reason, done.first_answer_at) == ("refused", "not_finished", MONDAY)


def test_somebody_elses_link_opens_nothing() -> None:
    request = _asked()
    actions.confirm(by=NOBODY, at=MONDAY, code=request.code)
    with pytest.raises(Refused) as refused:
        actions.answer(by=access.LinkHolder(Side.PROVIDER, "other"), at=MONDAY, code=request.code, text="Hallo.")
    assert refused.value.hidden
    assert access.read_token("answer", access.link_token("status", request.code)) == ""
    assert access.read_token("status", access.link_token("status", request.code)) == request.code
