"""The table of roles and the rules around it."""

from datetime import UTC, datetime

import pytest

from strahlkraft.accounts import rules
from strahlkraft.accounts.rules import Grant, Role, Scope
from strahlkraft.kernel.actor import Right

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_every_role_and_right_is_decided() -> None:
    assert {right: set(row) for right, row in rules.RIGHTS.items()} == {right: set(Role) for right in Right}
    assert set(rules.SCOPES) == set(rules.SECOND_FACTOR) == set(rules.ROLE_NAMES) == set(Role)


def test_the_table_as_text() -> None:
    lines = rules.table_as_text().splitlines()
    assert lines[0].split() == ["role", "scope", "second", "factor", *(right.value for right in Right)]
    assert [line.split()[:3] for line in lines[1:]] == [
        ["public", "nowhere", "offered"],
        ["municipality", "own_organisation", "offered"],
        ["partner", "own_organisation", "offered"],
        ["office", "own_region", "forced"],
        ["steering", "own_region", "forced"],
        ["authority", "own_region", "forced"],
        ["land", "everywhere", "forced"],
        ["admin", "everywhere", "forced"],
    ]


def test_who_holds_what() -> None:
    held = {role: [right.value for right in Right if rules.RIGHTS[right][role]] for role in Role}
    everything = [right.value for right in Right if right is not Right.SUPERVISE_FUNDING]  # the authority's alone
    assert held == {
        Role.PUBLIC: [],
        Role.MUNICIPALITY: ["read_drafts", "report_cases", "read_events"],
        Role.PARTNER: [
            "read_drafts",
            "edit_projects",
            "edit_offers",
            "answer_requests",
            "report_cases",
            "read_events",
            "read_steering",
            "report_projects",
            "read_funding",
            "edit_funding",
            "write_news",
        ],
        Role.OFFICE: [
            r for r in everything if r not in {"manage_accounts", "import_data", "manage_exchange", "manage_privacy"}
        ],
        Role.STEERING: ["read_drafts", "read_events", "read_steering", "read_funding"],
        Role.AUTHORITY: ["read_drafts", "read_events", "supervise_funding", "read_trail"],
        Role.LAND: ["read_drafts", "read_events", "supervise_funding", "read_trail"],
        Role.ADMIN: everything,
    }


def test_the_table_as_markdown_has_a_row_per_role() -> None:
    lines = rules.table_as_markdown().splitlines()
    assert len(lines) == 2 + len(Role)
    assert {line.count("|") for line in lines} == {4 + len(Right)}


@pytest.mark.parametrize(
    ("grant", "region", "organisations", "allowed"),
    [
        (Grant(Role.OFFICE, region_id=1), 1, set(), True),
        (Grant(Role.OFFICE, region_id=1), 2, set(), False),
        (Grant(Role.OFFICE, region_id=1), None, set(), True),
        (Grant(Role.OFFICE, region_id=1), None, {1}, False),
        (Grant(Role.PARTNER, organisation_id=5), 1, {5, 6}, True),
        (Grant(Role.PARTNER, organisation_id=5), 5, {6}, False),
        (Grant(Role.PARTNER, organisation_id=5), None, {6}, False),
        (Grant(Role.ADMIN), 2, {6}, True),
        (Grant(Role.STEERING, region_id=1), 1, set(), False),
        (Grant(Role.PUBLIC), 1, {5}, False),
    ],
)
def test_a_right_holds_in_its_scope_only(
    grant: Grant, region: int | None, organisations: set[int], *, allowed: bool
) -> None:
    found = rules.allows([grant], Right.EDIT_PROJECTS, region_id=region, organisation_ids=frozenset(organisations))
    assert found is allowed


def test_the_role_of_somebody_who_is_away_gives_all_but_managing_accounts() -> None:
    held = [Grant(Role.ADMIN, stands_in_for=7)]
    given = [right for right in Right if rules.allows(held, right, region_id=None, organisation_ids=frozenset())]
    never = {Right.MANAGE_ACCOUNTS, Right.SUPERVISE_FUNDING}  # the second is no right of this role
    assert given == [right for right in Right if right not in never]
    assert rules.regions_with(held, Right.MANAGE_ACCOUNTS) == frozenset()
    assert rules.regions_with(held, Right.IMPORT_DATA) is None


@pytest.mark.parametrize(
    ("person", "deputy", "may"),
    [
        ([Grant(Role.OFFICE, 1)], [Grant(Role.OFFICE, 1)], True),
        ([Grant(Role.OFFICE, 1)], [Grant(Role.OFFICE, 2)], False),
        ([Grant(Role.PARTNER, None, 5)], [Grant(Role.MUNICIPALITY, None, 5)], True),
        ([Grant(Role.OFFICE, 1), Grant(Role.STEERING, 1)], [Grant(Role.OFFICE, 1)], False),
        ([Grant(Role.LAND)], [Grant(Role.LAND)], True),
        ([Grant(Role.LAND)], [Grant(Role.AUTHORITY, 1)], False),
        ([Grant(Role.ADMIN)], [Grant(Role.OFFICE, 1)], False),
        ([], [Grant(Role.OFFICE, 1)], False),
    ],
)
def test_whoever_stands_in_is_on_the_same_side_and_in_the_same_place(
    person: list[Grant], deputy: list[Grant], *, may: bool
) -> None:
    assert rules.may_stand_in(person, deputy) is may


def test_scopes_of_several_roles_add_up() -> None:
    grants = [Grant(Role.OFFICE, 1), Grant(Role.OFFICE, 2), Grant(Role.PARTNER, None, 5), Grant(Role.STEERING, 3)]
    assert rules.regions_with(grants, Right.EDIT_PROJECTS) == frozenset({1, 2})
    assert rules.regions_with(grants, Right.READ_DRAFTS) == frozenset({1, 2, 3})
    assert rules.organisations_with(grants, Right.EDIT_PROJECTS) == {5}
    assert rules.regions_with([*grants, Grant(Role.ADMIN)], Right.EDIT_PROJECTS) is None
    assert rules.regions_with([], Right.EDIT_PROJECTS) == frozenset()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_granted_with_exactly_its_scope(role: Role) -> None:
    allowed = {
        scope
        for scope, grant in {
            Scope.EVERYWHERE: Grant(role),
            Scope.OWN_REGION: Grant(role, region_id=1),
            Scope.OWN_ORGANISATION: Grant(role, organisation_id=1),
            "both": Grant(role, region_id=1, organisation_id=1),
        }.items()
        if not rules.may_grant(grant)
    }
    assert allowed == {rules.SCOPES[role]} - {Scope.NOWHERE}


def test_one_role_that_needs_a_second_factor_is_enough() -> None:
    assert rules.second_factor_required([Role.PARTNER, Role.OFFICE])
    assert not rules.second_factor_required([Role.PUBLIC, Role.PARTNER, Role.MUNICIPALITY])


@pytest.mark.parametrize(
    ("agent", "kept"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("curl/8", ""),
    ],
)
def test_of_the_browser_two_words_are_kept(agent: str, kept: str) -> None:
    assert rules.coarse_browser(agent) == kept
