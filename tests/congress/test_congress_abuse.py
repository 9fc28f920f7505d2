"""Nonsense at every address of the congress: as a stranger, by every link, as the office; nothing may answer 500."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from strahlkraft.accounts.rules import Role
from strahlkraft.congress import access
from strahlkraft.congress.models import Occasion, Plan, Prize, Question, SeatCount
from strahlkraft.congress.rules.vocabulary import CrewRole
from tests.factories.accounts import with_role
from tests.factories.congress import CallFactory, CrewFactory, PitchSpeakerFactory, RegistrationFactory
from tests.factories.stage import a_day
from tests.test_every_address import routes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NASTY = (
    "",
    "0",
    "-1",
    "1e9",
    "9" * 30,
    "9" * 5000,
    "a" * 3000,
    "nul\0nul",
    "\u2028\u202e\u0007",
    "½²٣",
    "\U0001f984é",
    "=1+1|'cmd'",
    "../../../etc/passwd",
    "%00%ff%s{0}{{7*7}}",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    '{"a": [1e999, "\\ud800"]}',
)
IN_ADDRESSES = (
    "0",
    "-1",
    "9" * 30,
    "a" * 300,
    "nul%00nul",
    "%ED%A0%80",
    "..%2f",
    "½²٣",
    "00000000-0000-0000-0000-000000000000",
)
OURS = ("termine", "mitmachen/", "buehne/")
NAMES = re.compile(r'<(?:input|select|textarea|button)[^>]*?\sname="([^"]+)"[^>]*')
VALUE = re.compile(r'\svalue="([^"]*)"')
NOT_ALLOWED = 405
JSON = '[{"uid":"\\ud800","badge":1,"people":1e400}, 7, [[]]]'
KEPT = {"csrfmiddlewaretoken", "submission"}
TURNS = 2  # how often each page gets its form back, every time with other nonsense in every field
UNSEEN = (
    "deed",
    "to",
    "number",
    "copy_of",
    "revision",
    "index",
    "pitch",
    "block",
    "other",
    "name",
    "seconds",
    "uid",
    "people",
)
UNSEEN += (
    "badge",
    "question",
    "seen",
    "pressed",
    "key",
    "text",
    "reason",
    "code",
    "packed",
    "rows-TOTAL_FORMS",
    "prize",
)
"""What is posted to addresses that show no form of their own."""


@pytest.fixture
def occasion(settings: Settings) -> Occasion:
    """A day with everything somebody could attack."""
    settings.DEMO = True  # people of the demonstration need no second factor
    made = a_day().occasion
    made.registration_opens_at, made.registration_closes_at = (
        timezone.now() - timedelta(1),
        timezone.now() + timedelta(1),
    )
    made.save()
    Plan.objects.create(occasion=made, number=1, current=True, created_at=timezone.now(), changed_at=timezone.now())
    CallFactory(occasion=made)
    Prize.objects.create(
        occasion=made,
        slug="preis",
        name="Preis",
        audience_opens_at=timezone.now(),
        audience_closes_at=timezone.now() + timedelta(1),
    )
    Question.objects.create(
        occasion=made, stage=made.stages.get(), uid=UUID(int=7), text="Warum?", state="waiting", asked_at=timezone.now()
    )
    return made


def known(occasion: Occasion) -> dict[str, Any]:
    """A sound value for every parameter of an address."""
    pitch, stage = occasion.pitches.order_by("pk")[0], occasion.stages.get()
    return {
        "slug": occasion.slug,
        "code": pitch.code,
        "number": 1,
        "stage": stage.slug,
        "block": stage.blocks.order_by("pk")[0].slug,
        "prize": "preis",
        "pk": RegistrationFactory(occasion=occasion).pk,
        "member": CrewFactory(occasion=occasion).pk,
        "guid": PitchSpeakerFactory(pitch=pitch).speaker.guid,
        "kind": "stage",
        "key": stage.slug,
        "form": "csv",
        "ending": "csv",
        "part": "stage",
        "topic": "thema",
        "badge": UUID(int=3),
        "run": 1,
        "version": 1,
        "recording": 1,
    }


def links(occasion: Occasion) -> list[tuple[str, str]]:
    """Where each kind of link belongs, and one that opens."""
    crew = {role: access.link_token("crew", CrewFactory(occasion=occasion, role=role).code) for role in CrewRole}
    guest = RegistrationFactory(occasion=occasion).code
    pitch = occasion.pitches.order_by("pk")[0]
    speaker = PitchSpeakerFactory(pitch=pitch).speaker.code
    return [
        ("buehne/team/", crew[CrewRole.MODERATOR]),
        ("mitmachen/einlass/", crew[CrewRole.DOOR]),
        ("mitmachen/jury/", crew[CrewRole.JURY]),
        ("mitmachen/begutachtung/", crew[CrewRole.REVIEWER]),
        ("mitmachen/anmeldung/bestaetigen/", access.link_token("registration-confirm", guest)),
        ("mitmachen/anmeldung/", access.link_token("registration", guest)),
        ("mitmachen/abstimmung/", access.link_token("registration", guest)),
        ("mitmachen/urkunde/", access.link_token("certificate", guest)),
        ("mitmachen/beitrag/", access.link_token("pitch", pitch.link_code)),
        ("mitmachen/auftritt/", access.link_token("speaker", speaker)),
    ]


def ours() -> list[str]:
    """Every route of this issue."""
    found = sorted({prefix + route for prefix, route in routes()})
    return [route for route in found if route.removeprefix("arbeit/").startswith(OURS)]


def addresses(occasion: Occasion) -> Iterator[str]:
    """Every address with sound parameters, tokens that open."""
    values, tokens = known(occasion), links(occasion)
    SeatCount.objects.create(occasion=occasion, channel="onsite", taken=occasion.registrations.count())
    for route in ours():
        token = next((token for place, token in tokens if route.startswith(place)), "kein.link")
        yield "/" + filled_in(route, {**values, "token": token})


def filled_in(route: str, values: dict[str, Any]) -> str:
    """A route with its parameters."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values.get(found[1], "x")), route)


