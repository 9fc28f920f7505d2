"""Journeys walk through a real server over the real data in a real browser.

One worker prepares the site (``strahlkraft setup`` and ``demo-users``), every worker serves a copy
of its own for the whole run. A journey that changes something therefore makes what it changes.
"""

import fcntl
import os
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tools import site

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_URL = os.environ.get("DATABASE_URL", "")
FITTING_SECONDS = 5  # a window that was just made narrow is laid out anew; what stays too wide is a finding
POST_SECONDS = 60  # a letter leaves within two, on a machine that does nothing else
expect.set_options(timeout=30_000)  # what comes by itself comes within one; a busy machine is no finding
_TEMPLATE = "strahlkraft_prepared"
_ROOT = str(Path(__file__).resolve().parents[2])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[tuple[Path, str]]:
    """Return this worker's own copy of the prepared site: its folder and its DATABASE_URL (empty for SQLite)."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    prepared = shared / "prepared-site"
    with (shared / "prepared-site.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not prepared.exists():
            working = shared / "working-site"
            site.prepare(working, site.new_database(_URL, _TEMPLATE) if _URL else "")
            working.rename(prepared)
        own = base / "site"
        shutil.copytree(prepared, own)
        name = f"strahlkraft_site_{worker_id}"
        url = site.new_database(_URL, name, _TEMPLATE) if _URL else ""
    yield own, url
    shutil.rmtree(own, ignore_errors=True)
    if url:
        site.drop_database(_URL, name)


class PostOffice:
    """A mail server that keeps every letter: (to, text), in the order in which they arrived."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.letters: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a letter."""
        message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        body = message.get_body(("plain",))
        self.letters.append((envelope.rcpt_tos[0], body.get_content() if body else ""))
        return "250 OK"

    def link(self, to: str, kind: str) -> str:
        """The newest link of a kind in the letters to a mailbox; waits for the server's own worker to send one."""
        end = time.monotonic() + POST_SECONDS
        while time.monotonic() < end:
            mine = [text for who, text in self.letters if who == to]
            if links := [found for text in mine for found in re.findall(rf"https?://[^/\s]+({kind}\S+)", text)]:
                return str(links[-1])
            time.sleep(0.1)
        raise AssertionError(to, kind, self.letters)


@pytest.fixture(scope="session")
def post_office() -> Iterator[tuple[PostOffice, str]]:
    """Return the mail server the site sends to, and its EMAIL_URL."""
    office = PostOffice()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    server = Controller(office, hostname="127.0.0.1", port=port)
    server.start()
    yield office, f"smtp://127.0.0.1:{port}"
    server.stop()


@pytest.fixture(scope="session")
def base_url(site_folder: tuple[Path, str], post_office: tuple[PostOffice, str]) -> Iterator[str]:
    """Return the address of the worker's server; ``page.goto("/projekte/")`` is relative to it."""
    with site.served(*site_folder, EMAIL_URL=post_office[1]) as address:
        yield address


@pytest.fixture(scope="session")
def examples(site_folder: tuple[Path, str]) -> None:
    """Invented offers, a reuse and software with faults; the register itself has none."""
    site.add_examples(*site_folder)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium; a machine without any fails here instead of skipping."""
    return {**browser_type_launch_args, "executable_path": site.find_browser(), "args": site.BROWSER_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A German desk of usual size."""
    return {
        **browser_context_args,
        "locale": "de-DE",
        "timezone_id": "Europe/Berlin",
        "viewport": {"width": 1440, "height": 900},
        "reduced_motion": "reduce",
    }


