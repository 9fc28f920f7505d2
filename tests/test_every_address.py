"""Default deny: every address of the site, asked by every role and by strangers from another region."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.test import Client
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from strahlkraft.accounts.rules import RIGHTS, SCOPES, Role, Scope
from strahlkraft.kernel.actor import Right
from tests.factories.accounts import a_region, an_organisation, with_role
from tests.factories.congress import CrewFactory, DraftOccasionFactory
from tests.factories.contacts import EntryFactory
from tests.factories.money_world import World, every, money_world
from tests.factories.newsletter import IssueFactory
from tests.factories.newsroom import ArticleFactory
from tests.factories.projects import EARLIER, ParticipationFactory, ProjectFactory
from tests.factories.reuse import CaseFactory, DraftOfferFactory, RequestFactory
from tests.factories.steering import (
    ApplicationFactory,
    BoardSessionFactory,
    CheckInFactory,
    ClosureFactory,
    DeadlineFactory,
    IdeaFactory,
    MilestoneFactory,
    PositionFactory,
    RiskFactory,
    StoredFileFactory,
    TaskFactory,
)
from tests.hostile.headers import faults
from tests.lasting import whole_module
from tools.addresses import patterns

NOT_ALLOWED = 405
# addresses of the draft, its file, its offer, a request for it, its reuse, an event of its name, and its region's own matters
OF_RECORDS = (
    "projekte/<",
    "dokumente/<",
    "angebote/<",
    "anfragen/<",
    "nachnutzung/<",
    "termine/<",
    "rueckmeldungen/<",
    "abschluesse/<",
    "uebergabe/<",
    "ideen/<",
    "sitzungen/<slug",
    "antraege/<",
    "fristen/<",
    "stellen/<",
    "kontakte/<",
    "neues/<",
    "rundbrief/<",
)
OF_MONEY = ("arbeit/zuwendungen/", "arbeit/verlaengerungen/", "arbeit/berichte/", "aufsicht/")
OPEN_DATA = "/offene-daten/"  # names effective grants on purpose (I23): tests/funding/formats/test_giving.py
ROLES = [role for role in Role if role is not Role.PUBLIC]


@dataclass(frozen=True)
class Address:
    """One address with the record its parameters name."""

    view: str
    path: str
    of_record: bool


HIDDEN = "QZX-0815"
"""What only the foreign money is called: no key and no token written in hexadecimal digits can hold it by chance."""


def routes() -> Iterator[tuple[str, str]]:
    """Every route: what stands before it, and its own."""
    return ((prefix, str(entry.pattern)) for prefix, entry in patterns())


def filled(route: str, values: dict[str, Any]) -> str | None:
    """The route with its parameters filled in; None when a parameter is of another thing."""
    for name, value in values.items():
        for converter in ("slug", "int", "str", "path", "uuid", "pitch"):
            route = route.replace(f"<{converter}:{name}>", str(value))
        route = route.replace(f"{{{name}}}", str(value)).replace(f"<{name}>", str(value))
    return None if "<" in route or "{" in route else route


def addresses(values: dict[str, Any]) -> list[Address]:
    """All addresses of our doors with the draft's own parameters."""
    found = []
    for prefix, route in routes():
        if route.startswith("^") or prefix.startswith("^"):
            continue
        path = filled(prefix + route, values)
        if path is not None:
            name = f"{prefix}{route}"
            found.append(Address(name, "/" + path, any(part in name for part in OF_RECORDS)))
    return found


@dataclass(frozen=True)
class Foreign:
    """A region of which the asker knows nothing: the folder of its files, the parameters of its draft, its money."""

    folder: Path
    draft: dict[str, Any]
    money: World


@pytest.fixture(scope="module")
def foreign(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Foreign]:
    """That region, made once for all tests of the module."""
    folder = tmp_path_factory.mktemp("uploads")
    with whole_module(django_db_blocker), override_settings(MEDIA_ROOT=folder):
        yield Foreign(folder, a_draft(), money_world(a_region("Fremdregion"), title=f"Verborgen {HIDDEN}"))


@pytest.fixture
def draft(foreign: Foreign, db: None, settings: Settings) -> dict[str, Any]:
    """The parameters that name the foreign draft."""
    settings.MEDIA_ROOT = foreign.folder
    return foreign.draft


