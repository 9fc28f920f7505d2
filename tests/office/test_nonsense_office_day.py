"""Nonsense in every form and at every address of the office's day: never an error of ours, always a sentence.

The pages are those of the modules below, found in the list of addresses: a new page is covered by itself.
"""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, connection, transaction
from django.forms import BaseForm
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve
from django.urls.resolvers import LocalePrefixPattern
from django.utils.timezone import localdate, now

from strahlkraft.accounts.models import Absence, User
from strahlkraft.audit.models import AuditEntry
from strahlkraft.network.access import link_token
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Phase, Project
from strahlkraft.steering import access
from strahlkraft.steering.actions import today
from strahlkraft.steering.models import AgendaItem
from strahlkraft.steering.queries import calendar
from tests.congress.test_congress_abuse import IN_ADDRESSES, NASTY, filled_in
from tests.factories import contacts, steering
from tests.factories.letters import AT, post
from tests.factories.network import OrganisationFactory

pytestmark = pytest.mark.django_db

AREAS = (
    "absences applications checkins closures contacts deadlines groups handover ideas letters life network organisations"
    " portfolio records sessions sheets staffing start today"
).split()
MODULES = (*(f"strahlkraft.office.views.{name}" for name in AREAS), "strahlkraft.public.reporting")
QUERIES = "q region stand ansicht seite projekt idee aendern zu mit art in person berichtigt getan monat".split()
LONG = "Zu lang. " * 3000
DAYS = ("31.02.2026", "9999-12-31", "0001-01-01", "2026-02-30", "0\0", "")
BAD: dict[str, tuple[str, ...]] = {
    "date": DAYS,
    "time": ("99:99", "24:00", "0\0", "9" * 30, "", "½"),
    "number": ("-1", "9" * 30, "NaN", "1e400", "0\0", ""),
    "pick": ("gibtsnicht", "99999999", "-1", "9" * 30, "0\0", ""),
    "text": ("Beispiel mit \0", LONG, "\u202e\x07\x1b", "9" * 30, "½²٣", ""),
    "file": ("kein Dokument",) * 6,
    "unknown": ("0\0", "9" * 30, LONG, "-1", "½", ""),  # of addresses that show no form
}
FILES = (("leer.pdf", b""), ("a" * 300 + ".xlsx", b"PK\3\4nix"))
KINDS = {"radio": "pick", "checkbox": "pick", "select": "pick", "hidden": "pick", "textarea": "text"}
SOUND = {"date": localdate().isoformat(), "time": "10:00", "number": "1", "pick": ""}
NO_LONGER_VALID = "Dieses Formular gilt nicht mehr"
LARGEST = 2**63  # what neither database takes as a key


@dataclass
class Form:
    """A form of a page that is sent by POST: where to, its fields by kind, the values a browser would send, its buttons."""

    action: str
    kinds: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    deeds: list[tuple[str, str]] = field(default_factory=list)


class Forms(HTMLParser):
    """Every form of a page that is sent by POST."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.found, self.path, self.select = list[Form](), path, ""
        self.now: Form | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins, or a field of it."""
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", tag)
        if tag == "form":
            own = given.get("method", "").lower() == "post" and "/abmelden" not in given.get("action", "")
            self.now = Form(urljoin(self.path, given.get("action", ""))) if own else None
            self.found += [self.now] if self.now else []
        elif self.now is None:
            return
        elif kind == "submit" and name:
            self.now.deeds.append((name, given.get("value", "")))
        elif tag in {"input", "select", "textarea"} and name:
            self.select = name if tag == "select" else self.select
            self.now.kinds[name] = KINDS.get(kind, kind if kind in BAD else "text")
            self.now.values.setdefault(name, given.get("value", ""))
        elif tag == "option" and self.select and (not self.now.values[self.select] or "selected" in given):
            self.now.values[self.select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """It ends."""
        self.select = "" if tag == "select" else self.select
        self.now = None if tag == "form" else self.now


def addresses() -> Iterator[str]:
    """Every route of these areas."""

    def walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, str]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(
                    entry, prefix + ("" if isinstance(entry.pattern, LocalePrefixPattern) else str(entry.pattern))
                )
            else:
                yield prefix + str(entry.pattern), entry.callback.__module__

    return (route for route, module in walk(get_resolver(), "") if module.startswith(MODULES))


