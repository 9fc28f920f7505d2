"""The sheets of ``design.paper`` as documents for a word processor (DOCX, ECMA-376), to be written on in the house's own layout.

Headings, paragraphs, lists and tables with their heads keep their meaning; looks come from the styles of the document.
The same template and context give the same bytes.
"""

import io
import zipfile
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any
from xml.sax.saxutils import escape

from django.template.loader import render_to_string
from django.utils import translation

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MADE = (2026, 1, 1, 0, 0, 0)  # fixed: equal content gives an equal file
_WIDTH = 9638  # twentieths of a point between the margins of A4
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FORMAT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_STYLES = {"h1": "Heading1", "h2": "Heading2", "h3": "Heading3", "li": "ListBullet", "caption": "Caption"}
_BLOCKS = {*_STYLES, "p", "th", "td", "div", "dt", "dd"}


def docx(template: str, context: Mapping[str, Any], *, language: str = "de") -> bytes:
    """The sheet that ``template`` describes as a document; it extends ``design/paper.html``."""
    with translation.override(language):
        html = render_to_string(template, {**context, "language": language})
    reader = _Reader()
    reader.feed(html)
    reader.close()
    locale = "de-DE" if language == "de" else "en-GB"
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "docProps/core.xml": _core(reader.title.strip(), locale),
        "word/document.xml": f"{_HEAD}<w:document {_W}><w:body>{''.join(reader.body)}{_PAGE}</w:body></w:document>",
        "word/styles.xml": _styles(locale),
        "word/numbering.xml": _NUMBERING,
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(zipfile.ZipInfo(name, _MADE), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Reader(HTMLParser):
    """Turns the elements that papers use into paragraphs and tables."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.body = "", list[str]()
        self._tag, self._right, self._bold, self._inside = "", False, 0, ""
        self._runs: list[str] = []
        self._rows: list[list[str]] = []
        self._heads: list[bool] = []
        self._cells: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        look = dict(attrs).get("class") or ""
        if tag in {"title", "style"}:
            self._inside = tag
        elif tag == "br":
            self._runs.append("<w:r><w:br/></w:r>")
        elif tag in {"strong", "b"}:
            self._bold += 1
        elif tag == "table":
            self._rows, self._heads = [], []
        elif tag == "thead":
            self._heads.append(True)
        elif tag == "tr":
            self._cells = []
        elif tag in _BLOCKS:
            self._flush()
            self._tag, self._right = tag, "figure" in look
            self._bold += tag == "th" or "example" in look
            if tag == "p" and "example" in look:
                self._tag = "example"

    def handle_endtag(self, tag: str) -> None:
        if tag in {"title", "style"}:
            self._inside = ""
        elif tag in {"strong", "b"}:
            self._bold -= 1
        elif tag in {"th", "td"} and self._cells is not None:
            self._cells.append(self._paragraph())
            self._bold -= tag == "th"
        elif tag == "tr" and self._cells is not None:
            self._rows.append(self._cells)
            self._cells = None
        elif tag == "thead":
            self._heads = [True] * len(self._rows)
        elif tag == "table":
            self.body.append(_table(self._rows, len(self._heads)))
        elif tag in _BLOCKS:
            self._bold -= self._tag == "example"
            self._flush()

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += " ".join(data.split())
        elif not self._inside and (words := _spaced(data)) and (words.strip() or self._runs):
            look = "<w:rPr><w:b/></w:rPr>" if self._bold else ""
            self._runs.append(f'<w:r>{look}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>')

    def _paragraph(self) -> str:
        """What was read so far as one paragraph; then nothing is read yet."""
        style = _STYLES.get(self._tag, "")
        look = f'<w:pStyle w:val="{style}"/>' if style else ""
        look += '<w:jc w:val="right"/>' if self._right else ""
        found = f"<w:p><w:pPr>{look}</w:pPr>{''.join(self._runs)}</w:p>"
        self._runs, self._tag, self._right = [], "", False
        return found

    def _flush(self) -> None:
        if any(run.strip() for run in self._runs):
            self.body.append(self._paragraph())
        self._runs, self._tag, self._right = [], "", False


def _spaced(data: str) -> str:
    """Text as a browser shows it: runs of white space are one space."""
    words = " ".join(data.split())
    if not words:
        return " " if data else ""
    return f"{' ' if data[0].isspace() else ''}{words}{' ' if data[-1].isspace() else ''}"


def _table(rows: list[list[str]], heads: int) -> str:
    """Rows of paragraphs; the first ``heads`` are repeated on each page and read as the head."""
    columns = max((len(row) for row in rows), default=0)
    if not columns:
        return ""
    width = _WIDTH // columns
    grid = f'<w:gridCol w:w="{width}"/>' * columns
    look = (
        '<w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/><w:tblLook w:firstRow="1" w:firstColumn="1"/>'
    )
    told = []
    for place, row in enumerate(rows):
        head = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if place < heads else "<w:trPr><w:cantSplit/></w:trPr>"
        cells = "".join(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>' for cell in row)
        told.append(f"<w:tr>{head}{cells}</w:tr>")
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(told)}</w:tbl><w:p/>"


def _core(title: str, locale: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>{locale}</dc:language></cp:coreProperties>"
    )


def _styles(locale: str) -> str:
    heads = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/>'
        f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/>'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
        for level, size in ((1, 34), (2, 26), (3, 23))
    )
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f"{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="21"/>'
        f'<w:lang w:val="{locale}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="264" '
        'w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        f"{heads}"
        '<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        "<w:pPr><w:keepNext/></w:pPr><w:rPr><w:i/></w:rPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/><w:basedOn w:val="Normal"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr>'
        f"<w:tblBorders>{borders}</w:tblBorders></w:tblPr></w:style></w:styles>"
    )


_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)
_NUMBERING = (
    f'{_HEAD}<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_FORMAT}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_FORMAT}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_FORMAT}.numbering+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_DOCUMENT_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/numbering" Target="numbering.xml"/></Relationships>'
)
