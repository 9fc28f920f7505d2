"""The day in the workspace: the ways to pad and screens, and what the clocks taught."""

import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from time_machine import travel

from strahlkraft.accounts.rules import Role
from tests.factories.accounts import with_role
from tests.factories.stage import a_day, at, pressed

pytestmark = pytest.mark.django_db


def signed_in(region: Any) -> Client:
    client = Client()
    user = with_role(Role.OFFICE, region=region, is_demo=True)
    client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_who_manages_an_event_finds_pad_screens_and_what_the_clocks_taught(settings: Any) -> None:
    settings.DEMO = True
    stage = a_day()
    for seconds, deed in ((0, "next"), (120, "next"), (310, "finish"), (345, "next"), (525, "finish"), (560, "next")):
        with travel(at(0, seconds), tick=False):
            pressed(stage, deed, at(0, seconds))
    page = signed_in(stage.occasion.region).get("/en/arbeit/termine/beispieltag/tag/").content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert 'href="/en/buehne/regie/beispieltag/grosse-buehne/pad/"' in page
    assert 'href="/en/buehne/beispieltag/"' in page
    assert "Pitch on stage 180 185 2" in words
    assert "Changeover: on stage, then on stage 30 35 2" in words


def test_nobody_else_finds_the_day(settings: Any) -> None:
    settings.DEMO = True
    a_day()
    assert signed_in(None).get("/arbeit/termine/beispieltag/tag/").status_code == 404
    assert Client().get("/arbeit/termine/beispieltag/tag/")["Location"].startswith("/anmelden/")
