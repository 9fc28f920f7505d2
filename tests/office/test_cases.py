"""Reuse cases in the workspace: the list, both sides' words, reporting, details, lessons, recording one."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Region
from strahlkraft.reuse import actions
from strahlkraft.reuse.models import CaseStep, ReuseCase, ReuseOffer
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.network import MunicipalityFactory
from tests.factories.projects import ParticipationFactory, PublishedFactory, SourceFactory
from tests.factories.reuse import EARLIER, CaseFactory, OfferFactory, RequestFactory, SoftwareFactory
from tests.office.pages import Entrance, fields_of
from tests.office.test_projects import queries_of


@pytest.fixture
def offer(region: Region) -> ReuseOffer:
    """A public offer of the own region."""
    made: ReuseOffer = OfferFactory(project=PublishedFactory(region=region), title="Beispielparken")
    return made


@pytest.fixture
def case(offer: ReuseOffer) -> ReuseCase:
    """A case in contact, told by the office."""
    made: ReuseCase = CaseFactory(offer=offer)
    said(made, "office", "in_contact")
    return made


def said(case: ReuseCase, side: str, state: str) -> None:
    CaseStep.objects.create(case=case, side=side, state=state, on="2026-01-02", reported_at=EARLIER)


def url(case: ReuseCase, *rest: str) -> str:
    return "/".join(["/arbeit/nachnutzung", case.code, *rest]) + "/"


def sent(name: str, case: ReuseCase | None = None, **fields: Any) -> dict[str, Any]:
    """What a browser would send of one form of the page."""
    marks = {"submission": str(uuid4())} | ({"version": case.version} if case else {})
    return {f"{name}-{key}": value for key, value in (marks | fields).items()}


DETAILS = {
    "operating_model": "own",
    "one_off_cost": "to_5k",
    "yearly_cost": "none",
    "willing_to_talk": "yes",
    "effort_days": "12",
    "version_used": "1.2",
    "modules": "Karte",
    "pilot": "on",
}


@pytest.fixture
def mayor(case: ReuseCase) -> User:
    """Somebody of the reusing municipality."""
    body = an_organisation("Stadt Beispiel")
    body.municipality = case.municipality
    body.save()
    return with_role(Role.MUNICIPALITY, organisation=body, is_demo=True)


def test_list_shows_own_cases_by_state_and_by_project(client: Client, case: ReuseCase) -> None:
    CaseFactory()
    done = CaseFactory(offer=case.offer, state="in_operation", confirmed_at=EARLIER)
    got = [
        {row["case"].pk for row in client.get("/arbeit/nachnutzung/", query).context["rows"]}
        for query in ({}, {"stand": "in_operation"}, {"stand": "unconfirmed"}, {"q": "nie"}, {"stand": "?"})
    ]
    assert got == [{case.pk, done.pk}, {done.pk}, {case.pk}, set(), {case.pk, done.pk}]
    assert case.offer is not None
    grouped = client.get("/arbeit/nachnutzung/?ansicht=projekte").context["groups"]
    assert [(title, len(rows)) for title, rows in grouped] == [(case.offer.project.title, 2)]


def test_list_takes_as_many_queries_for_four_cases_as_for_one(client: Client, case: ReuseCase) -> None:
    client.get("/arbeit/nachnutzung/")
    one = queries_of(client, "/arbeit/nachnutzung/")
    for other in CaseFactory.create_batch(3, offer=case.offer):
        said(other, "provider", "decided")
    assert queries_of(client, "/arbeit/nachnutzung/") == one


def test_office_sees_where_the_sides_disagree_and_settles_it(client: Client, case: ReuseCase) -> None:
    said(case, "reuser", "evaluating")
    said(case, "provider", "in_operation")
    page = client.get(url(case))
    assert len(page.context["apart"]) == 2
    client.post(url(case, "melden"), sent("report", case, state="introducing", on="3/2026"))
    case.refresh_from_db()
    assert (case.state, case.state_since, client.get(url(case)).context["apart"]) == ("introducing", "2026-03-01", [])


def test_report_is_noted_once_and_a_stale_one_keeps_its_words(client: Client, case: ReuseCase) -> None:
    data = sent("report", case, state="evaluating", on="5.1.2026", text="Läuft an.")
    assert [client.post(url(case, "melden"), data).status_code for _ in range(2)] == [302, 302]
    assert case.steps.filter(state="evaluating").count() == 1
    stale = client.post(url(case, "melden"), data | {"report-submission": str(uuid4()), "report-state": "decided"})
    assert (stale.status_code, stale.context["forms"]["report"].data["report-text"]) == (409, "Läuft an.")
    again = {name: values[0] for name, values in _form(stale.content, "report-").items()}
    assert (again["report-version"], client.post(url(case, "melden"), again).status_code) == ("2", 302)


def _form(content: bytes, prefix: str) -> dict[str, list[str]]:
    return {name: values for name, values in fields_of(content).items() if name.startswith(prefix)}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"state": "", "on": "2026"}, ["state"]),
        ({"state": "in_contact", "on": "2026"}, ["state"]),
        ({"state": "quatsch", "on": "2026"}, ["state"]),
        ({"state": "decided", "on": ""}, ["on"]),
        ({"state": "decided", "on": "neulich"}, ["on"]),
        ({"state": "decided", "on": "1.1.2999"}, ["on"]),
        ({"state": "dropped", "on": "2026"}, ["reason"]),
        ({"state": "dropped", "on": "2026", "reason": "quatsch"}, ["reason"]),
        ({"state": "dropped", "on": "2026", "reason": "other"}, ["text"]),
        ({"state": "decided", "on": "2026", "text": "x" * 4_001}, ["text"]),
    ],
)
def test_bad_report_is_refused_beside_its_field(
    client: Client, case: ReuseCase, fields: dict[str, str], wrong: list[str]
) -> None:
    answer = client.post(url(case, "melden"), sent("report", case, **fields))
    case.refresh_from_db()
    assert (answer.status_code, list(answer.context["forms"]["report"].errors)) == (422, wrong)
    assert case.state == "in_contact"


def test_details_are_kept_without_a_new_step(client: Client, case: ReuseCase) -> None:
    client.post(url(case, "angaben"), sent("details", case, **DETAILS))
    case.refresh_from_db()
    kept = (
        case.operating_model,
        case.one_off_cost,
        case.effort_days,
        case.pilot,
        case.version_used,
        case.steps.count(),
    )
    assert kept == ("own", "to_5k", 12, True, "1.2", 1)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("effort_days", "-1"),
        ("effort_days", "viele"),
        ("effort_days", "100001"),
        ("version_used", "x" * 101),
        ("modules", "x" * 301),
        ("operating_model", "?"),
        ("one_off_cost", "teuer"),
        ("yearly_cost", ""),
        ("willing_to_talk", "hm"),
    ],
)
def test_bad_detail_is_refused_beside_its_field(client: Client, case: ReuseCase, name: str, typed: str) -> None:
    answer = client.post(url(case, "angaben"), sent("details", case, **(DETAILS | {name: typed})))
    assert (answer.status_code, list(answer.context["forms"]["details"].errors)) == (422, [name])


def test_lesson_is_told_once_and_an_empty_one_is_refused(client: Client, case: ReuseCase) -> None:
    empty = client.post(url(case, "erfahrung"), sent("lesson", helped=" "))
    assert (empty.status_code, list(empty.context["forms"]["lesson"].errors)) == (422, ["helped"])
    data = sent("lesson", helped="Klein anfangen", public="on")
    assert [client.post(url(case, "erfahrung"), data).status_code for _ in range(2)] == [302, 302]
    lesson = case.lessons.get()
    assert (lesson.helped, lesson.public, lesson.side) == ("Klein anfangen", True, "office")


def test_link_is_sent_again_to_the_known_or_a_named_mailbox(client: Client, offer: ReuseOffer, case: ReuseCase) -> None:
    nobody = client.post(url(case, "link"), sent("link", side="reuser"))
    assert (nobody.status_code, list(nobody.context["forms"]["link"].errors)) == (422, ["mailbox"])
    wrong = client.post(url(case, "link"), sent("link", side="reuser", mailbox="ruf an"))
    assert wrong.status_code == 422
    asked = RequestFactory(offer=offer, state="case", first_answer_at=EARLIER)
    joined = CaseFactory(offer=offer, request=asked, origin="request")
    client.post(url(case, "link"), sent("link", side="reuser", mailbox="neu@beispiel.example"))
    client.post(url(joined, "link"), sent("link", side="reuser"))
    client.post(url(joined, "link"), sent("link", side="provider"))
    assert list(Letter.objects.order_by("pk").values_list("to", flat=True)) == [
        "neu@beispiel.example",
        asked.mailbox,
        asked.provider_mailbox,
    ]


def test_municipality_confirms_its_own_case_and_sends_no_letters(enter: Entrance, case: ReuseCase, mayor: User) -> None:
    client = enter(mayor)
    assert [row["case"] for row in client.get("/arbeit/nachnutzung/").context["rows"]] == [case]
    data = sent("confirm", case)
    assert [client.post(url(case, "bestaetigen"), data).status_code for _ in range(2)] == [302, 302]
    case.refresh_from_db()
    assert (case.confirmed_at is not None, case.version) == (True, 2)
    assert client.post(url(case, "link"), sent("link", side="provider")).status_code == 404
    assert client.get("/arbeit/nachnutzung-erfassen/").status_code == 404
    client.post(url(case, "melden"), sent("report", case, state="in_operation", on="2026"))
    assert case.steps.get(state="in_operation").side == "reuser"


def test_office_does_not_confirm_for_the_municipality(client: Client, case: ReuseCase) -> None:
    answer = client.post(url(case, "bestaetigen"), sent("confirm", case))
    case.refresh_from_db()
    assert (answer.status_code, case.confirmed_at) == (422, None)


def recorded(offer: ReuseOffer, **more: str) -> dict[str, Any]:
    fields = {"thing": f"offer:{offer.slug}", "state": "in_operation", "on": "2025", "submission": str(uuid4())}
    return fields | {**DETAILS, **more}


def test_recording_a_reuse_waits_for_the_reusers_word(client: Client, offer: ReuseOffer) -> None:
    town = MunicipalityFactory()
    data = recorded(offer, municipality=town.official_name, mailbox="digitales@beispielstadt.example")
    assert [client.post("/arbeit/nachnutzung-erfassen/", data).status_code for _ in range(2)] == [302, 302]
    made = ReuseCase.objects.get()
    assert (made.municipality, made.state, made.confirmed_at, made.operating_model) == (
        town,
        "in_operation",
        None,
        "own",
    )
    assert not ReuseCase.objects.public().exists()
    assert Letter.objects.get().to == "digitales@beispielstadt.example"


@pytest.mark.parametrize(
    ("name", "typed", "wrong"),
    [
        ("thing", "", ["thing"]),
        ("thing", "offer:fremd", ["thing"]),
        ("municipality", "", ["municipality"]),
        ("municipality", "Nirgendwo", ["municipality"]),
        ("municipality", "Doppelt", ["municipality"]),
        ("mailbox", "ruf an", ["mailbox"]),
        ("state", "named", ["state"]),
        ("on", "1.1.2999", ["on"]),
        ("reason", "quatsch", ["reason"]),
    ],
)
def test_bad_record_is_refused_beside_its_field(
    client: Client, offer: ReuseOffer, name: str, typed: str, wrong: list[str]
) -> None:
    town = MunicipalityFactory()
    MunicipalityFactory.create_batch(2, official_name="Doppelt")
    OfferFactory(slug="fremd")
    data = recorded(offer, municipality=town.key) | {name: typed}
    answer = client.post("/arbeit/nachnutzung-erfassen/", data)
    assert (answer.status_code, list(answer.context["form"].errors), ReuseCase.objects.count()) == (422, wrong, 0)


def test_office_records_a_reuse_of_software_from_elsewhere_and_of_a_project(client: Client, offer: ReuseOffer) -> None:
    software, town = SoftwareFactory(), MunicipalityFactory()
    for thing in (f"software:{software.slug}", f"project:{offer.project.slug}"):
        answer = client.post("/arbeit/nachnutzung-erfassen/", recorded(offer, municipality=town.key, thing=thing))
        assert answer.status_code == 302
        assert client.get(answer["Location"]).status_code == 200
    assert client.get("/arbeit/nachnutzung/?ansicht=projekte").status_code == 200


def test_partner_sees_cases_of_the_own_projects_only(enter: Entrance, case: ReuseCase) -> None:
    body = an_organisation("Eigene GmbH")
    partner = enter(with_role(Role.PARTNER, organisation=body, is_demo=True))
    assert partner.get(url(case)).status_code == 404
    assert case.offer is not None
    ParticipationFactory(project=case.offer.project, organisation=body, role="partner")
    assert partner.get(url(case)).status_code == 200


def test_foreign_case_does_not_exist_here_even_when_it_is_public(client: Client, enter: Entrance) -> None:
    public = CaseFactory(state="in_operation", confirmed_at=EARLIER)
    codes = [
        client.get(url(public)).status_code,
        client.post(url(public, "melden"), sent("report", public)).status_code,
    ]
    land = enter(with_role(Role.LAND, is_demo=True))
    assert (codes, land.get("/arbeit/nachnutzung/").status_code) == ([404, 404], 404)


def test_case_named_by_a_source_has_no_step_and_no_confirmation_pending(client: Client, region: Region) -> None:
    project = PublishedFactory(region=region)
    ParticipationFactory(project=project, role="reuser", stated_name="Stadt Beispiel")
    if not project.source_links.exists():
        project.source_links.create(source=SourceFactory(), position=0)
    actions.record_named_reuses(at=EARLIER)
    case = ReuseCase.objects.get()
    page = client.get(url(case))
    assert (page.status_code, page.context["from_source"]) == (200, True)
    assert client.get("/arbeit/nachnutzung/?stand=unconfirmed").context["rows"] == []


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_answer_in_both_languages(client: Client, case: ReuseCase, language: str) -> None:
    dropped = CaseFactory(offer=case.offer, state="dropped", end_reason="cost", end_text="Zu teuer.")
    CaseFactory(offer=case.offer, region=a_region("Fremd"))
    paths = ("/arbeit/nachnutzung/", "/arbeit/nachnutzung-erfassen/", url(case), url(dropped))
    assert [client.get(language + path).status_code for path in paths] == [200] * 4
