"""Imported software in the workspace: who keeps it, reading an address, joining, publishers and their visits."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.reuse import actions
from strahlkraft.reuse.models import CrawlRun, Publisher, Software
from strahlkraft.reuse.queries import catalogue_care as care
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.reuse import EARLIER, SoftwareFactory
from tests.factories.web import Reply, Web, serving
from tests.office.pages import Entrance, fields_of

LIST, READ, CHECK = "/arbeit/software/", "/arbeit/software/lesen/", "/arbeit/software/pruefen/"
FILE = b"""\
publiccodeYmlVersion: "0"
name: Beispielmelder
url: https://git.example/beispielstadt/melder
platforms: [web]
developmentStatus: stable
softwareType: webthing
maintenance:
  type: internal
  contacts:
    - name: Erika Beispielmensch
      email: erika at beispiel
"""


@pytest.fixture
def web(settings: Settings) -> Iterator[Web]:
    """A host that may be asked."""
    with serving() as web:
        settings.FETCH_ALLOWED_HOSTS, settings.FETCH_HOST_PAUSE = [web.host], 0.0
        yield web


def _record(row: Software) -> str:
    return f"{LIST}eintraege/{row.slug}/"


@pytest.mark.parametrize("role", [Role.PARTNER, Role.STEERING])
def test_pages_of_software_are_not_there_for_others(role: Role, enter: Entrance) -> None:
    row = SoftwareFactory()
    place = (
        {"organisation": an_organisation("Beispiel GmbH")} if role is Role.PARTNER else {"region": a_region("Andere")}
    )
    user = with_role(role, is_demo=True, **place)
    other = enter(user)
    paths = [LIST, READ, CHECK, f"{LIST}doppelt/", f"{LIST}quellen/", f"{LIST}quelle-anlegen/", _record(row)]
    assert {path: other.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    deeds = [f"{_record(row)}lesen/", f"{_record(row)}trennen/", READ]
    assert [other.post(path, {"address": "https://git.example/a/b"}).status_code for path in deeds] == [404, 404, 404]


def test_list_is_found_by_name_verdict_origin_and_standing(client: Client) -> None:
    good = SoftwareFactory(name="Beispiel gut", verdict="valid")
    gone = SoftwareFactory(name="Beispiel weg", verdict="error", misses=3, origin="pasted")
    merged = SoftwareFactory(name="Beispiel doppelt", merged_into=good, merge_reason="Dasselbe")

    def found(query: str) -> list[Software]:
        return [row["software"] for row in client.get(f"{LIST}?{query}").context["rows"]]

    assert [found(""), found("q=gut"), found("urteil=error"), found("urteil=none")] == [
        [good, gone],
        [good],
        [gone],
        [],
    ]
    assert [found("herkunft=pasted"), found("stand=gone"), found("stand=merged")] == [[gone], [gone], [merged]]


def test_list_takes_the_same_number_of_queries_however_long(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get(LIST)
        return len(counted)

    SoftwareFactory()
    few = queries()
    SoftwareFactory.create_batch(10)
    assert queries() == few


def test_pasted_address_is_read_listed_and_told_with_both_verdicts_but_without_people(client: Client, web: Web) -> None:
    web.routes["/publiccode.yml"] = Reply(body=FILE)
    answer = client.post(READ, {"address": f"{web.url}/publiccode.yml"}, follow=True)

    row = Software.objects.get()
    assert answer.redirect_chain == [(_record(row), 302)]
    assert (row.origin, row.verdict) == ("pasted", "error")
    assert [str(message) for message in answer.context["messages"]] != []
    said = answer.content.decode()
    assert ("softwareType" in said, "Erika" in said, "erika at" in said) == (True, False, False)
    entry = AuditEntry.objects.get(verb="list_software")
    assert (entry.actor_label, "rika" in str([entry.before, entry.after])) == ("Ada Beispiel", False)


@pytest.mark.parametrize(
    ("address", "english"),
    [
        ("ftp://git.example/a", "not ftp"),
        ("https://user:pass@git.example/a/b", "user name or password"),
        ("https://127.0.0.1/a/b", "cannot be reached on the public internet"),
        ("https://git.example:22/a/b", "The port 22"),
        ("kein Ort", "not a web address"),
    ],
)
def test_address_that_cannot_be_fetched_is_refused_in_the_pages_language(
    client: Client, address: str, english: str
) -> None:
    answers = [client.post(f"{prefix}{READ}", {"address": address}) for prefix in ("", "/en")]
    german, other = (answer.context["form"].errors["address"][0] for answer in answers)
    assert ([answer.status_code for answer in answers], english in other, german == other) == ([422, 422], True, False)
    assert fields_of(answers[0].content)["address"] == [address]  # nothing typed is lost


def test_address_without_a_file_and_a_file_without_a_name_list_nothing(client: Client, web: Web) -> None:
    web.routes["/leer/publiccode.yml"] = Reply(body=b"- nur\n- eine Liste\n")
    nothing = client.post(READ, {"address": f"{web.url}/stadt/nichts"})
    unreadable = client.post(READ, {"address": f"{web.url}/leer/publiccode.yml"})

    assert (nothing.status_code, unreadable.status_code, Software.objects.count()) == (422, 422, 0)
    assert "address" in nothing.context["form"].errors
    assert len(unreadable.context["findings"]) >= 1


def test_reading_again_renews_the_record_or_says_why_not(client: Client, web: Web) -> None:
    web.routes["/publiccode.yml"] = Reply(body=FILE)
    client.post(READ, {"address": f"{web.url}/publiccode.yml"})
    row = Software.objects.get()
    Software.objects.update(repository_url=f"{web.url}/publiccode.yml")

    web.routes["/publiccode.yml"] = Reply(body=FILE.replace(b"webthing", b"standalone/web"))
    client.post(f"{_record(row)}lesen/")
    row.refresh_from_db()
    kinds = (row.software_type, row.origin)
    web.routes["/publiccode.yml"] = Reply(500)
    failed = client.post(f"{_record(row)}lesen/", follow=True)

    assert kinds == ("standalone/web", "pasted")
    assert [message.level_tag for message in failed.context["messages"]][-1] == "error"


def test_pasted_text_is_only_checked_and_handed_back_tidied(client: Client) -> None:
    old = FILE.replace(b"maintenance:", b"monochromeLogo: a.svg\nmaintenance:")
    checked = client.post(CHECK, {"text": old.decode()})
    download = client.post(CHECK, {"text": old.decode(), "download": "1"})

    assert (checked.context["reference"]["state"], Software.objects.count()) == ("bad", 0)
    assert "softwareType" in {row["key"] for row in checked.context["findings"]}
    assert download["Content-Disposition"] == 'attachment; filename="publiccode.yml"'
    assert (b"monochromeLogo" in download.content, b"name: Beispielmelder" in download.content) == (False, True)
    assert client.post(CHECK, {"text": "[" * 3_000}).status_code == 200  # hostile text is a finding, not a fault


def test_same_software_is_suggested_joined_once_and_taken_apart(client: Client) -> None:
    home = SoftwareFactory(name="Melder", identity="https://git.example/a/melder")
    twin = SoftwareFactory(
        name="Melder", identity="https://git.example/a/alt", document={"url": "https://git.example/a/melder"}
    )
    named = SoftwareFactory(name="melder", identity="https://forge.example/b/melder")
    SoftwareFactory(name="Melder", identity="https://forge.example/c/fork", based_on=["https://git.example/a/melder"])
    assert [(pair.one, pair.other, pair.why) for pair in care.pairs()][:2] == [
        (home, twin, "declared"),
        (home, named, "name"),
    ]

    address = f"{_record(twin)}zusammenfuehren/?mit={home.slug}"
    sheet = fields_of(client.get(address).content) | {"reason": ["Dasselbe Programm"]}
    twice = [client.post(address, sheet).status_code for _ in range(2)]
    twin.refresh_from_db()
    assert (twice, twin.merged_into, AuditEntry.objects.filter(verb="merge_software").count()) == ([302, 302], home, 1)

    client.post(f"{_record(twin)}trennen/", {"submission": str(uuid4())})
    twin.refresh_from_db()
    assert twin.merged_into is None
    no_reason = client.post(address, fields_of(client.get(address).content))
    assert (no_reason.status_code, "reason" in no_reason.context["form"].errors) == (422, True)


def test_target_of_a_merger_is_searched_by_words(client: Client) -> None:
    row, other = SoftwareFactory(name="Eins"), SoftwareFactory(name="Ganz anders")
    form = client.get(f"{_record(row)}zusammenfuehren/?q=ganz").context["form"]
    assert [value for value, _label in form.fields["into"].choices] == [other.slug]


def test_publisher_is_added_once_with_its_forge_switched_off_and_on(client: Client) -> None:
    address = f"{LIST}quelle-anlegen/"
    sheet = fields_of(client.get(address).content) | {
        "url": ["https://gitlab.beispiel.example/stadt"],
        "name": ["Stadt"],
    }
    twice = [client.post(address, sheet).status_code for _ in range(2)]
    again = client.post(address, sheet | {"submission": [str(uuid4())]})
    row = Publisher.objects.get()
    assert (twice, again.status_code, row.forge, row.name) == ([302, 302], 422, "gitlab", "Stadt")

    for enabled in ("0", "1"):
        client.post(f"{LIST}quellen/{row.slug}/besuche/", {"enabled": enabled, "submission": str(uuid4())})
        row.refresh_from_db()
        assert row.enabled == (enabled == "1")


def test_publisher_shows_its_visits_and_what_failed_in_words(client: Client) -> None:
    row = Publisher.objects.create(slug="stadt", name="Stadt", url="https://gitlab.example/stadt", forge="gitlab")
    run = actions.start_run(by=SYSTEM, at=EARLIER, slug="stadt")
    actions.note_problem(by=SYSTEM, at=EARLIER, run=run, url="https://gitlab.example/stadt/a", reason="too_slow")
    counts = {"repositories": 5, "found": 1, "unchanged": 2, "missing": 1, "failed": 1, "reasons": {"too_slow": 1}}
    actions.end_run(by=SYSTEM, at=EARLIER + timedelta(minutes=1), run=run, counts=counts, complete=False, failed=False)
    actions.start_run(by=SYSTEM, at=EARLIER + timedelta(days=1), slug="stadt")

    page = client.get(f"{LIST}quellen/stadt/")
    assert [visit["run"].state for visit in page.context["visits"]] == [CrawlRun.State.RUNNING, CrawlRun.State.PARTIAL]
    assert [number for _word, number in page.context["visits"][1]["figures"]] == [1, 2, 1, 1]
    (listed,) = client.get(f"{LIST}quellen/").context["rows"]
    assert (listed["publisher"], listed["run"]["run"].state) == (row, "running")