def office() -> Client:
    """Somebody who manages every event."""
    client = Client(raise_request_exception=False)
    client.force_login(with_role(Role.ADMIN, is_demo=True), backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client


def fields(page: str) -> tuple[list[str], list[str]]:
    """The names of a page's fields, and the deeds its buttons ask for."""
    names, deeds = dict[str, None](), dict[str, None]()
    for found in NAMES.finditer(page):
        names[found[1]] = None
        value = VALUE.search(found[0])
        if found[1] in {"deed", "to", "action"} and value:
            deeds[f"{found[1]}={value[1]}"] = None
    return [name for name in names if name not in KEPT], list(deeds)


def nonsense(names: Iterable[str], start: int) -> dict[str, str]:
    """Something else for every field."""
    return {name: NASTY[(start + place) % len(NASTY)] for place, name in enumerate(names)}


def test_nonsense_in_addresses_is_never_an_error_of_ours(occasion: Occasion) -> None:
    client, stranger = office(), Client(raise_request_exception=False)
    wrong = []
    for number, route in enumerate(ours()):
        for turn in range(2):
            nonsense = iter(IN_ADDRESSES[(number + 4 * turn) % len(IN_ADDRESSES) :] + IN_ADDRESSES)
            path = "/" + re.sub(r"<(?:\w+:)?\w+>", lambda _m: next(nonsense), route)  # noqa: B023 - used at once
            for asking in (client,) if route.startswith("arbeit/") else (client, stranger):
                wrong += [path for answer in (asking.get(path), asking.post(path)) if answer.status_code >= 500]

    assert sorted(set(wrong)) == []


def test_nonsense_in_questions_and_forms_is_never_an_error_of_ours(occasion: Occasion) -> None:
    client = office()
    wrong = []
    for number, path in enumerate(addresses(occasion)):
        page = client.get(path)
        names, deeds = ([], []) if page.streaming else fields(page.content.decode(errors="replace"))
        queries = ("q", "von", "meine", "mit", "beitrag")
        answers = [("", page), ("?", client.get(path, nonsense(queries, number)))]
        for turn in range(TURNS):
            deed = dict([deeds[turn % len(deeds)].split("=", 1)]) if deeds else {}
            sent = nonsense(names or UNSEEN, number + 3 * turn) | deed
            answers.append((str(sent), client.post(path, sent)))
            if answers[-1][1].status_code == NOT_ALLOWED:
                break
        else:
            answers.append(("json", client.post(path, JSON, "application/json")))
        wrong += [f"{path} {what[:300]}" for what, answer in answers if answer.status_code >= 500]
        for _what, answer in answers:
            if answer.streaming:
                b"".join(answer.streaming_content)

    assert wrong == []