def a_draft(name: str = "Fremdregion", word: str = "geh471", title: str = "Geheim 4711") -> dict[str, Any]:
    """A draft with a file in that region, and the parameters that name it; ``word`` stands in every address.

    It has six letters: short enough for every code.
    """
    project = ProjectFactory(title=title, slug=word, region=a_region(name))
    document = project.documents.create(
        title=title,
        file=ContentFile(f"%PDF-1.4 {title}".encode(), name="geheim.pdf"),
        media_type="application/pdf",
        size=20,
        added_at=EARLIER,
    )
    offer = DraftOfferFactory(title=title, slug=project.slug, project=project)
    RequestFactory(offer=offer, code=project.slug, municipality=None, organisation_name=title)
    CaseFactory(offer=offer, code=project.slug, municipality=None, stated_name=title)
    for of_life in (MilestoneFactory, RiskFactory, StoredFileFactory, TaskFactory):
        of_life(project=project, code=project.slug, title=title)
    CheckInFactory(project=project, code=project.slug)
    ClosureFactory(project=project, code=project.slug)
    for of_board in (IdeaFactory, BoardSessionFactory, ApplicationFactory):
        of_board(region=project.region, code=project.slug, title=title)
    DeadlineFactory(pk=document.pk, region=project.region, project=project, title=title)
    PositionFactory(pk=document.pk, region=project.region, label=title)
    EntryFactory(region=project.region, code=project.slug, text=title)
    ArticleFactory(region=project.region, code=project.slug, slug=project.slug, title=title)
    IssueFactory(region=project.region, code=project.slug, subject=title)
    occasion = DraftOccasionFactory(slug=project.slug, name=title, region=project.region)
    return {
        "slug": project.slug,
        "code": project.slug,
        "step": "was",
        "number": 1,
        "document": document.pk,
        "pk": document.pk,
        "name": document.download_name,
        "section": "grundlagen",
        "key": project.slug,
        "identifier": project.identifier,
        "stage": project.slug,
        "block": project.slug,
        "part": "stage",
        "form": "csv",
        "recording": 1,
        "guid": UUID(int=1),
        "item": "last-expenditure",
        "file": project.slug,
        "region": project.region.slug,
        "member": CrewFactory(occasion=occasion).pk,
    }


def browser(role: Role) -> Client:
    """A browser signed in with ``role`` in a region and organisation of its own."""
    scope = SCOPES[role]
    user = with_role(
        role,
        region=a_region("Eigenregion") if scope is Scope.OWN_REGION else None,
        organisation=an_organisation("Eigene GmbH") if scope is Scope.OWN_ORGANISATION else None,
        is_demo=True,
    )
    client = Client(raise_request_exception=True)
    client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client


def stranger_roles() -> list[Role]:
    """Roles that may not read drafts everywhere."""
    return [role for role in ROLES if not (SCOPES[role] is Scope.EVERYWHERE and RIGHTS[Right.READ_DRAFTS][role])]


def record_addresses(draft: dict[str, Any]) -> list[Address]:
    from strahlkraft.office.sections import BY_KEY  # noqa: PLC0415 - Django reads its settings first

    own = [address for address in addresses(draft) if address.of_record]
    sections = [
        Address(address.view, address.path.replace("/grundlagen/", f"/{section}/"), of_record=True)
        for address in own
        if address.path.endswith("/grundlagen/")
        for section in BY_KEY
    ]
    return [*(a for a in own if not a.path.endswith("/grundlagen/")), *sections]


def test_the_walk_knows_the_addresses_of_all_doors(draft: dict[str, Any]) -> None:
    paths = [address.path for address in addresses(draft)]

    assert {"/projekte/geh471/", "/arbeit/projekte/geh471/", "/arbeit/konten/"} <= set(paths)
    assert len(record_addresses(draft)) >= 15
    of_region = {f"/arbeit/{part}/geh471/" for part in ("ideen", "sitzungen", "antraege", "kontakte")}
    assert of_region <= {address.path for address in record_addresses(draft)}


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("role", stranger_roles())
def test_a_foreign_draft_does_not_exist_for_a_stranger(
    role: Role, method: str, draft: dict[str, Any], settings: Settings
) -> None:
    settings.DEMO = True
    client = browser(role)

    answers = {a.path: getattr(client, method)(a.path).status_code for a in record_addresses(draft)}

    assert {path: code for path, code in answers.items() if code not in (404, 405)} == {}
    assert 404 in answers.values()


@pytest.mark.slow
@pytest.mark.once  # what a page names does not depend on the database; that records are not there is asked of both
@pytest.mark.parametrize("role", [None, *stranger_roles()])
def test_no_page_of_a_stranger_names_a_foreign_draft(
    role: Role | None, draft: dict[str, Any], settings: Settings
) -> None:
    settings.DEMO = True
    client = browser(role) if role else Client()

    naming, unguarded = [], []
    for address in addresses(draft):
        answer = client.get(address.path, {"q": "Geheim 4711"})
        assert answer.status_code < 500, address.path
        unguarded += [
            (address.path, fault) for fault in faults(address.path, answer)
        ]  # on the way: what headers it has
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        told_back = body.count(b"Geheim 4711") and answer.status_code == 200
        if told_back and "geh471" in body.decode(errors="replace").replace(address.path, ""):
            naming.append(address.path)

    assert (naming, unguarded) == ([], [])


