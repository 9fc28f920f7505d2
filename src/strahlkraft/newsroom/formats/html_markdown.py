"""HTML of older sites as Markdown and as plain words: only what text needs, nothing that could run; pure.

Pictures stand beside the text, never in it: they need words, a credit and a licence, which somebody must give.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

DEEPEST = 80
"""Elements within each other; deeper ones lie beside each other."""
MOST_ELEMENTS = 60_000
"""Of one text; of what comes behind them only the words are kept."""
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_DROPPED = frozenset(
    "script style template iframe object embed svg math button select textarea title xmp noscript head nav".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre "
    "section table tbody td tfoot th thead tr ul".split()
)
_ENDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
}
"""What a start tag ends by itself, and up to where it looks for it."""
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])|&(?=#?\w+;)")
_BEGINNING = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|={2,}|-{2,})", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_NAME = re.compile(r"<(/?)([A-Za-z][^\s/>]{0,100})")
_ATTRIBUTE = re.compile(r"""[\s/]*+([^\s/>=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]++)))?""")
_TAG_END = re.compile(r"[\s/=]*+>")
_RAW = {
    tag: re.compile(f"</{tag}(?=[\\s/>])", re.IGNORECASE)
    for tag in ("script", "style", "textarea", "title", "xmp", "iframe")
}
"""Elements whose text is no HTML, and how they end."""
_NO_SIGN = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")
_ICON = 50
"""Pixels: what says that it is smaller in both directions decorates."""
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif)$", re.IGNORECASE)


@dataclass(slots=True)
class Node:
    """An element with what is in it."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)

    def walk(self) -> "Iterator[Node]":
        """This element and all within it, in the order of the text."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def words(self) -> str:
        """The words within, in one line."""
        return " ".join(_SPACE.sub(" ", "".join(self.texts())).split())

    def texts(self) -> Iterator[str]:
        """Pieces of text within, with blanks where lines end."""
        if self.tag in _DROPPED:
            return
        for child in self.children:
            yield from child.texts() if isinstance(child, Node) else (child,)
        if self.tag in _BLOCKS or self.tag == "br":
            yield " "


class _Builder:
    """Builds the tree; tags that were never closed end where HTML ends them, near enough."""

    def __init__(self) -> None:
        self.open = [Node("")]
        self.left = MOST_ELEMENTS

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Put an element into the innermost open one."""
        if not self.left:
            return
        self.left -= 1
        if tag in _BLOCKS:
            self._end(frozenset({"p"}), _BLOCKS - {"p"})
        if tag in _ENDS:
            self._end(*_ENDS[tag])
        node = Node(tag, attributes)
        self.open[-1].children.append(node)
        if tag not in _VOID and len(self.open) < DEEPEST:
            self.open.append(node)

    def end(self, tag: str) -> None:
        """Close the innermost element of this name and all within it; what was never open closes nothing."""
        self._end(frozenset({tag}), frozenset())

    def text(self, data: str) -> None:
        """Keep text where it stands."""
        if data:
            self.open[-1].children.append(_unescaped(data))

    def _end(self, tags: frozenset[str], until: frozenset[str]) -> None:
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag in tags:
                del self.open[place:]
                return
            if self.open[place].tag in until:
                return


def tree(html: str) -> Node:
    """The text as elements, in one pass over it: the parser of the standard library takes minutes for hostile kilobytes."""
    builder, place = _Builder(), 0
    while (found := html.find("<", place)) >= 0:
        builder.text(html[place:found])
        place = _tag(html, found, builder)
    builder.text(html[place:])
    return builder.open[0]


