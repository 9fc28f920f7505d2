"""The matrix of access: every address × method × role × (own, foreign) region, against the table of roles.

``rights.tsv`` is what was found and looked at: whom each address lets in. A new address fails until its line is written
(``MATRIX_WRITE=1 pytest tests/matrix``) and looked at; a line that the table of roles does not give needs its reason here.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from strahlkraft.accounts.models import Membership, User
from strahlkraft.accounts.rules import SCOPES, Role, Scope
from strahlkraft.audit.models import AuditEntry
from strahlkraft.projects.models import Project
from tests.factories.accounts import an_organisation
from tests.lasting import whole_module
from tests.matrix.people import NAMES, WORLDS, Cells, everybody, given_by_the_table
from tests.matrix.walking import Home, a_home, is_let_in, path_of, patterns, rows
from tests.nonsense import found_forms, undone
from tests.test_every_address import HIDDEN

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.door]
TABLE = Path(__file__).with_name("rights.tsv")
SHARDS = 6
ABROAD = {role.value for role in Role if SCOPES[role] is Scope.EVERYWHERE}
REASONS = {
    "arbeit/projekte/<slug:slug>/verlauf/": "who edits the project, and who reads the trail there",
    "aufsicht/nachweise/<slug:code>/entscheiden/": "the authority of the region decides; the Land only reads",
    "aufsicht/nachweise/<slug:code>/rueckfrage/": "the same: asking is the authority's",
    "aufsicht/zuwendungen/<slug:code>/rueckfrage/": "the same",
}
"""Lines that no single right gives, and why they are right."""
OPEN_ABROAD = {
    "arbeit/portfolio/ansichten/<int:pk>/entfernen/": "one's own saved view; of others' nothing is found and nothing told",
}
"""Addresses with a record in them that let in people of another region, beside public ones, and why."""


@dataclass
class Here:
    """Both regions and everybody's browser."""

    homes: dict[str, Home]
    people: dict[str, Client]


@pytest.fixture(scope="module")
def here(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Here]:
    """Made once for all tests of the module."""
    folder = tmp_path_factory.mktemp("uploads")
    with whole_module(django_db_blocker), override_settings(MEDIA_ROOT=folder, DEMO=True, STEADY_ANSWER_SECONDS=0):
        body = an_organisation("Eigene GmbH")
        homes = {
            "own": a_home("Eigenregion", "eig815", "Eigen 0815", body),
            "foreign": a_home("Fremdregion", "geh471", f"Verborgen {HIDDEN}"),
        }
        yield Here(homes, everybody(homes["own"].region, body))


def line(method: str, route: str, cells: Cells) -> str:
    """A line of the table."""
    return "\t".join((method, route, *(" ".join(cell) or "-" for cell in cells)))


def table() -> dict[tuple[str, str], Cells]:
    """What was found and looked at."""
    found = {}
    for text in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        method, route, own, foreign = text.split("\t")
        own_names, foreign_names = (tuple(cell.split()) if cell != "-" else () for cell in (own, foreign))
        found[method, route] = (own_names, foreign_names)
    return found


@pytest.mark.once  # who is let in does not depend on the database; that foreign records are not there is asked of both
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_address_lets_in_whom_the_table_names_and_nobody_else(shard: int, here: Here, db: None) -> None:
    asked = patterns()[shard::SHARDS]
    found = {(method, route): cells for method, route, cells in rows(here.homes, here.people, asked)}
    if os.environ.get("MATRIX_WRITE"):
        TABLE.with_suffix(f".{shard}").write_text("\n".join(line(*key, cells) for key, cells in found.items()) + "\n")
    wanted = {key: cells for key, cells in table().items() if key[1] in set(asked)}

    assert {key: cells for key, cells in found.items() if wanted.get(key) != cells} == {}
    assert wanted.keys() - found.keys() == set()


@pytest.mark.house
def test_every_line_follows_from_the_table_of_roles_or_has_its_reason() -> None:
    given = given_by_the_table()
    unexplained = {key: cells for key, cells in table().items() if cells not in given and key[1] not in REASONS}

    assert unexplained == {}
    assert {route for _method, route in table()} >= REASONS.keys() | OPEN_ABROAD.keys()


@pytest.mark.house
def test_nobody_of_another_region_is_let_in_where_a_record_stands_in_the_address() -> None:
    own_only = {
        key: cells
        for key, cells in table().items()
        if "<" in key[1].replace("<str:form>", "")
        and cells != (NAMES, NAMES)
        and key[1].startswith(("arbeit/", "aufsicht/"))
    }
    leaks = {
        key: set(foreign) - ABROAD
        for key, (_own, foreign) in own_only.items()
        if set(foreign) - ABROAD and key[1] not in OPEN_ABROAD
    }

    assert leaks == {}
    assert len(own_only) > 200


