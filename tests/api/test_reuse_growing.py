"""Lists of reuse that grow: constant queries, pages that follow each other."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.reuse_world import World

LISTS = ["offers", "software", "reuses"]


def test_lists_ask_the_database_equally_often_for_one_and_three_rows(
    own_world: World, ask: Callable[[str], Any]
) -> None:
    def counts() -> list[int]:
        found = []
        for path in LISTS:
            ask(path)  # the search catches up once
            with CaptureQueriesContext(connection) as queries:
                ask(path)
            found.append(len(queries))
        return found

    before = counts()
    own_world.more()
    assert (counts(), [ask(path)["count"] for path in LISTS]) == (before, [4, 3, 4])


def test_pages_follow_each_other_in_the_order_asked_for(own_world: World, ask: Callable[[str], Any]) -> None:
    own_world.more()
    titles = [row["title"] for row in ask("offers?sort=title")["results"]]
    assert titles == sorted(titles)
    assert [ask(f"offers?sort=title&limit=1&offset={n}")["results"][0]["title"] for n in range(4)] == titles
    assert [row["title"] for row in ask("offers?sort=-title")["results"]] == titles[::-1]


def test_files_of_software_ask_the_database_equally_often_for_two_and_six(own_world: World) -> None:
    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            rows = Client().get("/api/developers-italia/v1/software").json()["data"]
        return len(rows), len(queries)

    few = asked()
    own_world.more()
    many = asked()
    assert (few[0], many[0], many[1]) == (2, 6, few[1])
