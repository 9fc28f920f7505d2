"""Markdown written by people, as HTML that cannot harm."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

_TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """CommonMark plus tables and strike-through; raw HTML is shown as text."""
    return MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False}).enable(
        ["table", "strikethrough"]
    )


def markdown_html(text: str, top_heading: int = 3) -> str:
    """Clean HTML; the highest heading of the text becomes ``h<top_heading>`` so that pages keep their outline."""
    tokens = _parser().parse(text or "")
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = top_heading - min(levels) if levels else 0
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, max(2, int(token.tag[1]) + shift))}"
        token.attrs.pop("style", None)
        if token.type == "th_open":
            token.attrs["scope"] = "col"
    html = _parser().renderer.render(tokens, _parser().options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow ugc",
    )
