"""Markdown written by people, as HTML that cannot harm; ``[[names]]`` in it become what somebody hands in for them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
    *("data", "span", "small"),  # marks only: raw HTML of the writer is shown as text
}
_ATTRIBUTES = {
    "a": {"href", "title", "class"},
    "ol": {"start"},
    "th": {"scope"},
    "data": {"value", "class"},
    "span": {"class"},
    "small": {"class"},
}
_MARK = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands for a ``[[name]]``: words, the same for programs, where they come from, and a note behind them."""

    text: str
    value: str = ""
    url: str = ""
    source: str = ""  # read out with the link
    note: str = ""

    def html(self, *, linked: bool) -> str:
        """Marked, escaped, with a link to the source unless it stands inside a link already (``linked``)."""
        shown = f'<data class="quoted" value="{escape(self.value)}">{escape(self.text)}</data>'
        if self.url and not linked:
            source = f'<span class="visually-hidden"> ({escape(self.source)})</span>' if self.source else ""
            shown = (
                f'<a class="quoted-source" href="{escape(self.url)}" title="{escape(self.source)}">{shown}{source}</a>'
            )
        return shown + (f' <small class="quoted-note">({escape(self.note)})</small>' if self.note else "")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """CommonMark plus tables and strike-through; raw HTML is shown as text."""
    return MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).enable(
        ["table", "strikethrough"]
    )


def parsed(text: str) -> list[Token]:
    """The text as the parser's tokens, for whoever looks at its outline, links and words."""
    return _parser().parse(text or "")


def markdown_html(text: str, top_heading: int = 3, *, marks: Mapping[str, Mark] | None = None) -> str:
    """Clean HTML; the highest heading of the text becomes ``h<top_heading>`` so that pages keep their outline.

    Each ``[[name]]`` of ``marks`` becomes its mark, outside code; others stay as they were typed.
    """
    tokens = parsed(text)
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = top_heading - min(levels) if levels else 0
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, max(2, int(token.tag[1]) + shift))}"
        token.attrs.pop("style", None)
        if token.type == "th_open":
            token.attrs["scope"] = "col"
        if marks and token.children:
            token.children = list(_marked(token.children, marks))
    html = _parser().renderer.render(tokens, _parser().options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow ugc",
    )


def _marked(tokens: list[Token], marks: Mapping[str, Mark]) -> Iterator[Token]:
    """The tokens of a line of text, with marks in place of their names."""
    linked = 0
    for token in tokens:
        linked += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text":
            yield from _split(token.content, marks, linked=linked > 0)
        else:
            yield token


def _split(text: str, marks: Mapping[str, Mark], *, linked: bool) -> Iterator[Token]:
    end = 0
    for match in _MARK.finditer(text):
        if mark := marks.get(match[1].strip()):
            yield Token("text", "", 0, content=text[end : match.start()])
            yield Token("html_inline", "", 0, content=mark.html(linked=linked))
            end = match.end()
    yield Token("text", "", 0, content=text[end:])