def _tag(html: str, place: int, builder: _Builder) -> int:
    """Take in what begins with ``<`` at ``place``; where it ends. What is never closed goes on to the end and says nothing."""
    name = _NAME.match(html, place)
    if name is None:
        if html.startswith(("<!--", "<!", "<?", "</"), place):
            closed = "-->" if html.startswith("<!--", place) else ">"
            return (html.find(closed, place + 2) + len(closed)) if html.find(closed, place + 2) >= 0 else len(html)
        builder.text("<")
        return place + 1
    tag, attributes, place = name[2].lower(), dict[str, str](), name.end()
    while part := _ATTRIBUTE.match(html, place):
        value = next((one for one in part.groups()[1:] if one is not None), "")
        attributes.setdefault(part[1].lower(), _unescaped(value))
        place = part.end()
    rest = _TAG_END.match(html, place)
    if rest is None:
        return len(html)
    if name[1]:
        builder.end(tag)
        return rest.end()
    builder.start(tag, attributes)
    return _after_raw(html, rest.end(), tag, builder) if tag in _RAW else rest.end()


def _after_raw(html: str, place: int, tag: str, builder: _Builder) -> int:
    """Behind the text of an element that holds no elements; the text itself nobody needs."""
    builder.end(tag)
    found = _RAW[tag].search(html, place)
    return found.start() if found else len(html)


def _unescaped(text: str) -> str:
    """Signs written by name or number as themselves; numbers no sign can have are none."""
    return unescape(_NO_SIGN.sub("\ufffd", text))


def plain(html: str) -> str:
    """The words of a piece of HTML in one line."""
    return tree(html).words()


def absolute(base: str, link: str) -> str:
    """Where a link leads, whole; empty for what is neither a page nor a mailbox."""
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
    except ValueError:  # no address, whatever it is
        return ""
    if parts.scheme == "mailto":
        return quote(url, safe=":@%?=&+.-_")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return quote(url, safe="%/:=&?~#+!$,;'@*-._[]")


@dataclass(frozen=True, slots=True)
class OldPicture:
    """A picture as an older site shows it; ``url`` is empty when its bytes stand in the text itself."""

    url: str
    alternative_text: str = ""
    caption: str = ""


def pictures(root: Node, base: str) -> list[OldPicture]:
    """The pictures of a text in their order, each once; what only decorates or counts readers is left out."""
    found: dict[str, OldPicture] = {}
    for node, (link, caption) in _images(root, ("", "")):
        if _decorates(node):
            continue
        url = absolute(base, link) if _PICTURE_FILE.search(urlsplit(absolute(base, link)).path) else ""
        source = node.attributes.get("data-src") or node.attributes.get("src", "")
        if not url and not source.strip().lower().startswith("data:"):
            url = absolute(base, source) if source.strip() else ""
            if not url.startswith("http"):
                continue
        one = OldPicture(url, " ".join(node.attributes.get("alt", "").split()), caption)
        found.setdefault(url or f"data {len(found)}", one)
    return list(found.values())


def _images(node: Node, around: tuple[str, str]) -> Iterator[tuple[Node, tuple[str, str]]]:
    """Every picture with the address its link leads to and the caption of its figure."""
    for child in node.children:
        if not isinstance(child, Node) or child.tag in _DROPPED:
            continue
        if child.tag == "img":
            yield child, around
            continue
        link, caption = around
        if child.tag == "a":
            link = child.attributes.get("href", "")
        elif child.tag == "figure":
            caption = next((one.words() for one in child.walk() if one.tag == "figcaption"), "")
        yield from _images(child, (link, caption))


def _decorates(node: Node) -> bool:
    sides = [node.attributes.get(name, "").removesuffix("px").strip() for name in ("width", "height")]
    return all(side.isdecimal() and int(side[:6]) < _ICON for side in sides)


def markdown(html: str, base: str) -> str:
    """A piece of HTML as Markdown; links become absolute to ``base``, headings begin at the second level and leave none out."""
    return written(tree(html), base)


