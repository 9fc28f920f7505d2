"""Reading the office's pages as a browser does."""

from collections.abc import Callable
from html.parser import HTMLParser
from uuid import uuid4

from django.test import Client

from strahlkraft.accounts.models import User

Entrance = Callable[[User], Client]


class _Fields(HTMLParser):
    """What a browser would send back of the main form untouched."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.data: dict[str, list[str]] = {}
        self.inside = False
        self.area = self.select = ""
        self.quiet = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.inside = "data-keep" in given
        elif tag == "template":
            self.quiet = True
        if not self.inside or self.quiet:
            return
        if tag == "input" and name and given.get("type") not in {"submit", "file"}:
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                ticked = "on" if given.get("type") in {"checkbox", "radio"} else ""
                self.data.setdefault(name, []).append(given.get("value", ticked))
        elif tag == "textarea":
            self.area = name
            self.data.setdefault(name, [""])
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.data):
            self.data[self.select] = [given.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "template":
            self.quiet = False
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.area and self.inside and not self.quiet:
            self.data[self.area] = [(self.data[self.area][0] + data).removeprefix("\n")]


def fields_of(content: bytes) -> dict[str, list[str]]:
    """The fields of the page's form as a browser would send them."""
    parser = _Fields()
    parser.feed(content.decode())
    parser.data.pop("csrfmiddlewaretoken", None)
    return parser.data


def marks(version: int = 1) -> dict[str, str]:
    """Version and submission of a fresh form."""
    return {"version": str(version), "submission": str(uuid4())}
