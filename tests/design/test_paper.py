"""Sheets: accessible, reproducible, and nothing is fetched from elsewhere."""

import io
from pathlib import Path

import pikepdf
import pytest

from strahlkraft.design.paper import pdf

pytestmark = [pytest.mark.house, pytest.mark.slow]
SHEET = """{% extends "design/paper.html" %}{% block title %}Beispielblatt{% endblock %}
{% block content %}<h1>Übersicht</h1><table><thead><tr><th scope="col">Ort</th></tr></thead>
<tbody><tr><td>Köln</td></tr></tbody></table>{% block more %}{% endblock %}{% endblock %}"""


@pytest.fixture
def sheets(tmp_path: Path, settings: object) -> Path:
    """A folder whose templates are found."""
    engine = settings.TEMPLATES[0]  # type: ignore[attr-defined]  # pytest-django's settings
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}]  # type: ignore[attr-defined]  # the same
    (tmp_path / "sheet.html").write_text(SHEET, encoding="utf-8")
    return tmp_path


def test_a_sheet_says_its_language_title_and_that_it_is_accessible(sheets: Path) -> None:
    with pikepdf.open(io.BytesIO(pdf("sheet.html", {}))) as document:
        assert document.Root.Lang == "de"
        assert document.Root.MarkInfo.Marked
        with document.open_metadata() as words:
            assert (words["dc:title"], words["pdfuaid:part"]) == ("Beispielblatt", "1")


def test_the_same_sheet_is_the_same_file(sheets: Path) -> None:
    assert pdf("sheet.html", {}) == pdf("sheet.html", {})


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.css", "file:///etc/passwd", "../../../../etc/passwd"])
def test_what_a_sheet_names_elsewhere_is_not_fetched(sheets: Path, address: str) -> None:
    (sheets / "other.html").write_text(
        f'{{% extends "sheet.html" %}}{{% block more %}}<img src="{address}" alt="Beispiel">{{% endblock %}}',
        encoding="utf-8",
    )
    with pytest.raises(LookupError, match=r"passwd|x\.css"):
        pdf("other.html", {})
