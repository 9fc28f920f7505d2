"""Somebody at a desk, for journeys that count what people do; and a shell on the site they work on."""

from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page

from tools import site

ROOT = Path(__file__).resolve().parents[2]
PAPER: FilePayload = {"name": "beispiel.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 Beispiel"}


class Person:
    """Somebody at a desk; counts what they do."""

    def __init__(self, page: Page) -> None:
        self.page, self.deeds = page, 0

    def go(self, address: str) -> None:
        """Open a page by its address, as from a bookmark."""
        self.deeds += 1
        self.page.goto(address)

    def press(self, what: str | Locator) -> None:
        """Press, tick or follow."""
        self.deeds += 1
        (self.page.locator(what).first if isinstance(what, str) else what).click()

    def type(self, name: str, text: str) -> None:
        """Fill one field."""
        self.deeds += 1
        self.page.locator(f"[name='{name}']").first.fill(text)

    def choose(self, name: str, value: str = "", **how: str) -> None:
        """Choose from a list."""
        self.deeds += 1
        self.page.locator(f"select[name='{name}']").select_option(**({"value": value} if value else how))

    def attach(self) -> None:
        """Choose the paper."""
        self.deeds += 1
        self.page.locator("input[type='file']").first.set_input_files([PAPER])

    def send(self) -> None:
        """Press the one button that carries the sheet out."""
        self.press(self.page.locator("main form button.button--primary[type='submit']").last)


def shell(folder: tuple[Path, str], code: str) -> str:
    return site.command(*folder, "manage", "shell", "-v", "0", "-c", code, PYTHONPATH=str(ROOT))
