"""Every address of the site, filled with records of a region, asked by everybody; what counts as being let in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client

from strahlkraft.network.models import Organisation, Region
from strahlkraft.projects.models import Project
from tests.factories.money_world import World, every, money_world
from tests.factories.projects import ParticipationFactory
from tests.matrix.people import NAMES, WORLDS, Cells
from tests.nonsense import undone
from tests.test_every_address import OF_MONEY, a_draft, filled, routes

METHODS = ("get", "post")


@dataclass(frozen=True)
class Home:
    """A region with a record of every kind: what fills the addresses."""

    region: Region
    values: dict[str, Any]
    money: World


def a_home(name: str, word: str, mark: str, organisation: Organisation | None = None) -> Home:
    """Make it; ``organisation`` carries its project and receives its grants."""
    values = a_draft(name, word, mark)
    region = Region.objects.get(name=name)
    if organisation is not None:
        ParticipationFactory(project=Project.objects.get(slug=word), organisation=organisation)
    given = {"recipient": organisation} if organisation is not None else {}
    return Home(region, values, money_world(region, title=mark, **given))


def patterns() -> list[str]:
    """Every pattern of an address that is ours."""
    found = (prefix + route for prefix, route in routes() if not (prefix + route).startswith("^"))
    return sorted({route for route in found if not route.startswith("static/")})


def path_of(route: str, home: Home) -> str | None:
    """The address of a record of that region; None where a parameter is of another thing."""
    if route.startswith(OF_MONEY) and "<" in route:
        rows = [given for one, given in every(home.money, [route]) if one == route and given]
        ways = [path for given in rows if (path := filled(route, given))]
        return "/" + ways[0] if ways else None
    path = filled(route, home.values)
    return None if path is None else "/" + path


def is_let_in(client: Client, method: str, path: str) -> bool | None:
    """Whether the answer is more than "not there", "not you" or "sign in first"; None: the address knows no such method."""
    known = client.cookies.output(header="", sep=";")
    with undone():
        answer = getattr(client, method)(path)
        if answer.streaming:
            b"".join(answer.streaming_content)
    client.cookies.clear()
    client.cookies.load(known)  # also after an address that signs out
    if answer.status_code == 405:
        return None
    to = answer.headers.get("Location", "")
    if answer.status_code >= 500:
        raise AssertionError(method, path, answer.status_code, getattr(answer, "exc_info", None))
    return answer.status_code not in {401, 403, 404} and not re.match(r"(/en)?/anmelden/", to)


def rows(
    homes: dict[str, Home], people: dict[str, Client], routes_asked: list[str]
) -> Iterator[tuple[str, str, Cells]]:
    """Method, pattern, and who is let in where; ``-`` for addresses that no record here opens."""
    for route in routes_asked:
        ways = [path_of(route, homes[world]) for world in WORLDS]
        if None in ways:
            yield "-", route, ((), ())
            continue
        for method in METHODS:
            known = is_let_in(people[NAMES[-1]], method, str(ways[0])) is not None
            if known:
                found = [tuple(n for n in NAMES if is_let_in(people[n], method, str(path))) for path in ways]
                yield method, route, (found[0], found[1])