@pytest.fixture
def world(client: Client, officer: User, region: Region, project: Project) -> list[str]:
    """Every address with records that open it."""
    own: dict[str, Any] = {"region": region}
    organisation, other = OrganisationFactory(), OrganisationFactory()
    ideas = [steering.IdeaFactory(**own, state=state) for state in ("submitted", "draft", "checked", "forwarded")]
    day = now() + timedelta(9)
    sessions = [
        steering.BoardSessionFactory(**own, state=state, starts_at=begin, ends_at=begin + timedelta(hours=1))
        for state, begin in (("planned", day), ("invited", now() - timedelta(1)), ("held", now() - timedelta(1)))
    ]
    items = [
        AgendaItem.objects.create(session=row, idea=steering.IdeaFactory(**own, state="on_agenda")) for row in sessions
    ]
    checkins = [steering.CheckInFactory(project=project)]
    lights = {f"{name}_light": "green" for name in ("content", "time", "money")}
    checkins.append(
        steering.CheckInFactory(project=project, month="2026-05-01", state="received", received_at=AT, **lights)
    )
    group = contacts.GroupFactory(**own)
    members = [contacts.MemberFactory(group=group) for _number in range(2)]
    today.make_calendar_link(by=officer, at=AT)
    link = calendar.link_of(officer.actor_id)
    assert link is not None
    tasks = access.link_token("tasks", access.tasks_code(steering.ReportingContactFactory(project=project)))
    person = contacts.PersonFactory(organisation=organisation)
    absence = Absence.objects.create(
        user=officer, deputy=_colleague(region), first_day=now().date(), last_day=now().date(), entered_at=AT
    )
    life = {"slug": project.slug}
    values: dict[str, list[dict[str, Any]]] = {
        "arbeit/ideen/": [{"code": row.code} for row in ideas],
        "arbeit/sitzungen/": [{"code": row.code, "pk": item.pk} for row, item in zip(sessions, items, strict=True)],
        "arbeit/antraege/": [{"code": steering.ApplicationFactory(**own).code}],
        "arbeit/abschluesse/": [
            {"code": steering.ClosureItemFactory(closure__project=project).closure.code, "item": "last-expenditure"}
        ],
        "arbeit/rueckmeldungen/": [{"code": row.code} for row in checkins],
        "arbeit/kontakte/": [{"code": contacts.EntryFactory(**own, organisation=organisation, next_step="Anruf").code}],
        "arbeit/fristen/": [{"pk": steering.DeadlineFactory(**own, latest_on=day, target_on=day).pk}],
        "arbeit/stellen/": [{"pk": steering.PositionFactory(**own).pk}],
        "arbeit/briefe/": [{"pk": post().pk, "room": "steering", "name": "idea"}],
        "arbeit/organisationen/": [{"slug": organisation.slug, "pk": person.pk}, {"slug": other.slug}],
        "arbeit/austauschgruppen/<slug:slug>/mitglieder/": [{"slug": group.slug, "pk": members[0].pk}],
        "arbeit/austauschgruppen/": [{"slug": group.slug, "pk": group.meetings.create(on=contacts.DAY).pk}],
        "arbeit/projekte/<slug:slug>/verlaufsplan/meilensteine/": [
            life | {"code": steering.MilestoneFactory(project=project).code, "part": "erreicht"}
        ],
        "arbeit/projekte/<slug:slug>/verlaufsplan/risiken/": [
            life | {"code": steering.RiskFactory(project=project).code, "part": "ansehen"}
        ],
        "arbeit/projekte/<slug:slug>/verlaufsplan/aufgaben/": [
            life | {"code": steering.TaskFactory(project=project).code, "part": "erledigt"}
        ],
        "arbeit/projekte/": [life | {"code": steering.StoredFileFactory(project=project).code}],
        "arbeit/uebergabe/": [{"region": region.slug, "pk": steering.HandoverFactory(**own).pk}],
        "arbeit/vertretung/": [{"pk": absence.pk}],
        "arbeit/portfolio/": [{"form": "csv"}],
        "arbeit/tabellen/vorlage": [{"form": "csv"}],
        "arbeit/tabellen/datei/": [{"code": _a_sheet(client, region)}],
        "ideen/bestaetigen/": [{"token": access.link_token("idea-confirm", ideas[1].link_code)}],
        "ideen/stand/": [{"token": access.link_token("idea", ideas[0].link_code)}],
        "rueckmeldung/": [{"token": access.link_token("checkin", row.code)} for row in checkins],
        "aufgaben/": [{"token": tasks}],
        "kalender/": [{"token": link.key}],
        "austauschgruppe/": [{"token": link_token("group-leave", members[1].code)}],
    }
    found = dict[str, None]()
    for route in addresses():
        for given in next((rows for start, rows in values.items() if route.startswith(start)), [{}]):
            found["/" + filled_in(route, {"pk": 1} | given)] = None
    return list(found)


