"""The office's own posts in the workspace: entered, changed, drawn; absences only as numbers."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import localdate

from strahlkraft.accounts.models import Absence, User
from strahlkraft.accounts.rules import Role
from strahlkraft.network.models import Region
from strahlkraft.steering.models import Deadline, Position
from tests.factories.accounts import a_region, with_role
from tests.factories.projects import EARLIER
from tests.factories.steering import PositionFactory
from tests.office.pages import Entrance, fields_of
from tests.office.test_projects import queries_of

PAGE = "/arbeit/stellen/"


def typed(region: Region, **values: Any) -> dict[str, Any]:
    return {
        "submission": str(uuid4()),
        "region": region.pk,
        "label": "Projektleitung",
        "share": "0,5",
        "funded_rate": "80",
        "starts_on": "2024-01-01",
        "ends_on": "2039-12-31",
    } | values


def test_a_post_is_entered_shown_and_prolonged(client: Client, region: Region) -> None:
    assert client.post("/arbeit/stelle-anlegen/", typed(region)).status_code == 302
    row = Position.objects.get()
    assert (str(row.share), str(row.funded_rate), Deadline.objects.count()) == ("0.50", "80.00", 3)

    page = client.get(PAGE).content.decode()
    assert ("Projektleitung" in page, "posts__span" in page, "0,50" in page) == (True, True, True)
    form = fields_of(client.get(f"{PAGE}{row.pk}/").content)
    client.post(f"{PAGE}{row.pk}/", form | {"ends_on": ["2040-12-31"]})
    row.refresh_from_db()
    assert (row.ends_on, row.version) == (date(2040, 12, 31), 2)
    spans = re.findall(r'posts__span [^>]*width="([^"]*)"', client.get(PAGE).content.decode())
    assert [width.isdecimal() for width in spans] == [True]  # a thousand has no point in a drawing


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"label": " "}, ["label"]),
        ({"share": "1,5"}, ["share"]),
        ({"share": "halb"}, ["share"]),
        ({"funded_rate": "101"}, ["funded_rate"]),
        ({"ends_on": "2023-12-31"}, ["ends_on"]),
        ({"starts_on": "0001-01-01"}, ["starts_on"]),
        ({"starts_on": ""}, ["starts_on"]),
    ],
)
def test_a_wrong_entry_gets_its_sentence_at_the_field(
    client: Client, region: Region, values: dict[str, str], fields: list[str]
) -> None:
    answer = client.post("/arbeit/stelle-anlegen/", typed(region, **values))
    assert (answer.status_code, list(answer.context["form"].errors), Position.objects.count()) == (422, fields, 0)


def test_the_second_of_two_editors_is_told_and_may_save_knowingly(client: Client, region: Region) -> None:
    row = PositionFactory(region=region)
    sheets = [
        fields_of(client.get(f"{PAGE}{row.pk}/").content) | {"label": [f"Stelle {number}"]} for number in range(2)
    ]
    first, second = (client.post(f"{PAGE}{row.pk}/", sheet) for sheet in sheets)
    assert (first.status_code, second.status_code) == (302, 422)
    assert client.post(f"{PAGE}{row.pk}/", fields_of(second.content)).status_code == 302
    row.refresh_from_db()
    assert (row.label, row.version) == ("Stelle 1", 3)


def test_who_is_away_is_a_number_and_nobodys_name(client: Client, region: Region, officer: User) -> None:
    other = with_role(Role.OFFICE, region=region, display_name="Bo Beispiel")
    today = localdate()
    away = {"deputy": officer, "entered_at": EARLIER}
    Absence.objects.create(user=other, first_day=today, last_day=today + timedelta(days=3), **away)
    Absence.objects.create(
        user=other, first_day=today + timedelta(days=20), last_day=today + timedelta(days=30), **away
    )
    answer = client.get(PAGE)
    crew = answer.context["crews"][0]
    assert (crew.people, crew.away_today, crew.away_soon) == (2, 1, 1)
    assert "Bo Beispiel" not in answer.content.decode()


def test_readers_see_the_posts_and_strangers_do_not(client: Client, region: Region, enter: Entrance) -> None:
    row = PositionFactory(region=region, label="Leitstelle 4711")
    reader = enter(with_role(Role.STEERING, region=region, is_demo=True))
    stranger = enter(with_role(Role.OFFICE, region=a_region("Anderswo"), is_demo=True))
    seen = ["Leitstelle 4711" in browser.get(PAGE).content.decode() for browser in (client, reader, stranger)]
    reached = [browser.get(f"{PAGE}{row.pk}/").status_code for browser in (client, reader, stranger)]
    assert (seen, reached) == ([True, True, False], [200, 404, 404])


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_however_many_posts(client: Client, region: Region, number: int) -> None:
    PositionFactory.create_batch(number, region=region)
    assert queries_of(client, PAGE) == QUERIES


QUERIES = 9