@pytest.mark.house
def test_the_matrix_is_large_and_mostly_of_refusals() -> None:
    cells = len(table()) * len(NAMES) * len(WORLDS)
    let_in = sum(len(own) + len(foreign) for own, foreign in table().values())

    assert cells >= 10_000
    assert 1 - let_in / cells >= 0.5


def told(client: Client, path: str, word: str) -> tuple[int, str, int]:
    """Status, page and number of questions to the database, without what is of this request and the word asked for."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")
    page = re.sub(r'name="csrfmiddlewaretoken"[^>]*', "", body)
    page = page.replace(word, "·").replace(answer.headers["X-Request-ID"][:10], "")
    return answer.status_code, page, len(asked)


def test_a_record_of_another_region_answers_as_one_that_does_not_exist(here: Here, db: None) -> None:
    """In words, and in how many questions the database is asked."""
    client, home = here.people["office"], here.homes["foreign"]
    differing, compared = [], 0
    for (method, route), (own, foreign) in table().items():
        if method == "get" and "office" in own and "office" not in foreign and "<slug:" in route:
            there = path_of(route, home)
            if there is None or "geh471" not in there:
                continue
            with undone():
                one, other = told(client, there, "geh471"), told(client, there.replace("geh471", "gibt00"), "gibt00")
            compared += 1
            differing += [there] if one != other else []

    assert differing == []
    assert compared > 60


def hanging(project: Project) -> list[int]:
    """How many rows of each kind point at a project and at its region."""
    ends = (project, project.region)
    return [
        link.related_model.objects.filter(**{link.field.name: end}).count()
        for end in ends
        for link in end._meta.related_objects
    ]


@pytest.mark.once  # the world gives keys by hand, of which PostgreSQL's counters know nothing
def test_what_is_posted_from_the_own_region_reaches_no_record_of_another(here: Here, db: None) -> None:
    """Every choice and hidden mark of every form of the own region, with keys of the foreign one: no deed is done there,

    and no row comes to point at the foreign project or its region.
    """
    home, abroad = here.homes["own"], here.homes["foreign"]
    client = here.people["office"]
    project = Project.objects.get(slug="geh471")
    keys = [
        project.pk,
        project.slug,
        abroad.region.pk,
        abroad.region.slug,
        abroad.values["pk"],
        abroad.money.grants["running"].code,
    ]
    paths = [path for (_m, route), (own, _f) in table().items() if "office" in own and (path := path_of(route, home))]
    own_pages = list(dict.fromkeys(path for path in paths if path.startswith("/arbeit/")))
    deeds, posted, wrong = AuditEntry.objects.filter(region_id=abroad.region.pk), 0, list[str]()
    before, hung = deeds.count(), hanging(project)
    for form, deed in found_forms(client, own_pages):
        for name in [
            name for name, kind in form.kinds.items() if kind == "pick" and name not in {"submission", "version"}
        ][:6]:
            for key in keys:
                with undone():
                    answer = client.post(form.action, form.values | {name: str(key)} | dict([deed] if deed[0] else []))
                    taken = answer.status_code == 302
                    b"".join(answer.streaming_content if answer.streaming else ())
                    posted += 1
                    wrong += [f"{form.action} {name}={key}: {answer.status_code}"] if answer.status_code >= 500 else []
                    wrong += [f"{form.action} {name}={key}: a deed abroad"] if deeds.count() != before else []
                    wrong += [f"{form.action} {name}={key}: hangs abroad"] if taken and hanging(project) != hung else []

    assert wrong == []
    assert posted > 500


@pytest.mark.parametrize("role", ["partner", "office", "steering", "authority", "land", "admin"])
def test_a_role_taken_away_or_an_account_closed_counts_at_the_next_request(role: str, here: Here, db: None) -> None:
    client = here.people[role]
    user = User.objects.get(pk=client.session["_auth_user_id"])
    door = "/aufsicht/zuwendungen/" if role in {"authority", "land"} else "/arbeit/portfolio/"
    assert is_let_in(client, "get", door)

    Membership.objects.filter(user=user).update(valid_until=timezone.now())
    assert not is_let_in(client, "get", door)

    Membership.objects.filter(user=user).update(valid_until=None)
    assert is_let_in(client, "get", door)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(door).headers["Location"].startswith("/anmelden/")
