"""Pages of the site on their desk: who comes in, the list with menus, beginning, writing, two people, versions."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.network.models import Region
from strahlkraft.newsroom.actions import pages as actions
from strahlkraft.newsroom.models import Page, PageText, PageVersion, Redirect
from strahlkraft.newsroom.rules.pages import Words
from strahlkraft.office.waiting import duties_of
from tests.factories.accounts import an_organisation, with_role
from tests.office.pages import Entrance, fields_of, marks

pytestmark = pytest.mark.django_db
QUIET = {"X-Autosave": "1"}


@pytest.fixture
def second(region: Region) -> User:
    """Somebody else of the same office."""
    return with_role(Role.OFFICE, region=region, is_demo=True, display_name="Bea Beispiel")


@pytest.fixture
def colleague(second: User, enter: Entrance) -> Client:
    """The second person's browser."""
    return enter(second)


@pytest.fixture
def draft(officer: User) -> Page:
    """A page that could go on."""
    return a_draft(officer)


def a_draft(officer: User, title: str = "Beispielseite", kind: str = "free") -> Page:
    return actions.create_page(
        by=officer, at=timezone.now(), kind=kind, texts={"de": Words(title, "Ein Beispieltext.")}
    )


def public(officer: User, second: User, title: str = "Beispielseite", kind: str = "free") -> Page:
    """A page readers see."""
    row = a_draft(officer, title, kind)
    row = actions.submit_page(by=officer, at=timezone.now(), key=row.pk, version=row.version)
    return actions.publish_page(by=second, at=timezone.now(), key=row.pk, version=row.version)


def german(row: Page) -> PageText:
    return row.texts.get(language="de")


def write(client: Client, row: Page, **typed: Any) -> Any:
    """Type something into the sheet and save it."""
    form = fields_of(client.get(f"/arbeit/seiten/{row.pk}/schreiben/").content)
    return client.post(f"/arbeit/seiten/{row.pk}/schreiben/", form | {name: [value] for name, value in typed.items()})


def step(client: Client, row: Page, part: str, **typed: Any) -> Any:
    """Press the button of a step, on the page as it stands now."""
    row.refresh_from_db()
    return client.post(f"/arbeit/seiten/{row.pk}/schritt/{part}/", {**marks(row.version), **typed})


def press(client: Client, menu: str, deed: str, known: str = "", **more: str) -> Any:
    """Press a button of a menu."""
    data = {"deed": deed, "known": known, "submission": str(uuid4()), **more}
    return client.post(f"/arbeit/seiten/menue/{menu}/", data)


def order(menu: str) -> list[str]:
    return list(Page.objects.filter(menu=menu).order_by("position").values_list("slug", flat=True))


# ---- who comes in


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUTHORITY, Role.STEERING, Role.MUNICIPALITY])
@pytest.mark.parametrize("path", ["", "anlegen/", "{key}/", "{key}/schreiben/", "{key}/fassungen/", "{key}/verlauf/"])
def test_who_does_not_keep_the_pages_finds_none(role: Role, path: str, enter: Entrance, draft: Page) -> None:
    body = an_organisation("Beispielträger") if role == Role.PARTNER else None
    browser = enter(with_role(role, organisation=body, is_demo=True))
    assert browser.get(f"/arbeit/seiten/{path.format(key=draft.pk)}").status_code == 404