def _colleague(region: Region) -> User:
    from strahlkraft.accounts.rules import Role  # noqa: PLC0415 - Django reads its settings first
    from tests.factories.accounts import with_role  # noqa: PLC0415 - the same

    return with_role(Role.OFFICE, region=region, is_demo=True)


def _a_sheet(client: Client, region: Region) -> str:
    """The code of a spreadsheet that waits for its columns."""
    table = SimpleUploadedFile("liste.csv", "Projekt;Leitung;Fördersumme\nLampen;A;12\nNeu;B;x\n".encode())
    answer = client.post("/arbeit/tabellen/", {"submission": str(uuid4()), "region": region.slug, "file": table})
    return str(answer.headers["Location"].split("/")[4])


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside leaves no trace; what no database takes is refused here, on SQLite too."""

    def strict(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        for value in params.values() if isinstance(params, dict) else params or ():
            if isinstance(value, str) and ("\0" in value or value != value.encode(errors="replace").decode()):
                raise DataError(value[:40], sql[:80])
            if isinstance(value, int) and not -LARGEST <= value < LARGEST:
                raise DataError(value, sql[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(strict):
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)


def attempts(form: Form) -> Iterator[dict[str, Any]]:
    """Nothing at all; every field with other nonsense; all sound but one choice or mark that is somebody else's."""
    yield {}
    for turn in (1, 2):
        sent: dict[str, Any] = {
            name: BAD[kind][(turn + place * (turn - 1)) % len(BAD[kind])]
            for place, (name, kind) in enumerate(form.kinds.items())
        }
        sound = {name: value for name, value in form.values.items() if turn == 1 and form.kinds[name] == "pick"}
        sent |= sound | {
            name: SimpleUploadedFile(*FILES[turn - 1]) for name, kind in form.kinds.items() if kind == "file"
        }
        yield {name: [value, value] if turn > 1 else value for name, value in sent.items()}
    for name, kind in form.kinds.items():
        if kind == "pick" and not name.endswith(("token", "submission", "version")):
            yield {name: value or SOUND.get(form.kinds[name], "Beispiel") for name, value in form.values.items()} | {
                name: "99999999"
            }


def bound_forms(answer: Any) -> list[BaseForm]:
    """The sent forms that a page shows."""
    found = dict[int, BaseForm]()
    for layer in (layer for context in answer.context or () for layer in getattr(context, "dicts", ())):
        for value in layer.values():
            inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else [value]
            found |= {id(form): form for form in inner if isinstance(form, BaseForm) and form.is_bound}
    return list(found.values())


def faults(answer: Any, sent: dict[str, Any], kinds: dict[str, str], entries: int) -> Iterator[str]:
    """What is wrong with an answer to nonsense."""
    if answer.status_code >= 500:
        yield repr(answer.exc_info[1])[:200] if answer.exc_info else str(answer.status_code)
    if answer.streaming:
        b"".join(answer.streaming_content)
    elif answer.status_code in {200, 422}:
        yield from untold(answer, sent, kinds, entries)


