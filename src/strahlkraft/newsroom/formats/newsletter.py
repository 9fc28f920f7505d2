"""An issue as a letter: one structure, written as text and as HTML. Nothing in it is loaded from anywhere; pure."""

import base64
import hashlib
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; padding: 24px 12px; background: #F3F5FA; color: #111A2E; }
body { font: 17px/1.55 "Fira Sans", "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
.sheet { max-width: 38em; margin: 0 auto; padding: 32px 28px; background: #FFFFFF; border-radius: 10px; }
.mast { margin: 0 0 24px; padding-bottom: 12px; border-bottom: 4px solid #FFB000; font-weight: 700; }
h1 { margin: 0 0 16px; font-size: 28px; line-height: 1.25; }
h2 { margin: 0 0 6px; font-size: 20px; line-height: 1.3; }
h3, h4, h5, h6 { margin: 16px 0 6px; font-size: 17px; }
p { margin: 0 0 12px; }
a { color: #1F47C4; }
.part { margin-top: 24px; padding-top: 20px; border-top: 1px solid #D8DEEA; overflow-wrap: anywhere; }
.kind, .meta, .foot { color: #52607A; font-size: 14px; }
.kind { margin: 0 0 4px; }
.foot { margin-top: 32px; padding-top: 16px; border-top: 1px solid #D8DEEA; }
table { border-collapse: collapse; }
th, td { padding: 4px 12px 4px 0; text-align: left; vertical-align: top; }
@media (prefers-color-scheme: dark) {
  body { background: #0A1730; color: #E8ECF6; }
  .sheet { background: #122448; }
  a { color: #9DB7FF; }
  .kind, .meta, .foot { color: #B4C0D8; }
  .part, .foot { border-color: #34466F; }
}
"""
"""The one style sheet of the letter, within it: mail programs load nothing, and readers keep their dark screen."""

STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""What a content security policy names to let just this style sheet apply (CSP 3, hash source)."""

WIDTH = 76
"""Columns of the text (RFC 3676 recommends at most 78)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what it is (``kind``), its headline, words as Markdown and as safe HTML, where it leads, when and where it is.

    ``language`` is empty when it is that of the letter.
    """

    title: str
    kind: str = ""
    text: str = ""
    html: str = ""
    url: str = ""
    meta: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class IssueLetter:
    """What a letter says; all words are in its ``language``, all addresses whole.

    ``foot`` are lines below; ``links`` below those are pairs of words and address (choices, ending, reading on the web).
    """

    language: str
    sender: str
    subject: str
    intro: str
    intro_html: str
    intro_language: str
    parts: Sequence[Part]
    more: str
    foot: Sequence[str]
    links: Sequence[tuple[str, str]]


def as_text(letter: IssueLetter) -> str:
    """The letter for who reads mail without markup."""
    blocks = [letter.subject, "=" * min(len(letter.subject), WIDTH)]
    if letter.intro:
        blocks += ["", _wrapped(letter.intro)]
    for part in letter.parts:
        head = f"{part.kind}: {part.title}" if part.kind else part.title
        lines = [_wrapped(head), "-" * min(len(head), WIDTH), part.meta, _wrapped(part.text), part.url]
        blocks += ["", *(line for line in lines if line)]
    blocks += ["", "-- ", *(_wrapped(line) for line in letter.foot)]
    for words, url in letter.links:
        blocks += ["", words, url]
    return "\n".join(blocks).strip() + "\n"


def _wrapped(text: str) -> str:
    """Each line of its own; an address is never broken."""
    lines = (
        textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) if line.strip() else ""
        for line in text.strip().splitlines()
    )
    return "\n".join(lines)


def as_html(letter: IssueLetter) -> str:
    """The letter with markup that mail programs understand: no picture, no script, nothing to load."""
    intro = f"<div{_lang(letter.intro_language)}>{letter.intro_html}</div>" if letter.intro_html else ""
    parts = "".join(_part(part, letter.more) for part in letter.parts)
    foot = "".join(f"<p>{escape(line)}</p>" for line in letter.foot)
    links = "".join(f'<p><a href="{escape(url)}">{escape(words)}</a></p>' for words, url in letter.links)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(letter.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
        f"<title>{escape(letter.subject)}</title><style>{STYLE}</style></head>\n"
        f'<body><main class="sheet"><p class="mast">{escape(letter.sender)}</p>'
        f"<h1>{escape(letter.subject)}</h1>{intro}{parts}"
        f'<div class="foot">{foot}{links}</div></main></body></html>\n'
    )


def _part(part: Part, more: str) -> str:
    title = escape(part.title)
    head = f'<a href="{escape(part.url)}">{title}</a>' if part.url else title
    kind = f'<p class="kind">{escape(part.kind)}</p>' if part.kind else ""
    meta = f'<p class="meta">{escape(part.meta)}</p>' if part.meta else ""
    # links of the same words would all sound alike: each says where it leads
    on = (
        f'<p><a href="{escape(part.url)}" aria-label="{escape(more)}: {title}">{escape(more)}</a></p>'
        if part.url
        else ""
    )
    return f'\n<div class="part">{kind}<div{_lang(part.language)}><h2>{head}</h2>{meta}{part.html}</div>{on}</div>'


def _lang(language: str) -> str:
    return f' lang="{escape(language)}"' if language else ""
