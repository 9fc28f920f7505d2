"""The way to the stage on an event's page: there while it takes place, gone before and after."""

from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from tests.factories.stage import a_day, at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("minute", "there"), [(-61, False), (-59, True), (300, True), (60 * 12 + 1, False)])
def test_the_way_to_the_stage_is_there_around_the_event_only(client: Client, minute: int, there: bool) -> None:  # noqa: FBT001 - what is expected
    a_day()
    with travel(at(minute), tick=False):
        page = client.get("/termine/beispieltag/")
    assert (b'href="/buehne/beispieltag/publikum/"' in page.content) is there


def test_without_a_programme_there_is_nothing_to_follow(client: Client, django_assert_max_num_queries: Any) -> None:
    a_day().occasion.versions.all().delete()
    with travel(at(5), tick=False):
        assert b"/buehne/" not in client.get("/termine/beispieltag/").content