def money_addresses(world: World) -> list[str]:
    """Every address of the grants, drawdowns, extensions, proofs and reports of a region, with records that open it."""
    known = (prefix + route for prefix, route in routes())
    found = every(world, (route for route in known if route.startswith(OF_MONEY)))
    return [f"/{path}" for route, given in found if given and (path := filled(route, given))]


@pytest.mark.slow
@pytest.mark.parametrize(
    "role",
    [
        pytest.param(role, marks=[] if role in {Role.OFFICE, Role.AUTHORITY} else pytest.mark.once)  # the same queries
        for role in ROLES
        if role is not Role.ADMIN
    ],
)
def test_the_money_of_a_foreign_region_does_not_exist_for_a_stranger(
    role: Role, foreign: Foreign, db: None, settings: Settings
) -> None:
    """I21; the Land reads every region at the authority's door, and nothing at the office's."""
    settings.DEMO = True
    settings.MEDIA_ROOT = foreign.folder
    paths = money_addresses(foreign.money)
    assert {"/".join(path.split("/")[:3]) for path in paths} >= {f"/{part}".rstrip("/") for part in OF_MONEY[:3]}
    client = browser(role)
    asked = [(method, path) for path in paths for method in ("get", "head", "post")]
    if role is Role.LAND:
        asked = [(method, path) for method, path in asked if not path.startswith("/aufsicht/")]

    answers = {(method, path): getattr(client, method)(path).status_code for method, path in asked}

    assert {key: code for key, code in answers.items() if code not in (404, 405)} == {}


@pytest.mark.slow
@pytest.mark.once  # what a page names does not depend on the database; that records are not there is asked of both
@pytest.mark.parametrize("role", [None, *stranger_roles()])
def test_no_page_of_a_stranger_names_the_money_of_a_foreign_region(
    role: Role | None, draft: dict[str, Any], settings: Settings
) -> None:
    """No list, search, trail, calendar, export or count: what is asked for is told back, the number behind it is not."""
    settings.DEMO = True
    client = browser(role) if role else Client()

    naming = []
    asked = [address.path for address in addresses(draft)]
    for path in dict.fromkeys(path for path in asked if not path.startswith(OPEN_DATA)):
        answer = client.get(path, {"q": "Verborgen"})
        assert answer.status_code < 500, path
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        naming += [path] if HIDDEN.encode() in body.upper() else []

    assert naming == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_signing_in_every_workspace_address_leads_to_sign_in(method: str, draft: dict[str, Any]) -> None:
    client = Client()
    work = [address for address in addresses(draft) if address.path.startswith("/arbeit/")]

    answers = {a.path: getattr(client, method)(a.path) for a in work}

    assert len(work) >= 15
    inside = {path for path, a in answers.items() if not a.headers.get("Location", "").startswith("/anmelden/")}
    assert {path: answers[path].status_code for path in inside} == dict.fromkeys(inside, NOT_ALLOWED)


@pytest.mark.parametrize("role", [role for role in ROLES if not RIGHTS[Right.MANAGE_ACCOUNTS][role]])
@pytest.mark.parametrize("path", ["/arbeit/konten/", "/arbeit/konto-anlegen/", "/arbeit/konten/1/"])
def test_accounts_are_hidden_from_everybody_else(role: Role, path: str, db: None, settings: Settings) -> None:
    settings.DEMO = True

    assert browser(role).get(path).status_code == 404


@pytest.mark.parametrize("role", [role for role in ROLES if not RIGHTS[Right.READ_TRAIL][role]])
def test_the_trail_is_hidden_from_who_may_not_read_it(role: Role, db: None, settings: Settings) -> None:
    settings.DEMO = True

    assert browser(role).get("/arbeit/protokoll/").status_code == 404


@pytest.mark.parametrize("role", [Role.STEERING, Role.AUTHORITY, Role.MUNICIPALITY])
def test_who_may_only_read_cannot_write_in_the_own_region(role: Role, db: None, settings: Settings) -> None:
    settings.DEMO = True
    region, organisation = a_region("Eigenregion"), an_organisation("Eigene GmbH")
    project = ProjectFactory(region=region)
    ParticipationFactory(project=project, organisation=organisation)
    client = browser(role)
    before = project.version

    written = {
        path: client.post(
            f"/arbeit/projekte/{project.slug}/{path}", {"version": 1, "title": "x", "reason": "x"}
        ).status_code
        for path in ("grundlagen/", "veroeffentlichen/", "zurueckziehen/", "zusammenfuehren/", "dokumente/")
    }

    project.refresh_from_db()
    assert project.version == before
    assert {path: code for path, code in written.items() if code not in (403, 404, 405)} == {}