def written(root: Node, base: str) -> str:
    """The same of elements that were read already."""
    levels = {node.tag for node in root.walk() if re.fullmatch("h[1-6]", node.tag)}
    return _Writer(base, tuple(sorted(levels))).blocks(root)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes a tree; ``levels`` are the headings there are, the highest first."""

    base: str
    levels: tuple[str, ...]

    def blocks(self, node: Node) -> str:
        """What is in an element as paragraphs with an empty line between them."""
        found: list[str] = []
        line: list[Node | str] = []
        for child in node.children:
            if isinstance(child, Node) and (child.tag in _BLOCKS or self._holds_blocks(child)):
                found += [self._paragraph(line), self._block(child)]
                line = []
            else:
                line.append(child)
        found.append(self._paragraph(line))
        return "\n\n".join(one for one in found if one)

    @staticmethod
    def _holds_blocks(node: Node) -> bool:
        return node.tag not in _DROPPED and any(one.tag in _BLOCKS for one in node.walk())

    def _paragraph(self, line: "list[Node | str]") -> str:
        text = "".join(self._inline(one) for one in line)
        lines = [" ".join(part.split()) for part in text.split("\n")]
        text = "\n".join(lines).strip()
        text = _BEGINNING.sub(r"\1\\\2", text)
        return _NUMBERED.sub(r"\1\\\2", text).replace("\n", "\\\n")

    def _block(self, node: Node) -> str:
        if node.tag in _DROPPED:
            return ""
        known: Mapping[str, Callable[[Node], str]] = {
            "blockquote": lambda one: _prefixed(self.blocks(one), "> ", "> "),
            "hr": lambda _one: "---",
            "ol": lambda one: self._list(one, numbered=True),
            "pre": _code,
            "tr": self._row,
            "ul": lambda one: self._list(one, numbered=False),
        }
        if re.fullmatch("h[1-6]", node.tag):
            words = _escaped(node.words())
            return f"{'#' * (2 + self.levels.index(node.tag))} {words}" if words else ""
        return known.get(node.tag, self.blocks)(node)

    def _list(self, node: Node, *, numbered: bool) -> str:
        items = [self.blocks(one) for one in node.children if isinstance(one, Node) and one.tag not in _DROPPED]
        marks = ((f"{number}. " if numbered else "- ", item) for number, item in enumerate(filter(None, items), 1))
        return "\n".join(_prefixed(item, mark, " " * len(mark)) for mark, item in marks)

    def _row(self, node: Node) -> str:
        """A row of a table as a line: what older sites lay out so is rarely a table."""
        cells = (one.words() for one in node.children if isinstance(one, Node))
        return " · ".join(_escaped(cell) for cell in cells if cell)

    def _inline(self, one: "Node | str") -> str:
        if isinstance(one, str):
            return _escaped(_SPACE.sub(" ", one))
        if one.tag in _DROPPED or one.tag == "img":
            return ""
        if one.tag == "br":
            return "\n"
        text = "".join(self._inline(child) for child in one.children)
        if one.tag == "a":
            url = absolute(self.base, one.attributes.get("href", ""))
            return _around(text, "[", f"]({url})") if url else text
        mark = {"strong": "**", "b": "**", "em": "*", "i": "*"}.get(one.tag, "")
        return _around(text, mark, mark) if mark and "\n" not in text else text


def _around(text: str, before: str, after: str) -> str:
    """Marks around words, blanks outside of them; nothing around nothing."""
    inner = text.strip()
    if not inner:
        return text
    return f"{' ' if text[0].isspace() else ''}{before}{inner}{after}{' ' if text[-1].isspace() else ''}"


def _escaped(text: str) -> str:
    """Text that means itself in Markdown."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text)


def _code(node: Node) -> str:
    text = "".join(child if isinstance(child, str) else child.words() for child in node.children).strip("\n")
    return _prefixed(text, "    ", "    ") if text.strip() else ""


def _prefixed(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        (first if not number else others if line or others.strip() else "") + line for number, line in enumerate(lines)
    ).rstrip()
