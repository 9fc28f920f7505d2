"""What a text still needs, and what would make it better, while it is written; pure.

Sources: outline, link text and text alternatives as WCAG 2.2 asks (1.1.1, 1.3.1, 2.4.4, 2.4.6); length of sentences as
guides to plain administrative language advise.
"""

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token

from strahlkraft.design.richtext import parsed
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

LONGEST_SENTENCE = 25
"""Words."""
LONGEST_LEAD = 320
"""Characters: what cards, feeds and search results show whole."""
LONGEST_STRETCH = 350
"""Words without a heading between them."""
TITLE_MISSING = gettext_noop("A headline is missing.")
_EMPTY_WORDS = frozenset(
    (
        *("hier", "hier klicken", "klicken sie hier", "hier klicken sie", "siehe hier", "mehr", "mehr erfahren"),
        *("mehr lesen", "weiter", "weiterlesen", "weitere informationen", "mehr informationen", "details", "link"),
        *("dieser link", "diesem link", "zum artikel", "here", "click here", "see here", "more", "read more"),
        *("learn more", "continue", "this link", "this page"),
    )
)
_ABBREVIATIONS = frozenset(
    """abs art bzw ca dr d.h evtl ggf inkl insb max mio min mrd nr o.ä prof s sog st str tel u.a usw vgl z.b zzgl
    e.g i.e etc approx dept no vs""".split()
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"“”»«')\]]*\s+(?=[\"„“»(\[]?[A-ZÄÖÜ0-9])")
_WORD = re.compile(r"\w[\w\u00ad’'&/.-]*")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")


@dataclass(frozen=True, slots=True)
class PictureSaid:
    """What a picture says to people who cannot see it; ``foreign``: not in the language of the text."""

    name: str
    alternative_text: str = ""
    decorative: bool = False
    credit: str = ""
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about a text. ``blocks``: it cannot be submitted so; otherwise it is advice.

    ``message`` is an English sentence marked for translation, filled from ``params``; ``field`` is the part of the text
    (title, lead, body, pictures); ``line`` counts from 1 within the body, None: the whole part.
    """

    code: str
    message: str
    field: str
    blocks: bool = False
    line: int | None = None
    params: dict[str, Any] = dataclasses.field(default_factory=dict, compare=False)


def remarks(title: str, lead: str, body: str, pictures: Iterable[PictureSaid] = ()) -> list[Remark]:
    """Everything there is to say about one text in one language; what blocks comes first."""
    tokens = parsed(body)
    found = [
        *_frame(title, lead, body),
        *_headings(tokens),
        *_links(tokens),
        *_markup(tokens),
        *_sentences(lead, tokens),
        *_stretches(tokens),
        *_pictures(pictures),
    ]
    return sorted(found, key=lambda remark: not remark.blocks)


def problems(found: Iterable[Remark]) -> list[Refusal]:
    """The remarks that keep a text from being submitted."""
    return [Refusal(one.code, one.message, one.field, one.params) for one in found if one.blocks]


def _frame(title: str, lead: str, body: str) -> Iterator[Remark]:
    if not title.strip():
        yield Remark("title_missing", TITLE_MISSING, "title", blocks=True)
    if "[[" in title:
        message = gettext_noop("A headline holds no figures by reference; write it without.")
        yield Remark("title_quotes", message, "title", blocks=True)
    if not body.strip():
        yield Remark("body_missing", gettext_noop("The text is missing."), "body", blocks=True)
    if not lead.strip():
        message = gettext_noop("A lead is missing: lists, feeds and cards show it under the headline.")
        yield Remark("lead_missing", message, "lead")
    elif len(lead) > LONGEST_LEAD:
        message = gettext_noop("The lead has %(n)s characters; up to %(most)s are shown whole in lists.")
        yield Remark("lead_long", message, "lead", params={"n": len(lead), "most": LONGEST_LEAD})


def _line(token: Token) -> int | None:
    return token.map[0] + 1 if token.map else None


def _inline_text(token: Token) -> str:
    """What a line of text says, without its marks."""
    return "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))


def _headings(tokens: list[Token]) -> Iterator[Remark]:
    rows = [
        (int(token.tag[1]), _inline_text(tokens[index + 1]).strip(), _line(token))
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    before = min((level for level, _text, _where in rows), default=1) - 1
    for level, text, line in rows:
        if not text:
            yield Remark("heading_empty", gettext_noop("A heading says nothing."), "body", blocks=True, line=line)
        if level > before + 1:
            message = gettext_noop("The heading “%(heading)s” jumps over a level; headings go down one step at a time.")
            yield Remark("heading_jump", message, "body", blocks=True, line=line, params={"heading": text})
        before = level


def _links(tokens: list[Token]) -> Iterator[Remark]:
    for token in tokens:
        children = token.children or []
        for index, child in enumerate(children):
            if child.type == "link_open":
                yield from _link(_link_text(children[index + 1 :]), str(child.attrs.get("href") or ""), _line(token))


def _link_text(tokens: list[Token]) -> str:
    words = []
    for token in tokens:
        if token.type == "link_close":
            break
        words.append(token.content)
    return "".join(words).strip()


def _link(text: str, target: str, line: int | None) -> Iterator[Remark]:
    if not text:
        yield Remark("link_empty", gettext_noop("A link has no text."), "body", blocks=True, line=line)
    elif text.casefold().strip(" .:!»›→") in _EMPTY_WORDS:
        message = gettext_noop("The link text “%(text)s” does not say where it leads; name the target.")
        yield Remark("link_text", message, "body", line=line, params={"text": text})
    elif text.startswith(("http://", "https://", "www.")):
        message = gettext_noop("A link shows a bare address (“%(text)s”); words are easier to read and to listen to.")
        yield Remark("link_bare", message, "body", line=line, params={"text": text[:60]})
    if not target:
        yield Remark("link_nowhere", gettext_noop("A link leads nowhere."), "body", blocks=True, line=line)


def _markup(tokens: list[Token]) -> Iterator[Remark]:
    for token in tokens:
        if token.type != "inline":
            continue
        if any(child.type == "image" for child in token.children or ()):
            message = gettext_noop(
                "A picture stands inside the text; add it to the gallery instead, with its description."
            )
            yield Remark("picture_in_text", message, "body", blocks=True, line=_line(token))
        if found := _TAG.search(_inline_text(token)):
            message = gettext_noop("HTML is shown as it is typed (“%(tag)s”); use the marks of the editor.")
            yield Remark("html", message, "body", line=_line(token), params={"tag": found[0][:40]})


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph; abbreviations and ordinal numbers end none."""
    found: list[str] = []
    begin = 0
    for match in _SENTENCE_END.finditer(text):
        last = text[begin : match.start()].rstrip("\"“”»«')] ").rsplit(maxsplit=1)[-1:]
        word = last[0].rstrip(".").lstrip('(„“"').casefold() if last else ""
        if last and last[0].endswith(".") and (word in _ABBREVIATIONS or _is_ordinal(word)):
            continue
        found.append(text[begin : match.start()].strip())
        begin = match.end()
    return [sentence for sentence in (*found, text[begin:].strip()) if sentence]


