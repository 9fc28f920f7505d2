"""Sheets as documents for a word processor: what they say keeps its meaning, and the same content is the same file."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from strahlkraft.design.written import docx

pytestmark = pytest.mark.house
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHEET = """{% extends "design/paper.html" %}{% block title %}Beispielblatt & mehr{% endblock %}
{% block content %}<h1>Übersicht</h1><p class="example">Beispiel <b>hier</b></p><p>eins<br>zwei <strong>drei</strong></p>
<table><caption>Orte</caption><thead><tr><th scope="col">Ort</th><th scope="col" class="figure">Euro</th></tr></thead>
<tbody><tr><th scope="row">Köln &lt;1&gt;</th><td class="figure">1,00</td></tr></tbody></table><ul><li>Punkt</li></ul>{% endblock %}"""


@pytest.fixture
def sheets(tmp_path: Path, settings: object) -> Path:
    """A folder whose templates are found."""
    engine = settings.TEMPLATES[0]  # type: ignore[attr-defined]  # pytest-django's settings
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}]  # type: ignore[attr-defined]  # the same
    (tmp_path / "sheet.html").write_text(SHEET, encoding="utf-8")
    return tmp_path


def parts(content: bytes) -> dict[str, ET.Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: ET.fromstring(book.read(name)) for name in book.namelist()}  # noqa: S314 - our own file


def told(paragraph: ET.Element) -> tuple[str, str]:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    tags = (one for one in paragraph.iter() if one.tag in {f"{W}t", f"{W}br"})
    words = "".join((one.text or "") if one.tag == f"{W}t" else "|" for one in tags)
    return ("" if style is None else style.get(f"{W}val", ""), words)


def test_headings_paragraphs_tables_and_lists_keep_their_meaning(sheets: Path) -> None:
    found = parts(docx("sheet.html", {}))
    document = found["word/document.xml"]
    assert [told(one) for one in document.iter(f"{W}p") if told(one)[1].strip()] == [
        ("", "Strahlkraft"),
        ("Heading1", "Übersicht"),
        ("", "Beispiel hier"),
        ("", "eins|zwei drei"),
        ("Caption", "Orte"),
        ("", "Ort"),
        ("", "Euro"),
        ("", "Köln <1>"),
        ("", "1,00"),
        ("ListBullet", "Punkt"),
    ]
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in document.iter(f"{W}tr")] == [True, False]
    right = [told(one)[1] for one in document.iter(f"{W}p") if one.find(f"{W}pPr/{W}jc") is not None]
    assert right == ["Euro", "1,00"]
    bold = ["".join(one.itertext()) for one in document.iter(f"{W}r") if one.find(f"{W}rPr/{W}b") is not None]
    assert bold == ["Beispiel ", "hier", "drei", "Ort", "Euro", "Köln <1>"]


def test_a_document_says_its_title_and_language(sheets: Path) -> None:
    found = parts(docx("sheet.html", {}, language="en"))
    assert "Beispielblatt & mehr" in "".join(found["docProps/core.xml"].itertext())
    languages = [one.get(f"{W}val") for one in found["word/styles.xml"].iter(f"{W}lang")]
    assert languages == ["en-GB"]


def test_the_same_sheet_is_the_same_document(sheets: Path) -> None:
    assert docx("sheet.html", {}) == docx("sheet.html", {})
