"""What holds for every template: no inline code, no foreign host, no text without translation."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

_TRANSLATED = re.compile(
    r"{%\s*(?:blocktranslate|blocktrans)\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}"
    r"|{%\s*verbatim\b.*?{%\s*endverbatim\s*%}",
    re.DOTALL,
)
_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}")
_IDENTIFIER = re.compile(r"\b[a-z]+(?:[-_]+[a-z0-9]+)+\b")  # a block may fill an attribute: class names, keys
# Names that are the same in every language.
_NAMES = {
    "Strahlkraft", "RSS", "Atom", "JSON", "CSV", "XLSX", "API", "OpenAPI", "iCal", "PDF", "QR", "NRW", "TOTP", "GitHub",
    "openCode", "KERN", "EUPL", "AGS", "ARS", "Deutsch", "English", "XML", "OWL", "km", "URL", "HTML", "CC",
}  # fmt: skip
_SPOKEN = {"alt", "title", "aria-label", "aria-description", "placeholder", "label", "summary"}
_SILENT = {"script", "style", "code", "pre", "kbd", "samp"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def _templates(package: Path) -> Iterator[tuple[Path, str, str]]:
    for path in sorted(package.glob("*/templates/**/*")):
        if path.is_file() and path.suffix in {".html", ".txt", ".svg", ".xml"}:
            yield path, path.relative_to(package).as_posix(), path.read_text(encoding="utf-8")


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def inline_code(package: Path) -> list[str]:
    """The content security policy forbids inline styles, handlers and scripts; so do we, before the browser does."""
    patterns = {
        r"<[^>]*\sstyle\s*=": "inline style",
        r"<[a-zA-Z][^>]*\son[a-z]+\s*=": "inline event handler",
        r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:ld\+)?json)": "inline script",
        r"<style\b": "inline style sheet",
        r"javascript:": "script in an address",
    }
    found = []
    for _, name, text in _templates(package):
        plain = _blank(_TAG, text)
        for pattern, what in patterns.items():
            found += [f"{name}:{_line(plain, match.start())}: {what}" for match in re.finditer(pattern, plain)]
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found += [
            f"{path.relative_to(package).as_posix()}:{_line(text, match.start())}: inline style in code"
            for match in re.finditer(r"\sstyle=\\?[\"']", text)
        ]
    return found


def foreign_hosts(package: Path) -> list[str]:
    """No page loads anything from another host; links that a person follows are free."""
    loads = re.compile(
        r"<(?:script|img|iframe|source|video|audio|embed|object|use|image)\b[^>]*\b(?:src|href|data)=[\"'](?:https?:)?//"
        r"|<link\b(?=[^>]*rel=[\"'](?:stylesheet|icon|preload|modulepreload))[^>]*href=[\"'](?:https?:)?//",
    )
    found = [
        f"{name}:{_line(text, match.start())}: loads from another host"
        for _, name, text in _templates(package)
        for match in loads.finditer(text)
    ]
    for path in sorted(package.glob("*/static/**/*.css")):
        text = path.read_text(encoding="utf-8")
        found += [
            f"{path.relative_to(package).as_posix()}:{_line(text, match.start())}: loads from another host"
            for match in re.finditer(r"(?:url\(|@import\s)\s*[\"']?(?:https?:)?//", text)
        ]
    return found


def untrimmed(package: Path) -> list[str]:
    """Every ``blocktranslate`` is trimmed, so that line breaks of the template are no part of the text."""
    return [
        f"{name}:{_line(text, match.start())}: blocktranslate without trimmed"
        for path, name, text in _templates(package)
        if path.suffix != ".txt"  # the line breaks of a letter are part of it
        for match in re.finditer(r"{%\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)[^%]*%}", text)
    ]


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Replace what matches by nothing but its line breaks."""
    return pattern.sub(lambda match: "\n" * match[0].count("\n"), text)


class _Speech(HTMLParser):
    """Collects words that a person would read and nobody translated."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name = name
        self.silent: list[str] = []
        self.found: list[str] = []

    def _judge(self, text: str) -> None:
        words = [word for word in _WORD.findall(_IDENTIFIER.sub("", text)) if word not in _NAMES]
        if words:
            self.found.append(f"{self.name}:{self.getpos()[0]}: not translated: {' '.join(text.split())!r}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in _VOID and (self.silent or tag in _SILENT or given.get("lang") == "en"):
            self.silent.append(tag)
            return
        for name, value in attrs:
            pressed = tag == "input" and given.get("type") in {
                "submit",
                "button",
                "reset",
            }  # a <button> shows its content
            spoken = name in _SPOKEN or (name == "value" and pressed)
            if spoken and value:
                self._judge(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            del self.silent[len(self.silent) - 1 - self.silent[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._judge(data)


def untranslated(package: Path) -> list[str]:
    """No word in a template reaches a person except through gettext.

    What is English on purpose stands in an element that says so (``lang="en"``).
    """
    found = []
    for path, name, text in _templates(package):
        if path.suffix in {".xml", ".svg"}:
            continue
        plain = _blank(_TAG, _blank(_TRANSLATED, text))
        if path.suffix == ".txt":
            found += [
                f"{name}:{number}: not translated: {line.strip()!r}"
                for number, line in enumerate(plain.splitlines(), 1)
                if any(word not in _NAMES for word in _WORD.findall(line))
            ]
            continue
        speech = _Speech(name)
        speech.feed(plain)
        found += speech.found
    return found