def _is_ordinal(word: str) -> bool:
    """Days, numbers of things and single letters (z. B.) have a point behind them; years end sentences."""
    return len(word) == 1 or (word.isdigit() and len(word) <= 2)  # noqa: PLR2004 - two digits: no year


def words_of(text: str) -> int:
    """How many words a text has; a figure by reference counts as one."""
    return len(_WORD.findall(re.sub(r"\[\[[^\[\]\n]*\]\]", " X ", text)))


def _sentences(lead: str, tokens: list[Token]) -> Iterator[Remark]:
    paragraphs: list[tuple[str, int | None, str]] = [("lead", None, lead)]
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open":
            paragraphs.append(("body", _line(token), _running_text(tokens[index + 1])))
    for part, line, text in paragraphs:
        for sentence in sentences(text):
            if (count := words_of(sentence)) > LONGEST_SENTENCE:
                message = gettext_noop("A sentence has %(n)s words: “%(begin)s …”. Up to %(most)s are easy to read.")
                begin = " ".join(sentence.split()[:6])
                params = {"n": count, "begin": begin, "most": LONGEST_SENTENCE}
                yield Remark("sentence_long", message, part, line=line, params=params)


def _running_text(token: Token) -> str:
    """A paragraph as it is read, line ends as spaces."""
    kinds = {"softbreak": " ", "hardbreak": " "}
    return "".join(kinds.get(child.type, child.content) for child in token.children or ())


def _stretches(tokens: list[Token]) -> Iterator[Remark]:
    count, begin = 0, 1
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            count, begin = 0, _line(token) or begin
        elif token.type == "paragraph_open":
            before, count = count, count + words_of(_running_text(tokens[index + 1]))
            if before <= LONGEST_STRETCH < count:
                message = gettext_noop(
                    "Over %(most)s words without a heading; a heading in between helps to find one's way."
                )
                yield Remark("stretch_long", message, "body", line=begin, params={"most": LONGEST_STRETCH})


def _pictures(pictures: Iterable[PictureSaid]) -> Iterator[Remark]:
    for picture in pictures:
        if not picture.decorative and not picture.alternative_text.strip():
            message = gettext_noop("The picture “%(picture)s” has no text for people who cannot see it.")
            yield Remark("alt_missing", message, "pictures", blocks=True, params={"picture": picture.name})
        elif picture.foreign and not picture.decorative:
            message = gettext_noop("The picture “%(picture)s” is described in German only.")
            yield Remark("alt_foreign", message, "pictures", params={"picture": picture.name})
        if not picture.credit.strip():
            message = gettext_noop("Nobody is named as the maker of the picture “%(picture)s”.")
            yield Remark("credit_missing", message, "pictures", blocks=True, params={"picture": picture.name})
