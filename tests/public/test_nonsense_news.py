"""Nonsense in every public form and question of the newsroom and of one's own data: never an error of ours, always a sentence."""

from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from strahlkraft.kernel.actor import NOBODY
from strahlkraft.newsroom.access import CHOICES, CONFIRM, END, FEEDBACK, LINKS
from strahlkraft.newsroom.actions import citizens
from strahlkraft.newsroom.models import Feedback
from strahlkraft.newsroom.queries.desk import preview_token
from strahlkraft.newsroom.rules.citizens import Given
from strahlkraft.privacy import access
from strahlkraft.privacy.actions import answering
from strahlkraft.public import by_link
from tests.congress.test_congress_abuse import filled_in
from tests.factories.network import MunicipalityFactory
from tests.factories.newsletter import a_subscriber
from tests.factories.newsroom import ArticleFactory, PictureFactory
from tests.factories.projects import PublishedFactory
from tests.nonsense import addresses, found_forms, nonsense_in_addresses, nonsense_in_forms
from tests.privacy.people import an_admin, asked, confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MODULES = tuple(
    f"strahlkraft.public.{name}"
    for name in ("subscribing", "news", "pictures", "results", "pages", "former", "compared")
)
QUERIES = "q region thema art jahr seite vorschau kommune ueber sprache v".split()


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser without an account that nobody asks to wait: hundreds of forms are sent within a minute."""
    monkeypatch.setattr(by_link, "LIMITS", dict.fromkeys(by_link.LIMITS, "9999/10m/ip"))
    return Client(raise_request_exception=False)


@pytest.fixture
def world() -> list[str]:
    """Every address with records and links that open it."""
    at = now()
    project: Any = PublishedFactory()
    picture = PictureFactory(region=project.region)
    article = ArticleFactory(state="published", region=project.region, lead_picture=picture, about=(project,))
    reader = a_subscriber(1)
    unsure = a_subscriber(2, confirmed_at=None, confirm_by=at.replace(year=at.year + 1))
    message = Given(
        mailbox="leserin@beispiel.example", text="Eine Frage.", about_kind="region", about_key=project.region.slug
    )
    citizens.leave_feedback(by=NOBODY, at=at, given=message, language="de")
    ready = answering.release_export(by=an_admin(), at=at, code=confirmed(at=at).code)
    size = picture.renditions.filter(focus="").earliest("pk")
    values: dict[str, dict[str, Any]] = {
        "bilder/": {"code": picture.code, "name": f"{size.width}x{size.height}.jpg"},
        "neues/vorschau/": {"token": preview_token(ArticleFactory(), today=localdate())},
        "neues/archiv/": {"year": 2026},
        "neues/presse/": {"slug": project.slug},
        "neues/": {"slug": article.slug, "ending": "atom", "region": project.region.slug},
        "ergebnisse/regionen/": {"slug": project.region.slug},
        "ergebnisse/kommunen/": {"key": MunicipalityFactory().key},
        "rueckfrage/bestaetigen/": {"token": LINKS.token(FEEDBACK, Feedback.objects.get().code)},
        "rundbrief/bestaetigen/": {"token": LINKS.token(CONFIRM, unsure.code)},
        "rundbrief/einstellungen/": {"token": LINKS.token(CHOICES, reader.code)},
        "rundbrief/abbestellen/": {"token": LINKS.token(END, reader.code)},
        "meine-daten/bestaetigen/": {"token": access.LINKS.token(access.CONFIRM, asked(at=at).code)},
        "meine-daten/abholen/": {"token": access.LINKS.token(access.FETCH, ready.code)},
    }
    found = dict[str, None]()
    for route in addresses(MODULES):
        given = next((row for start, row in values.items() if route.startswith(start)), {})
        found["/" + filled_in(route, given)] = None
    return list(found)


@pytest.mark.once  # on SQLite too it is refused what PostgreSQL does not take
def test_nonsense_in_every_form_is_told_in_a_sentence_and_what_was_typed_is_kept(
    visitor: Client, world: list[str]
) -> None:
    """Fails when a form breaks, loses what was typed, or refuses without a word."""
    paths = [path for path in world if "/abholen/" not in path]  # its answer is a file: tests/public/test_own_data.py
    wrong, posted = nonsense_in_forms(visitor, found_forms(visitor, paths))
    assert (wrong, len(posted)) == ([], 8)


@pytest.mark.once  # the same
def test_nonsense_in_addresses_and_questions_is_never_an_error_of_ours(visitor: Client, world: list[str]) -> None:
    assert nonsense_in_addresses(visitor, world, MODULES, QUERIES) == []
