"""What a visitor does: from a need in own words to a project and its source, with and without script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

NEED = "Bürgerinnen und Bürger sollen bei Planungen online mitreden"

pytestmark = pytest.mark.once  # the deeds themselves are tried on either database


@pytest.fixture
def plain_page(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page in a browser that runs no script."""
    context = browser.new_context(base_url=base_url, locale="de-DE", java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_need_in_own_words_leads_to_a_project_its_source_and_back(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Was braucht Ihre Kommune?").fill(NEED)
    page.keyboard.press("Enter")
    found = int(page.locator("#results-title").inner_text().split()[0])
    page.locator("input[name='region']").first.check()
    expect(page).to_have_url(re.compile("region="))
    expect(page.locator(".active-filters .chip")).to_have_count(1)
    narrowed = int(page.locator("#results-title").inner_text().split()[0])
    assert 0 < narrowed <= found

    catalogue = page.url
    page.locator("main h3 a").first.click()
    title = page.locator("h1").inner_text()
    source = page.locator("main a[href*='/quellen/']").first
    source.click()
    assert page.locator("h1").inner_text() != title
    page.go_back()
    expect(page.locator("h1")).to_have_text(title)
    page.go_back()
    assert page.url == catalogue


def test_the_same_way_leads_there_without_script(plain_page: Page) -> None:
    plain_page.goto("/")
    plain_page.get_by_label("Was braucht Ihre Kommune?").fill(NEED)
    plain_page.keyboard.press("Enter")
    plain_page.wait_for_url(re.compile("/projekte/"))
    plain_page.locator("input[name='region']").first.check()
    plain_page.get_by_role("button", name="Filter anwenden").click()
    assert "region=" in plain_page.url
    plain_page.locator("main h3 a").first.click()
    title = plain_page.locator("h1").inner_text()
    plain_page.locator("main a[href*='/quellen/']").first.click()
    assert plain_page.locator("h1").inner_text() != title


def test_typing_error_gets_a_suggestion_that_finds_something(page: Page) -> None:
    page.goto("/projekte/?q=Hundestuer")
    meant = page.locator(".did-you-mean a")
    word = meant.inner_text()
    meant.click()
    expect(page.locator("#results-title")).to_contain_text(word)
    assert int(page.locator("#results-title").inner_text().split()[0]) > 0


def test_search_without_a_hit_says_what_to_do_next(page: Page) -> None:
    page.goto("/projekte/?q=qqqqqqqq")
    expect(page.locator("#results-title")).to_contain_text("0 Einträge")
    page.locator(".empty a").first.click()
    expect(page.locator("h1")).to_have_text("Wen Sie fragen können")


def test_language_switch_stays_on_the_page(page: Page) -> None:
    page.goto("/regionen/ostwestfalen-lippe/")
    page.locator("header .language-switch").click()
    assert (page.url.split("/", 3)[3], page.locator("html").get_attribute("lang")) == (
        "en/regionen/ostwestfalen-lippe/",
        "en",
    )
    page.locator("header .language-switch").click()
    assert page.locator("html").get_attribute("lang") == "de"


def test_chosen_theme_stays_on_the_next_page_and_after_reloading(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/")
    page.get_by_role("button", name="Helle oder dunkle Ansicht").click()
    page.goto("/projekte/")
    page.reload()
    switch = page.get_by_role("button", name="Helle oder dunkle Ansicht")
    assert (page.locator("html").get_attribute("data-theme"), switch.get_attribute("aria-pressed")) == ("dark", "true")


def test_project_page_prints_without_what_only_screens_need(page: Page) -> None:
    page.goto("/projekte/")
    page.locator("main h3 a").first.click()
    page.emulate_media(media="print")
    shown = {part: page.locator(part).first.is_visible() for part in (".site-nav", ".site-footer", "h1", ".truths")}
    assert shown == {".site-nav": False, ".site-footer": False, "h1": True, ".truths": True}


def test_whoever_wants_no_motion_gets_none(page: Page) -> None:
    page.goto("/")
    moving = page.evaluate("document.getAnimations().filter(a => a.effect.getComputedTiming().duration > 50).length")
    assert moving == 0
