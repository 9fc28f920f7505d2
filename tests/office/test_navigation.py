"""The navigation of the workspace: everybody finds exactly what they may enter, and where they are."""

import pytest
from django.test import Client

from strahlkraft.accounts.rules import SCOPES, Role, Scope
from strahlkraft.network.models import Region
from tests.factories.accounts import an_organisation, with_role
from tests.office.pages import Entrance

ROLES = [role for role in Role if role is not Role.PUBLIC]


@pytest.mark.parametrize("role", ROLES)
def test_every_entry_opens_for_who_sees_it(role: Role, region: Region, enter: Entrance) -> None:
    scope = SCOPES[role]
    browser = enter(
        with_role(
            role,
            region=region if scope is Scope.OWN_REGION else None,
            organisation=an_organisation() if scope is Scope.OWN_ORGANISATION else None,
            is_demo=True,
        )
    )
    shown = browser.get("/arbeit/").context["workspace_nav"]
    closed = [item["url"] for item in shown if browser.get(item["url"]).status_code != 200]
    assert (closed, len(shown) >= 4) == ([], True)


def test_groups_follow_each_other_and_today_stands_above_them(client: Client) -> None:
    shown = client.get("/en/arbeit/").context["workspace_nav"]
    groups = [str(item["group"]) for item in shown]
    assert (list(dict.fromkeys(groups)), groups == sorted(groups, key=list(dict.fromkeys(groups)).index)) == (
        ["", "Accompanying", "Money", "Reuse", "Public relations", "Exchange with others", "Office"],
        True,
    )


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/en/arbeit/", "Today"),
        ("/en/arbeit/sitzungen/", "Ideas and board"),
        ("/en/arbeit/termin-kalender/", "Events"),
        ("/en/arbeit/austauschgruppen/", "Network"),
        ("/en/arbeit/neues/anlegen/", "Articles"),
    ],
)
def test_entry_of_the_page_is_marked_and_no_other(client: Client, path: str, label: str) -> None:
    assert [str(item["label"]) for item in client.get(path).context["workspace_nav"] if item["current"]] == [label]
