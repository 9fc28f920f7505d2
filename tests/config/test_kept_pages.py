"""Public pages are kept for readers without cookies, and not one moment longer than they are true (decision 20)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from pytest_django.fixtures import Settings

from strahlkraft.accounts.rules import Role
from strahlkraft.config import kept_pages
from strahlkraft.config.kept_pages import PUBLIC, Shelf
from strahlkraft.projects.actions import lifecycle
from strahlkraft.projects.actions._shared import reindex
from strahlkraft.projects.models import Project
from strahlkraft.search import indexer
from tests.factories.accounts import with_role
from tests.factories.audit import write_entry
from tests.factories.projects import PublishedFactory

AT = datetime(2026, 11, 22, tzinfo=UTC)
PAGE = "/projekte/beispiel-lampen/"
SHOWN_ON = ("/projekte/", PAGE, "/projekte/?q=Lampen", "/sitemap.xml")
NAME = "Beispiel Lampen"
WORKSPACE = b'href="/arbeit/"'


@pytest.fixture
def shelf(settings: Settings, tmp_path: Path) -> Iterator[Shelf]:
    """The pages this process keeps: switched on, empty, and an index of its own."""
    settings.PAGE_CACHE_SECONDS, settings.SEARCH_INDEX_DIR = 10, tmp_path / "search"
    kept_pages.shelf.cache_clear()
    yield kept_pages.shelf(settings.PAGE_CACHE_BYTES)
    kept_pages.shelf.cache_clear()


@pytest.fixture
def project(db: None, shelf: Shelf) -> Project:
    """A public project the search knows."""
    record: Any = PublishedFactory(slug="beispiel-lampen", title=NAME, summary="Lampen, die nur bei Bedarf leuchten.")
    with transaction.atomic():
        reindex([record])
    indexer.catch_up()
    return Project.objects.get(pk=record.pk)


def queries_for(address: str, client: Client | None = None, headers: dict[str, str] | None = None) -> int:
    """How often the database is asked for a page; 1 tells of a page that was kept."""
    with CaptureQueriesContext(connection) as captured:
        answer = (client or Client()).get(address, headers=headers)
    assert answer.status_code in {200, 304}, address
    return len(captured)


def withdraw(record: Project) -> None:
    """Take the project off the site, as the office does."""
    office = with_role(Role.OFFICE, region=record.region)
    lifecycle.withdraw_project(by=office, at=AT, slug=record.slug, version=record.version, reason="Doppelt")


def test_a_page_asked_for_again_is_the_same_and_costs_one_question(project: Project) -> None:
    for address in (*SHOWN_ON, "/en/projekte/", "/", "/regionen/"):
        first = Client().get(address)
        with CaptureQueriesContext(connection) as captured:
            again = Client().get(address)
        assert again.headers.pop("X-Request-ID") != first.headers.pop(
            "X-Request-ID"
        )  # each line of the log has its own
        assert (again.content, dict(again.items()), len(captured)) == (first.content, dict(first.items()), 1), address


def test_a_withdrawn_record_is_gone_from_every_page_at_once(project: Project) -> None:
    shown = {address: Client().get(address).content.decode() for address in SHOWN_ON}
    assert [NAME in text or project.slug in text for text in shown.values()] == [True] * len(SHOWN_ON)
    withdraw(project)
    indexer.catch_up()
    assert Client().get(PAGE).status_code == 404
    for address in set(SHOWN_ON) - {PAGE}:
        text = Client().get(address).content.decode()
        assert (NAME in text, project.slug in text) == (False, False), address


_OTHER_PROCESS = """
import sys
import django
django.setup()
from django.test import Client
for line in sys.stdin:
    answer = Client(SERVER_NAME="localhost").get(line.strip())
    print(answer.status_code, "Lampen" in answer.content.decode(), flush=True)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_another_process_hears_of_a_withdrawal_at_once(project: Project, shelf: Shelf) -> None:
    known = connection.settings_dict
    server = f"{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    address = f"sqlite:///{known['NAME']}" if connection.vendor == "sqlite" else f"postgres://{server}"
    environment = os.environ | {
        "DATABASE_URL": address,
        "STRAHLKRAFT_DATA_DIR": str(Path(settings.SEARCH_INDEX_DIR).parent),
        "STRAHLKRAFT_PAGE_CACHE_SECONDS": "600",
    }
    with subprocess.Popen(
        [sys.executable, "-c", _OTHER_PROCESS],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin
        assert other.stdout
        said = []
        for _ in range(2):
            print(PAGE, "/projekte/", sep="\n", file=other.stdin, flush=True)
            said += [other.stdout.readline().split(), other.stdout.readline().split()]
            if len(said) == 2:
                withdraw(project)
                indexer.catch_up()
        other.stdin.close()
    assert said == [["200", "True"], ["200", "True"], ["404", "False"], ["200", "False"]]


def test_any_deed_lets_every_page_go_and_one_that_was_undone_none(project: Project) -> None:
    assert (queries_for(PAGE) > 1, queries_for(PAGE)) == (True, 1)
    with transaction.atomic():
        write_entry()
        transaction.set_rollback(True)
    assert queries_for(PAGE) == 1
    write_entry()
    assert (queries_for(PAGE) > 1, queries_for(PAGE)) == (True, 1)


def test_nothing_is_kept_while_the_index_may_still_show_what_is_gone(project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(title="Beispiel Leuchten")
    project.refresh_from_db()
    with transaction.atomic():
        reindex([project])
    assert [queries_for("/sitemap.xml") > 1 for _ in range(2)] == [True, True]
    indexer.catch_up()
    assert (queries_for("/sitemap.xml") > 1, queries_for("/sitemap.xml")) == (True, 1)


def test_a_page_grows_old(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(kept_pages, "monotonic", lambda: now[0])
    assert (queries_for(PAGE) > 1, queries_for(PAGE)) == (True, 1)
    now[0] += 9.9
    assert queries_for(PAGE) == 1
    now[0] += 0.2
    assert queries_for(PAGE) > 1


def test_who_is_known_gets_a_page_of_their_own(project: Project, shelf: Shelf) -> None:
    signed_in = Client()
    signed_in.force_login(with_role(Role.OFFICE), backend=settings.AUTHENTICATION_BACKENDS[0])
    told, asking = Client(), {"Authorization": "Bearer beispiel"}
    told.cookies["messages"] = "beispiel"
    for _ in range(2):
        assert WORKSPACE in signed_in.get(PAGE).content
        told.get(PAGE)
        Client().get(PAGE, headers=asking)
        Client().get(PAGE, headers={"HX-Request": "true"})
        Client().head(PAGE)
    assert shelf.size == 0
    queries_for(PAGE)
    assert WORKSPACE not in Client().get(PAGE).content
    assert (WORKSPACE in signed_in.get(PAGE).content, queries_for(PAGE, told) > 1) == (True, True)


def test_language_host_and_packing_are_kept_apart(project: Project) -> None:
    asked: list[tuple[str, dict[str, str]]] = [
        (PAGE, {}),
        (f"/en{PAGE}", {}),
        (PAGE, {"Accept-Encoding": "gzip"}),
        (PAGE, {"Host": "localhost"}),
    ]
    contents = [Client().get(address, headers=headers).content for address, headers in asked]
    assert [Client().get(address, headers=headers).content for address, headers in asked] == contents
    assert [queries_for(address, headers=headers) for address, headers in asked] == [1] * 4
    assert len(set(contents[:3])) == 3
    assert Client().get(PAGE, headers={"Host": "beispiel.example"}).status_code == 400


def test_who_has_a_page_already_is_told_so_in_one_question(project: Project) -> None:
    tag = Client().get(PAGE)["ETag"]
    with CaptureQueriesContext(connection) as captured:
        again = Client().get(PAGE, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, len(captured)) == (304, b"", 1)
    assert Client().get(PAGE, headers={"If-None-Match": '"anders"'}).status_code == 200


@pytest.mark.parametrize(
    "address", ["/anmelden/", "/kontakt/", "/merken/?ding=project-beispiel-lampen", "/health/live"]
)
def test_pages_with_forms_and_pages_of_machines_are_not_kept(project: Project, shelf: Shelf, address: str) -> None:
    assert Client().get(address).status_code == 200
    assert shelf.size == 0


def test_a_page_that_is_missing_is_not_kept(project: Project, shelf: Shelf) -> None:
    assert Client().get("/projekte/gibt-es-nicht/").status_code == 404
    assert shelf.size == 0


def test_a_public_page_that_hands_out_a_token_is_not_kept(
    project: Project, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_pages, "PUBLIC", {"account_login"})
    assert Client().get("/anmelden/").cookies.keys() == {"csrftoken"}
    assert shelf.size == 0


def test_memory_is_bounded_and_what_nobody_asks_for_goes_first(project: Project, settings: Settings) -> None:
    settings.PAGE_CACHE_BYTES = 200_000
    small = kept_pages.shelf(200_000)
    for number in range(12):
        queries_for(PAGE)
        queries_for(f"/projekte/?seite={number + 1}")
        assert 0 < small.size <= 200_000
    assert (queries_for(PAGE), queries_for("/projekte/?seite=1") > 1) == (1, True)
    before = small.size
    queries_for(f"{PAGE}?{'x' * 600}")
    assert small.size == before


@pytest.mark.house
def test_every_address_that_is_kept_exists_and_carries_no_secret() -> None:
    names = {
        f"public:{name}" for name in get_resolver().namespace_dict["public"][1].reverse_dict if isinstance(name, str)
    }
    names |= {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert sorted(PUBLIC - names) == []
    routes = get_resolver().namespace_dict["public"][1].reverse_dict
    carried = {
        argument
        for name in PUBLIC
        for found in routes.getlist(name.removeprefix("public:"))
        for argument in found[0][0][1]
    }
    assert carried == {"slug", "key", "number", "year", "region", "topic", "ending", "code"}


@pytest.mark.house
def test_nothing_is_kept_beside_replicas_which_may_be_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES, "replica_1", settings.DATABASES["default"])
    with pytest.raises(MiddlewareNotUsed):
        kept_pages.kept_pages(lambda _request: HttpResponse(""))


def test_a_database_that_is_away_closes_no_page_that_needs_none(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def away() -> None:
        asked.append(1)
        msg = "away"
        raise OperationalError(msg)

    monkeypatch.setattr(kept_pages, "_state", away)
    answers = [Client().get(address).status_code for address in ("/health/live", "/robots.txt", "/projekte/")]
    assert (answers, len(asked)) == ([200, 200, 200], 2)