def test_who_does_not_keep_the_pages_changes_none(enter: Entrance, draft: Page) -> None:
    browser = enter(with_role(Role.AUTHORITY, is_demo=True))
    answers = [
        browser.post(f"/arbeit/seiten/{draft.pk}/schreiben/", {"title_de": "Fremd", **marks()}),
        step(browser, draft, "einreichen"),
        press(browser, "main", f"in:{draft.pk}"),
        browser.post(f"/arbeit/seiten/{draft.pk}/fassungen/1/uebernehmen/", marks()),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert (german(draft).title, Page.objects.get().state, Page.objects.get().menu) == ("Beispielseite", "draft", "")


@pytest.mark.parametrize("key", ["0", "999999", "99999999999999999999999999"])
def test_a_page_there_never_was_is_not_there(client: Client, key: str) -> None:
    for path in ("", "schreiben/", "fassungen/", "fassungen/1/", "verlauf/"):
        assert client.get(f"/arbeit/seiten/{key}/{path}").status_code == 404


# ---- the list and its menus


def test_the_list_says_what_a_law_asks_for_and_nobody_wrote(client: Client, officer: User, second: User) -> None:
    public(officer, second, "Beispielhafter Datenschutz", "privacy")
    law = client.get("/arbeit/seiten/").context["law"]
    assert [(one["kind"], bool(one["row"])) for one in law] == [
        ("accessibility", False), ("privacy", True), ("legal_notice", False),
    ]  # fmt: skip
    assert "?art=legal_notice" in client.get("/arbeit/seiten/").content.decode()


def test_a_menu_is_put_in_order_by_buttons(client: Client, officer: User, second: User) -> None:
    rows = [public(officer, second, title) for title in ("Erste", "Zweite", "Dritte")]
    keys = [str(row.pk) for row in rows]
    known = ""
    for key in keys:
        answer = press(client, "main", f"in:{key}", known)
        assert answer["Location"] == "/arbeit/seiten/#menu-main"
        known = ",".join([*filter(None, known.split(",")), key])
    assert order("main") == ["erste", "zweite", "dritte"]
    press(client, "main", f"down:{keys[0]}", known)
    assert order("main") == ["zweite", "erste", "dritte"]
    press(client, "main", f"up:{keys[2]}", f"{keys[1]},{keys[0]},{keys[2]}")
    assert order("main") == ["zweite", "dritte", "erste"]
    press(client, "main", f"out:{keys[1]}", f"{keys[1]},{keys[2]},{keys[0]}")
    assert order("main") == ["dritte", "erste"]


def test_the_buttons_of_the_list_are_forms_that_work_as_they_are(client: Client, officer: User, second: User) -> None:
    rows = [public(officer, second, title) for title in ("Erste", "Zweite")]
    press(client, "footer", f"in:{rows[0].pk}")
    context = client.get("/arbeit/seiten/").context
    footer = next(menu for menu in context["menus"] if menu["name"] == "footer")
    into = next(menu for menu in context["others"][0]["into"] if menu["name"] == "footer")
    marks_of = [str(menu["form"].initial["submission"]) for menu in (*context["menus"], *context["others"][0]["into"])]
    assert (footer["known"], into["known"], len(set(marks_of))) == (str(rows[0].pk), str(rows[0].pk), 4)
    press(client, "footer", f"in:{rows[1].pk}", into["known"], submission=str(into["form"].initial["submission"]))
    assert order("footer") == ["erste", "zweite"]


def test_an_order_somebody_else_changed_is_not_written_over(client: Client, officer: User, second: User) -> None:
    rows = [public(officer, second, title) for title in ("Erste", "Zweite")]
    press(client, "main", f"in:{rows[0].pk}")
    data = {"deed": f"in:{rows[1].pk}", "known": "", "submission": str(uuid4())}
    page = client.post("/en/arbeit/seiten/menue/main/", data, follow=True)
    assert order("main") == ["erste"]
    assert "changed this in the meantime" in page.content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"deed": ""},
        {"deed": "unsinn"},
        {"deed": "up:x"},
        {"deed": "in:999999999"},
        {"deed": "in:9999999999999999"},
        {"known": "a,b"},
        {"known": "1," * 600},
        {"known": "7,7"},
        {"submission": "unsinn"},
        {"submission": ""},
    ],
)
def test_nonsense_in_a_menu_changes_nothing_and_breaks_nothing(
    client: Client, draft: Page, data: dict[str, str]
) -> None:
    form = {"deed": f"in:{draft.pk}", "known": "", "submission": str(uuid4())} | data
    assert client.post("/arbeit/seiten/menue/main/", form).status_code == 302
    assert order("main") == []


@pytest.mark.parametrize("menu", ["unsinn", "none"])
def test_a_menu_there_is_not_is_not_there(client: Client, draft: Page, menu: str) -> None:
    assert press(client, menu, f"in:{draft.pk}").status_code == 404


def test_the_list_costs_the_same_however_long(client: Client, officer: User, second: User) -> None:
    costs = []
    for more in (1, 2):
        for number in range(more):
            a_draft(officer, f"Entwurf {number}")
            row = public(officer, second, f"Beispiel {more}{number}")
            known = ",".join(str(key) for key in Page.objects.filter(menu="main").values_list("pk", flat=True))
            press(client, "main", f"in:{row.pk}", known)
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/arbeit/seiten/")
        costs.append((len(page.context["menus"][0]["rows"]), len(page.context["others"]), len(asked)))
    assert [cost[:2] for cost in costs] == [(1, 1), (3, 3)]
    assert costs[0][2] == costs[1][2]


@pytest.mark.parametrize("query", ["seite=x", "seite=999", "seite=-1"])
def test_a_list_asked_nonsense_still_shows_something(client: Client, draft: Page, query: str) -> None:
    assert client.get(f"/arbeit/seiten/?{query}").status_code == 200