def untold(answer: Any, sent: dict[str, Any], kinds: dict[str, str], entries: int) -> Iterator[str]:
    """What a page does not say, or has lost."""
    page = html.unescape(answer.content.decode()).replace("\r\n", "\n")
    said = False
    for form in bound_forms(answer):
        said = said or bool(form.errors)
        for name, errors in form.errors.items():
            hidden = name in form.fields and form[name].is_hidden and NO_LONGER_VALID in page
            yield from (
                f"unseen: {name}: {error}" for error in errors if not hidden and html.unescape(error) not in page
            )
    if said and AuditEntry.objects.count() != entries:
        yield "half-written"
    typed = said and any(sent.get(name) == LONG and kinds[name] == "text" for name in kinds)
    yield from ["what was typed is gone"] if typed and LONG.strip() not in page else []


@pytest.mark.slow
@pytest.mark.once  # on SQLite too it is refused what PostgreSQL does not take
def test_nonsense_in_every_form_is_told_in_a_sentence_and_what_was_typed_is_kept(
    client: Client, world: list[str]
) -> None:
    client.raise_request_exception = False
    wrong, seen, posted = list[str](), set[tuple[Any, ...]](), set[str]()
    for path in world:
        with undone():
            page = client.get(path)
        sound = page.status_code == 200 and not page.streaming
        found = Forms(page.content.decode(errors="replace"), path).found if sound else []
        forms = found or [Form(path, dict.fromkeys(("deed", "version", "submission", "reason"), "unknown"))]
        for form in forms:
            route = resolve(urlsplit(form.action).path).route
            for deed in form.deeds[:4] or [("", "")]:
                key = (route, *sorted(re.sub(r"[\w-]{16}", "", name) for name in form.kinds), deed[1].split(":")[0])
                if key in seen:
                    continue
                seen.add(key)
                for sent in attempts(form):
                    with undone():
                        entries = AuditEntry.objects.count()
                        answer = client.post(form.action, sent | dict([deed] if deed[0] else []))
                        posted |= {route} if answer.status_code not in {404, 405} else set()
                        short = {name: str(value)[:20] for name, value in sent.items()}
                        wrong += [
                            f"{route} {deed[1]} {short}: {it}" for it in faults(answer, sent, form.kinds, entries)
                        ]
                    if answer.status_code == 405:
                        break
    assert (sorted(set(wrong)), len(posted) > 60) == ([], True)


@pytest.mark.slow
@pytest.mark.once  # the same
def test_nonsense_in_addresses_and_questions_is_never_an_error_of_ours(client: Client, world: list[str]) -> None:
    client.raise_request_exception = False
    asked = [
        (path, {name: NASTY[(number + place) % len(NASTY)] for place, name in enumerate(QUERIES)})
        for number, path in enumerate(world)
    ]
    for number, route in enumerate(addresses()):
        given = iter(IN_ADDRESSES[number % len(IN_ADDRESSES) :] + IN_ADDRESSES)
        asked.append(("/" + re.sub(r"<(?:\w+:)?\w+>", lambda _m: next(given), route), {}))  # noqa: B023 - used at once
    wrong = list[str]()
    for path, questions in asked:  # the workspace answers NUL before any of its pages: tests/office/test_nul.py
        sent = {name: text for name, text in questions.items() if "\0" not in text or not path.startswith("/arbeit/")}
        with undone():
            answer = client.get(path, sent)
            b"".join(answer.streaming_content if answer.streaming else ())
            wrong += [f"{path} {sent}"[:300]] if answer.status_code >= 500 else []
    assert wrong == []


@pytest.mark.parametrize("day", ["0001", "9999", "9999-12-31"])
def test_a_phase_of_an_impossible_year_does_not_break_the_course(client: Client, project: Project, day: str) -> None:
    Phase.objects.create(project=project, kind="implementation", actual=day)
    answer = client.get(f"/arbeit/projekte/{project.slug}/verlaufsplan/")
    assert (answer.status_code, b"life-chart" in answer.content) == (200, False)
