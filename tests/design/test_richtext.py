"""Markdown becomes HTML that cannot harm, also with marks set into it."""

import pytest
from hypothesis import given, strategies

from strahlkraft.design.richtext import Mark, markdown_html

pytestmark = pytest.mark.house
MARK = Mark("1.000 €", "1000.00", "/quellen/beispiel/", "Quelle: beispiel.example", "vorher: 900 €")
SHOWN = (
    '<a class="quoted-source" href="/quellen/beispiel/" title="Quelle: beispiel.example" rel="noopener nofollow ugc">'
    '<data class="quoted" value="1000.00">1.000 €</data>'
    '<span class="visually-hidden"> (Quelle: beispiel.example)</span></a>'
    ' <small class="quoted-note">(vorher: 900 €)</small>'
)


def test_a_mark_stands_for_its_name_with_its_source_and_its_note() -> None:
    assert markdown_html("Für [[a]].", marks={"a": MARK}) == f"<p>Für {SHOWN}.</p>\n"


def test_a_name_nobody_marks_stays_as_typed() -> None:
    assert markdown_html("Für [[b]].", marks={"a": MARK}) == "<p>Für [[b]].</p>\n"
    assert markdown_html("Für [[a]].") == "<p>Für [[a]].</p>\n"


def test_a_mark_inside_a_link_has_no_link_of_its_own() -> None:
    html = markdown_html("[für [[a]]](https://beispiel.example/) und [[a]]", marks={"a": MARK})
    assert html == (
        '<p><a href="https://beispiel.example/" rel="noopener nofollow ugc">für '
        '<data class="quoted" value="1000.00">1.000 €</data> <small class="quoted-note">(vorher: 900 €)</small></a>'
        f" und {SHOWN}</p>\n"
    )


def test_code_and_titles_of_links_are_no_place_for_marks() -> None:
    html = markdown_html('`[[a]]` [b](https://beispiel.example/ "[[a]]")', marks={"a": MARK})
    assert "data" not in html
    assert "<code>[[a]]</code>" in html


def test_what_a_mark_says_is_escaped_everywhere() -> None:
    hostile = '"><script>alert(1)</script>'
    html = markdown_html("[[a]]", marks={"a": Mark(hostile, hostile, f"/x{hostile}", hostile, hostile)})
    assert "<script" not in html
    assert html.count("<a ") == html.count("</a>") == 1


def test_an_address_that_runs_a_script_is_taken_off() -> None:
    assert "javascript" not in markdown_html("[[a]]", marks={"a": Mark("x", url="javascript:alert(1)")})


@given(strategies.text(alphabet="[]()<>!`*_#\"' ab:/\n", max_size=80))
def test_no_text_lets_a_writers_tag_through(text: str) -> None:
    html = markdown_html(text + "<b onclick=x>[[a]]", marks={"a": MARK})
    assert "onclick=x>" not in html.replace("&gt;", "")
    assert html.count("<a ") == html.count("</a>")