# ---- beginning and writing


def test_a_page_begins_with_kind_and_headline_and_once(client: Client) -> None:
    form = fields_of(client.get("/arbeit/seiten/anlegen/?art=privacy").content)
    assert form["kind"] == ["privacy"]
    answers = [client.post("/arbeit/seiten/anlegen/", form | {"title": ["Beispiel"]}) for _ in range(2)]
    row = Page.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/arbeit/seiten/{row.pk}/schreiben/"}
    assert (row.kind, german(row).title) == ("privacy", "Beispiel")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"title": "x" * 5000}, "title"),
        ({"kind": "unsinn"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"submission": "unsinn"}, "submission"),
    ],
)
def test_what_cannot_begin_is_said_at_its_field(client: Client, typed: dict[str, str], field: str) -> None:
    form = fields_of(client.get("/arbeit/seiten/anlegen/").content) | {"title": ["Beispiel"]}
    page = client.post("/arbeit/seiten/anlegen/", form | {name: [value] for name, value in typed.items()})
    assert (page.status_code, list(page.context["form"].errors), Page.objects.count()) == (422, [field], 0)
    if field != "title":
        assert 'value="Beispiel"' in page.content.decode()


def test_a_second_page_of_a_kind_that_exists_once_is_not_offered(client: Client, officer: User) -> None:
    a_draft(officer, kind="privacy")
    kinds = dict(client.get("/arbeit/seiten/anlegen/").context["form"].fields["kind"].choices)
    assert ("privacy" in kinds, "accessibility" in kinds, "faq" in kinds) == (False, True, True)