@contextmanager
def _kept(context: BrowserContext, address: str) -> Iterator[None]:
    """No page asks another host for anything, breaks its own security policy or throws an error."""
    own = urlsplit(address).netloc
    foreign: list[str] = []
    faults: list[str] = []
    context.on(
        "request",
        lambda request: foreign.append(request.url) if urlsplit(request.url).netloc not in {own, ""} else None,
    )
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on(
        "console",
        lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield
    assert (foreign, faults) == ([], [])


@pytest.fixture(autouse=True)
def _keeps_to_itself(context: BrowserContext, base_url: str) -> Iterator[None]:
    """Every page of every journey keeps to its own host and policy."""
    with _kept(context, base_url):
        yield


@pytest.fixture(scope="session")
def money_address(
    site_folder: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str]]:
    """Return folder and address of a site of its own with the invented region: its money would disturb what others count."""
    folder = tmp_path_factory.mktemp("money") / "site"
    shutil.copytree(site_folder[0], folder)
    site.command(folder, "", "demo-region")
    site.command(
        folder,
        "",
        "manage",
        "shell",
        "-v",
        "0",
        "-c",
        "from tools.money_examples import make; make()",
        PYTHONPATH=_ROOT,
    )
    with site.served(folder) as address:
        yield folder, address
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def money_places(money_address: tuple[Path, str]) -> dict[str, str]:
    """Return the codes of the invented region's records by what they are: ``grant``, ``notice``, ``proof``, …"""
    code = "from tools.money_examples import print_places; print_places()"
    said = site.command(money_address[0], "", "manage", "shell", "-v", "0", "-c", code, PYTHONPATH=_ROOT)
    return dict(line.split() for line in said.splitlines() if line.strip())


@pytest.fixture
def money_page(
    browser: Browser, browser_context_args: dict[str, Any], money_address: tuple[Path, str]
) -> Iterator[Callable[[str], Page]]:
    """Return a way into the site with the invented region: ``money_page("office")`` is signed in."""
    context = browser.new_context(**{**browser_context_args, "base_url": money_address[1]})
    context.set_default_timeout(60_000)

    def enter(role: str) -> Page:
        context.clear_cookies()
        page = context.new_page()
        site.sign_in(page, role)
        return page

    with _kept(context, money_address[1]):
        yield enter
    context.close()


_AXE = """async ({include, only, off}) => {
  const without = Object.fromEntries(off.map(rule => [rule, {enabled: false}]));
  const found = await axe.run(include ? {include: [[include]]} : document,
    {runOnly: only, rules: without, resultTypes: ["violations"], preload: {assets: ["media"]}});
  return found.violations.map(rule => `${rule.id}: ${rule.help} (${rule.nodes.slice(0, 5).map(node => node.target).join(", ")})`);
}"""
_OF_COLOURS = ["color-contrast", "link-in-text-block"]


@pytest.fixture
def assert_accessible() -> Callable[..., None]:
    """Return a check of a page against the machine-checkable rules of WCAG 2.2 AA: all, those about colours, or the others.

    The rules about colours cost more than all others together.
    """

    def check(page: Page, within: str = "", *, colours: bool | None = None) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(Axe().axe_script)
        only = {"type": "rule", "values": _OF_COLOURS} if colours else {"type": "tag", "values": WCAG}
        off = _OF_COLOURS if colours is False else []
        broken = page.evaluate(_AXE, {"include": within, "only": only, "off": off})
        assert broken == [], f"{page.url} at {page.viewport_size}\n" + "\n".join(broken)

    return check


@pytest.fixture
def sign_in(page: Page) -> Callable[[str], Page]:
    """Return a way to sign in as the invented person of a role: ``sign_in("office")``."""

    def sign(role: str) -> Page:
        site.sign_in(page, role)
        return page

    return sign


@pytest.fixture
def assert_fits() -> Callable[[Page], None]:
    """Return a check that nothing of a page sticks out to the side of the window."""

    def check(page: Page) -> None:
        end = time.monotonic() + FITTING_SECONDS
        while True:
            wide, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            if wide <= window or time.monotonic() > end:
                break
            page.wait_for_timeout(100)
        assert wide <= window, f"{page.url} is {wide} px wide in a window of {window} px"

    return check
