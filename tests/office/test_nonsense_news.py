"""Nonsense in every form and at every address of the newsroom and of data protection: never an error of ours, always a sentence."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.network.models import Region
from strahlkraft.newsroom.actions import citizens, issues, pages, pictures, telling
from strahlkraft.newsroom.models import Feedback
from strahlkraft.newsroom.rules.citizens import Given
from strahlkraft.newsroom.rules.newsletter import ItemGiven
from strahlkraft.newsroom.rules.pages import Words
from strahlkraft.newsroom.rules.telling import Compared
from strahlkraft.office.views import news_review, newsletter_steps, page_review
from strahlkraft.privacy.rules import Wish
from tests.congress.test_congress_abuse import filled_in
from tests.factories.accounts import with_role
from tests.factories.network import MunicipalityFactory
from tests.factories.newsletter import an_issue
from tests.factories.newsroom import ArticleFactory
from tests.factories.pictures import photo
from tests.factories.projects import PublishedFactory
from tests.nonsense import addresses, found_forms, nonsense_in_addresses, nonsense_in_forms, one_wrong_in_forms
from tests.office.pages import Entrance
from tests.privacy.people import confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

AREAS = (
    "news_making news_review newsletter newsletter_steps page_list page_review pages pictures feedback privacy"
    " taking_over telling"
).split()
MODULES = tuple(f"strahlkraft.office.views.{name}" for name in (*AREAS, "news"))
QUERIES = (
    "q region projekt stand seite offen art von bis sprache ding thema jahr text kind meine zurueckgezogen vorschau"
).split()
STEPS = {
    "neues/": [*(step.part for step in news_review.STEPS), "zahlen"],
    "rundbrief/": [*(step.part for step in newsletter_steps.STEPS), newsletter_steps.TEST.part],
    "seiten/": [step.part for step in page_review.STEPS],
}


@pytest.fixture
def desk(enter: Entrance) -> Client:
    """The administration's browser: it sees every desk of the newsroom, and wishes of people."""
    return enter(with_role(Role.ADMIN, is_demo=True))


@pytest.fixture
def world(officer: User, region: Region) -> list[str]:
    """Every address with records that open it: articles, issues, pages, wishes in several states."""
    at = now()
    project: Any = PublishedFactory(region=region)
    picture = pictures.add_picture(
        by=officer,
        at=at,
        region_id=region.pk,
        file=SimpleUploadedFile("x.jpg", photo()),
        decorative=True,
        credit="Beispiel",
    )
    own = {"region": region, "lead_picture": picture}
    states = ("draft", "in_review", "approved", "published", "correcting")
    news = [ArticleFactory(**own, state=state, about=(project,)) for state in states]
    issue = issues.add_item(
        by=officer, at=at, code=an_issue(officer).code, version=2, given=ItemGiven("Beispiel", "Text")
    )
    waiting = an_issue(officer, region_id=region.pk)
    issues.submit_issue(by=officer, at=at, code=waiting.code, version=waiting.version)
    page, shown = (
        pages.create_page(by=officer, at=at, texts={"de": Words(name, "Ein Text.")}) for name in ("Eins", "Zwei")
    )
    shown = pages.submit_page(by=officer, at=at, key=shown.pk, version=shown.version)
    second = with_role(Role.OFFICE, region=region, is_demo=True)
    pages.publish_page(by=second, at=at, key=shown.pk, version=shown.version)
    given = Compared("Dauer", "lang", "kurz", "Beispiel")
    pair = telling.add_comparison(by=officer, at=at, project=project.slug, given=given)
    message = Given(mailbox="leserin@beispiel.example", text="Eine Frage.", about_kind="region", about_key=region.slug)
    citizens.leave_feedback(by=NOBODY, at=at, given=message, language="de")
    asked = citizens.confirm_feedback(by=NOBODY, at=at, code=Feedback.objects.get().code)
    wishes = [confirmed(wish, text="Bitte.", at=at) for wish in Wish]
    town = MunicipalityFactory()
    values: dict[str, list[dict[str, Any]]] = {
        "arbeit/neues/machen/": [{"form": "artikel", "kind": "project", "key": project.slug, "code": "x"}],
        "arbeit/neues/<": [{"code": row.code, "part": part} for row in news for part in STEPS["neues/"]],
        "arbeit/rundbrief/<": [
            {"code": row.code, "pk": row.items.order_by("pk")[0].pk, "part": part}
            for row in (issue, waiting)
            for part in STEPS["rundbrief/"]
        ],
        "arbeit/seiten/menue/": [{"menu": menu} for menu in ("main", "footer")],
        "arbeit/seiten/<": [
            {"pk": row.pk, "number": 1, "part": part} for row in (page, shown) for part in STEPS["seiten/"]
        ],
        "arbeit/bilder/<": [{"code": picture.code}],
        "arbeit/rueckfragen/": [{"code": asked.code, "region": region.slug}],
        "arbeit/ergebnisse/projekte/": [{"key": project.slug}],
        "arbeit/ergebnisse/regionen/": [{"key": region.slug}],
        "arbeit/ergebnisse/kommunen/": [{"key": town.key}],
        "arbeit/ergebnisse/vergleiche/": [{"pk": pair.pk}],
        "arbeit/datenschutz/<": [{"code": row.code} for row in wishes],
    }
    found = dict[str, None]()
    for route in addresses(MODULES):
        for given_there in next((rows for start, rows in values.items() if route.startswith(start)), [{}]):
            found["/" + filled_in(route, given_there)] = None
    return list(found)


@pytest.mark.once  # on SQLite too it is refused what PostgreSQL does not take
def test_nonsense_in_every_form_is_told_in_a_sentence_and_what_was_typed_is_kept(
    desk: Client, world: list[str]
) -> None:
    """Fails when a form of the newsroom breaks, loses what was typed, or refuses without a word."""
    wrong, posted = nonsense_in_forms(desk, found_forms(desk, world))
    assert (wrong, len(posted) > 30) == ([], True)


@pytest.mark.once  # the same
def test_one_wrong_day_or_file_is_never_kept_and_told_beside_its_field(desk: Client, world: list[str]) -> None:
    assert one_wrong_in_forms(desk, found_forms(desk, world), most=2) == []


@pytest.mark.once  # the same
def test_nonsense_in_addresses_and_questions_is_never_an_error_of_ours(desk: Client, world: list[str]) -> None:
    assert nonsense_in_addresses(desk, world, MODULES, QUERIES) == []