def test_a_text_is_written_saved_and_looked_at(client: Client, draft: Page) -> None:
    answer = write(
        client, draft, title_de="Neuer Titel", body_de="## Teil\n\nText.", title_en="Title", body_en="Words."
    )
    assert answer["Location"] == f"/arbeit/seiten/{draft.pk}/schreiben/"
    assert list(draft.texts.values_list("language", "title", "body")) == [
        ("de", "Neuer Titel", "## Teil\n\nText."),
        ("en", "Title", "Words."),
    ]
    page = client.get(f"/arbeit/seiten/{draft.pk}/").content.decode()
    assert "<h2>Teil</h2>" in page
    assert "Words." in client.get(f"/arbeit/seiten/{draft.pk}/?sprache=en").content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title_de": ""}, "title_de"),
        ({"title_de": "x" * 161}, "title_de"),
        ({"title_de": "x" * 500}, "title_de"),
        ({"body_de": "x" * 60_001}, "body_de"),
        ({"body_en": "Nur Text"}, "title_en"),
        ({"title_en": "x" * 161}, "title_en"),
        ({"submission": "unsinn"}, "submission"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_stays(
    client: Client, draft: Page, typed: dict[str, str], field: str
) -> None:
    page = write(client, draft, **({"body_de": "Getipptes bleibt."} | typed))
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert german(draft).body == "Ein Beispieltext."
    if "body_de" not in typed:
        assert "Getipptes bleibt." in page.content.decode()


def test_nothing_new_leaves_no_line_in_the_trail(client: Client, draft: Page) -> None:
    write(client, draft)
    assert list(AuditEntry.objects.filter(subject_kind="page_desk").values_list("verb", flat=True)) == ["create_page"]


def test_the_sheet_saves_itself_many_times(client: Client, draft: Page) -> None:
    form = fields_of(client.get(f"/arbeit/seiten/{draft.pk}/schreiben/").content)
    for words in ("Eins.", "Zwei."):
        answer = client.post(f"/arbeit/seiten/{draft.pk}/schreiben/", form | {"body_de": [words]}, headers=QUIET)
        assert answer.status_code == 200
        form["revision"] = [str(answer.json()["revision"])]
    assert german(draft).body == "Zwei."
    answer = client.post(f"/arbeit/seiten/{draft.pk}/schreiben/", form | {"title_de": [""]}, headers=QUIET)
    assert (answer.status_code, "headline" in answer.json()["message"] or "Überschrift" in answer.json()["message"]) == (
        422, True,
    )  # fmt: skip


def test_two_people_who_write_at_once_both_find_their_words(client: Client, colleague: Client, draft: Page) -> None:
    form = fields_of(client.get(f"/arbeit/seiten/{draft.pk}/schreiben/").content)
    write(colleague, draft, body_de="Von der Kollegin.")
    page = client.post(f"/arbeit/seiten/{draft.pk}/schreiben/", form | {"body_de": ["Von mir."]})
    shown = page.content.decode()
    assert (page.status_code, german(draft).body) == (409, "Von der Kollegin.")
    assert "Von mir." in shown
    assert "Von der Kollegin." in shown
    again = client.post(f"/arbeit/seiten/{draft.pk}/schreiben/", fields_of(page.content))
    assert (again.status_code, german(draft).body) == (302, "Von mir.")


def test_the_preview_works_without_script_and_keeps_nothing(client: Client, draft: Page) -> None:
    page = write(client, draft, body_de="## Vorschau\n\n<script>alert(1)</script>", preview="body_de")
    shown = page.content.decode()
    assert (page.status_code, german(draft).body) == (200, "Ein Beispieltext.")
    assert "<h2>Vorschau</h2>" in shown
    assert "<script>alert(1)" not in shown


def test_a_page_is_not_asked_for_a_lead(client: Client, draft: Page) -> None:
    asked = {"language": "de", "title": "Beispiel", "body": "Ein Text."}
    with_lead, without = (
        client.post("/arbeit/neues/textvorschau/", data).json()["remarks"] for data in ({**asked, "lead": ""}, asked)
    )
    assert (len(with_lead), without) == (1, [])
    assert client.get(f"/arbeit/seiten/{draft.pk}/").context["remarks"] == []


# ---- two people, versions


def test_a_page_goes_from_draft_to_readers_by_two_people(
    client: Client, colleague: Client, officer: User, second: User, draft: Page
) -> None:
    assert step(client, draft, "einreichen").status_code == 302
    own = client.get(f"/arbeit/seiten/{draft.pk}/").context["steps"]
    assert {one["step"].part: bool(one["reasons"]) for one in own} == {"veroeffentlichen": True, "zurueckgeben": False}
    assert step(client, draft, "veroeffentlichen").status_code == 422
    today = timezone.localdate()
    asked = [[duty.key for duty in duties_of(one, today=today) if "page" in duty.key] for one in (officer, second)]
    assert asked == [[], [f"page-release:{draft.pk}:2"]]
    assert f"/arbeit/seiten/{draft.pk}/" in colleague.get("/arbeit/").content.decode()
    assert step(colleague, draft, "veroeffentlichen").status_code == 302
    assert (Page.objects.get().state, PageVersion.objects.count()) == ("published", 1)


def test_a_page_given_back_says_why_and_not_without(client: Client, colleague: Client, draft: Page) -> None:
    step(client, draft, "einreichen")
    page = step(colleague, draft, "zurueckgeben", remark=" ")
    assert (page.status_code, list(page.context["failed"].errors)) == (422, ["remark"])
    assert step(colleague, draft, "zurueckgeben", remark="Bitte kürzer.").status_code == 302
    for path in ("", "schreiben/"):
        assert "Bitte kürzer." in client.get(f"/arbeit/seiten/{draft.pk}/{path}").content.decode()
    step(client, draft, "einreichen")
    step(colleague, draft, "veroeffentlichen")
    assert client.get(f"/arbeit/seiten/{draft.pk}/").context["returned"] is None


def test_versions_are_compared_and_one_is_taken_again(
    client: Client, colleague: Client, officer: User, second: User
) -> None:
    row = public(officer, second)
    step(client, row, "aufnehmen")
    write(client, row, body_de="Ein anderer Text.")
    step(client, row, "einreichen")
    step(colleague, row, "veroeffentlichen")
    compared = client.get(f"/arbeit/seiten/{row.pk}/fassungen/").context["differences"]
    assert [(line["mark"], line["text"]) for line in compared[0]["lines"]] == [
        ("gone", "Ein Beispieltext."), ("new", "Ein anderer Text."),
    ]  # fmt: skip
    sheet = client.get(f"/arbeit/seiten/{row.pk}/fassungen/1/")
    assert "Ein Beispieltext." in sheet.content.decode()
    row.refresh_from_db()
    answer = client.post(f"/arbeit/seiten/{row.pk}/fassungen/1/uebernehmen/", marks(row.version))
    assert (answer["Location"], german(row).body) == (f"/arbeit/seiten/{row.pk}/", "Ein Beispieltext.")
    row.refresh_from_db()
    assert (row.state, client.get("/seiten/beispielseite/").content.decode().count("Ein anderer Text.") > 0) == (
        "draft", True,
    )  # fmt: skip


@pytest.mark.parametrize("query", ["von=9&bis=1", "von=0&bis=1"])
def test_versions_there_never_were_are_not_compared(client: Client, officer: User, second: User, query: str) -> None:
    row = public(officer, second)
    assert client.get(f"/arbeit/seiten/{row.pk}/fassungen/?{query}").status_code == 404
    assert client.get(f"/arbeit/seiten/{row.pk}/fassungen/9/").status_code == 404
    assert client.post(f"/arbeit/seiten/{row.pk}/fassungen/9/uebernehmen/", marks(row.version)).status_code == 404


def test_a_draft_has_no_versions_and_its_pages_say_so(client: Client, draft: Page) -> None:
    assert client.get(f"/arbeit/seiten/{draft.pk}/fassungen/").status_code == 200


@pytest.mark.parametrize("data", [{"version": "0"}, {"version": "x"}, {"submission": "unsinn"}])
def test_a_version_is_taken_only_on_the_page_as_it_was_shown(
    client: Client, officer: User, second: User, data: dict[str, str]
) -> None:
    row = public(officer, second)
    answer = client.post(f"/arbeit/seiten/{row.pk}/fassungen/1/uebernehmen/", marks(row.version) | data)
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (302, "published")


def test_an_address_is_changed_and_the_former_one_leads_on(client: Client, officer: User, second: User) -> None:
    row = public(officer, second)
    page = step(client, row, "adresse", slug="Ümläut und Leerzeichen")
    assert (page.status_code, list(page.context["failed"].errors)) == (422, ["slug"])
    assert "Ümläut und Leerzeichen" in page.content.decode()
    assert step(client, row, "adresse", slug="/seiten/ueber-uns/").status_code == 302
    assert (Page.objects.get().slug, Redirect.objects.get().path) == ("ueber-uns", "/seiten/beispielseite/")


@pytest.mark.parametrize(
    "slug", ["", " ", "-", "x" * 81, "x" * 500, "impressum", "beispielseite", "a/b", "a--b", "<b>"]
)
def test_an_address_that_cannot_be_is_said_at_its_field(client: Client, officer: User, second: User, slug: str) -> None:
    row = public(officer, second)
    page = step(client, row, "adresse", slug=slug)
    assert (page.status_code, list(page.context["failed"].errors), Page.objects.get().slug) == (
        422, ["slug"], "beispielseite",
    )  # fmt: skip


def test_a_page_is_withdrawn_with_a_reason_and_taken_up_again(client: Client, officer: User, second: User) -> None:
    row = public(officer, second)
    assert step(client, row, "zurueckziehen", reason="Überholt.").status_code == 302
    assert client.get("/seiten/beispielseite/").status_code == 404
    assert "Überholt." in client.get(f"/arbeit/seiten/{row.pk}/verlauf/").content.decode()
    assert step(client, row, "aufnehmen")["Location"] == f"/arbeit/seiten/{row.pk}/schreiben/"


def test_what_a_law_asks_for_says_why_it_stays_and_when_it_was_reviewed(
    client: Client, officer: User, second: User
) -> None:
    row = public(officer, second, "Barrierefreiheit", "accessibility")
    context = client.get(f"/arbeit/seiten/{row.pk}/").context
    parts = {one["step"].part: bool(one["reasons"]) for one in (*context["steps"], *context["quiet"])}
    assert parts == {"pruefung": False, "aufnehmen": False, "zurueckziehen": True}
    assert step(client, row, "zurueckziehen").status_code == 422
    Page.objects.filter(pk=row.pk).update(reviewed_on="2020-01-02", review_by="2021-01-02")
    assert client.get(f"/arbeit/seiten/{row.pk}/").context["overdue"]
    assert client.get("/arbeit/seiten/").context["waiting"] == 1
    assert step(client, row, "pruefung").status_code == 302
    assert not client.get(f"/arbeit/seiten/{row.pk}/").context["overdue"]


@pytest.mark.parametrize("part", ["unsinn", "verwerfen"])
def test_a_step_there_is_not_is_not_there(client: Client, draft: Page, part: str) -> None:
    assert step(client, draft, part).status_code == 404


@pytest.mark.parametrize("data", [{"version": "0"}, {"version": ""}, {"submission": "unsinn"}])
def test_a_step_on_a_page_that_looks_otherwise_now_is_not_done(
    client: Client, draft: Page, data: dict[str, str]
) -> None:
    page = step(client, draft, "einreichen", **data)
    assert (page.status_code, Page.objects.get().state) == (422, "draft")


def test_the_whole_site_trail_tells_of_pages_in_words(
    client: Client, enter: Entrance, officer: User, second: User
) -> None:
    row = public(officer, second)
    press(client, "main", f"in:{row.pk}")
    told = enter(with_role(Role.ADMIN, is_demo=True)).get("/en/arbeit/protokoll/?art=page_desk").content.decode()
    assert "page published" in told
    assert f"/arbeit/seiten/{row.pk}/" in told
