"""Tags and components: what pages rely on."""

import json
import re
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

import strahlkraft
from strahlkraft.design.charts import bars, columns, nice_top
from strahlkraft.design.gallery import ExampleForm, examples
from strahlkraft.design.icons import drawings
from strahlkraft.design.richtext import markdown_html
from strahlkraft.design.templatetags.components import truth_views
from strahlkraft.design.templatetags.strahlkraft import language_links


def render(source: str, **context: Any) -> str:
    """A template with a request, as pages have it."""
    request = RequestFactory().get("/en/projekte/?q=a&seite=2")
    return Template(source).render(Context({"request": request, **context}))


def test_every_icon_a_page_names_is_drawn() -> None:
    """Fails when a page names one that is not: it breaks as soon as it gets there, perhaps only from the second row on."""
    pages = Path(strahlkraft.__file__).parent.rglob("*.html")
    named = {name for page in pages for name in re.findall(r'{% icon "([^"]+)"', page.read_text(encoding="utf-8"))}
    assert (named - set(drawings()), len(named) > 20) == (set(), True)


def test_structured_data_cannot_end_its_block() -> None:
    evil = "</script><script>alert(1)</script><!-- & \u2028"
    html = render("{% json_ld data %}", data={"name": evil})
    assert html.count("<") == 2
    assert json.loads(html[html.index(">") + 1 : html.rindex("<")]) == {"name": evil}


def test_markdown_keeps_words_and_drops_what_could_harm() -> None:
    text = (
        "# A\n\n## B\n\n<script>x</script> [l](javascript:alert(1)) [m](https://example.org)\n\n| a |\n|:-:|\n| b |\n"
    )
    html = markdown_html(text, 3)
    assert "<h3>A</h3>" in html
    assert "<h4>B</h4>" in html
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "style=" not in html
    assert '<a href="https://example.org" rel="noopener nofollow ugc">m</a>' in html


def test_markdown_that_starts_deep_is_lifted_to_the_wanted_level() -> None:
    assert markdown_html("### A\n", 2) == "<h2>A</h2>\n"


def test_query_with_changes_one_parameter_and_drops_another() -> None:
    assert render("{% query_with seite=3 q=None %}") == "?seite=3"


def test_truths_say_unknown_in_words() -> None:
    with override("de"):
        views = truth_views([{"kind": "reusable", "value": None}, {"kind": "closed", "value": True}])
    assert [(view["word"], view["state"], view["icon"]) for view in views] == [
        ("Nachnutzbarkeit nicht bekannt", "unknown", "question"),
        ("formal abgeschlossen", "good", "check"),
    ]


def test_the_language_switch_keeps_page_and_query() -> None:
    request = RequestFactory().get("/en/projekte/?q=a&seite=2")
    with override("en"):
        html = Template('{% include "design/language_switch.html" %}').render(Context({"request": request}))
    assert 'href="/projekte/?q=a&amp;seite=2"' in html
    assert 'hreflang="de"' in html


def test_a_field_names_its_hint_and_error_for_assistive_technology() -> None:
    form = ExampleForm({"mail": "no address"})
    html = str(form)
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'href="#id_title"' in html


@pytest.mark.parametrize("name", ["400", "403", "404", "413", "500", "503"])
def test_error_pages_need_no_context(name: str) -> None:
    html = render_to_string(f"{name}.html")
    html5lib.HTMLParser(strict=True).parse(html)
    assert f">{name}<" in html


def test_the_gallery_is_well_formed_in_both_languages() -> None:
    request = RequestFactory().get("/galerie/")
    request.META["SERVER_NAME"] = "localhost"
    for language in ("de", "en"):
        with override(language):
            html = render_to_string("design/gallery.html", {**examples(), "request": request})
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(html)
        assert [error for error in parser.errors if error[1] != "expected-doctype-but-got-start-tag"] == []


def test_bars_are_measured_against_the_longest() -> None:
    drawn = bars([{"label": "a", "value": 4}, {"label": "b", "value": 1}, {"label": "c", "value": None}], dict.get)
    assert [bar["length"] for bar in drawn] == ["100.00", "25.00", "0.00"]


def test_columns_stand_on_the_ground_under_a_round_top() -> None:
    chart = columns([("2018", 4.0), ("2019", 20.0)])
    assert [(column["y"], column["height"]) for column in chart["columns"]] == [("186.0", "40.0"), ("26.0", "200.0")]
    assert [nice_top(value) for value in (0, 0.7, 3, 19, 21, 100)] == [1.0, 1.0, 5.0, 20.0, 25.0, 100.0]


@pytest.mark.parametrize(("undated", "said"), [(False, 1), (True, 0)])
def test_step_without_dates_says_so_unless_none_are_expected(*, undated: bool, said: int) -> None:
    step = {"title": "Checked", "state": "done", "undated": undated}
    with override("en"):
        html = render("{% timeline steps %}", steps=[step])
    assert html.count("dates not known") == said


def test_stacked_cell_names_its_column_and_keeps_what_was_escaped() -> None:
    table = (
        '{% stacked %}<table class="table"><thead><tr><th>Line</th>{% for y in years %}<th class="numeric">{{ y }} '
        '<span>€</span></th>{% endfor %}<th>{{ evil }}</th></tr></thead><tbody><tr><th scope="row">{{ evil }}</th>'
        '<td class="numeric">1</td><td>2</td><td>3</td></tr><tr><td colspan="3">all</td><td>4</td></tr></tbody>'
        "</table>{% endstacked %}"
    )
    html = render(table, years=["2025", "2026"], evil='<b onclick="x">"&')
    assert html.startswith('<table class="stacked table">')
    assert '<td data-label="2025 €" class="numeric">1</td><td data-label="2026 €">2</td>' in html
    named = html.partition("<td data-label=")[2]
    assert "<b" not in named
    assert html.count('data-label="&lt;b onclick=&quot;x&quot;&gt;&quot;&amp;"') == 2  # the last column of both rows
    assert '<td colspan="3">all</td>' in html


def test_stacked_table_without_heads_stays_as_it_is() -> None:
    table = '<table class="table"><tbody><tr><td>1</td></tr></tbody></table>'
    assert render("{% stacked %}" + table + "{% endstacked %}") == table.replace('"table"', '"stacked table"')


@pytest.mark.parametrize(
    "path", ["//fremd.example/", "/\\fremd.example/", "/en//fremd.example/", "/en/\t/fremd.example/"]
)
def test_the_page_in_the_other_language_is_never_on_another_host(path: str) -> None:
    """Browsers take two strokes, in either direction, for the beginning of a host; also behind what they skip."""
    request = RequestFactory().get("/")
    request.path = path
    links = language_links(Context({"request": request}))
    assert [link["url"] for link in links] == ["/fremd.example/", "/en/fremd.example/"]
